"""Pay links: what one is worth to whoever opens it, a member's open ones, and what a payment by one came to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, func, select, update
from sqlalchemy.orm import aliased

from sigma_finance.database.rows import read_row
from sigma_finance.database.scopes import across_chapters
from sigma_finance.domain import policy
from sigma_finance.domain.errors import NotFound
from sigma_finance.domain.members.initials import dotted
from sigma_finance.domain.payments.pay_links import PayLinkKind, PayLinkState, state_of
from sigma_finance.domain.payments.payments import PaymentState
from sigma_finance.domain.policy import Policy
from sigma_finance.extensions import db
from sigma_finance.models import Chapter, Installment, Member, PayLink, Payment
from sigma_finance.queries.payments import own
from sigma_finance.queries.payments.own import PaymentLine
from sigma_finance.queries.payments.settling import PageAtProvider


@dataclass(frozen=True)
class Balance:
    """All that a pay link shows: a chapter, a member's initials and, in minor units, what can be paid now."""

    link_id: int
    chapter_id: int
    member_id: int
    chapter_name: str
    currency: str
    timezone: str
    initials: str
    payable_minor: int
    state: PayLinkState
    is_suspended: bool
    policy: Policy


@dataclass(frozen=True)
class OpenLink:
    """A pay link that works, for the member and their officers; ``made_by`` is None where a reminder brought it."""

    id: int
    kind: PayLinkKind
    made_by: str | None
    created_at: datetime
    expires_at: datetime


@across_chapters()
def get_balance(*, link_id: int, at: datetime) -> Balance:
    """What the link is worth at ``at``; raises NotFound where there is none."""
    row = db.session.execute(_worth(link_id).execution_options(populate_existing=True)).first()
    if row is None:
        raise NotFound("There is no such link.")
    link: PayLink = row.PayLink
    under_way = int(row.under_way)
    return Balance(
        link_id=link.id,
        chapter_id=link.chapter_id,
        member_id=link.member_id,
        chapter_name=row.chapter_name,
        currency=row.currency,
        timezone=row.timezone,
        initials=dotted(row.name),
        payable_minor=max(0, row.balance_minor - under_way),
        state=state_of(
            revoked_at=link.revoked_at,
            expires_at=link.expires_at,
            owed_minor=row.balance_minor,
            under_way_minor=under_way,
            at=at,
        ),
        is_suspended=row.suspended_at is not None,
        policy=policy.read(row.policy),
    )


def open_of(balance: Balance, installment_ids: Sequence[int]) -> int:
    """What is open of these installments of the link's member, in minor units; nothing of anybody else's."""
    return open_minor(
        chapter_id=balance.chapter_id, member_id=balance.member_id, installment_ids=installment_ids
    )


def open_minor(*, chapter_id: int, member_id: int, installment_ids: Sequence[int]) -> int:
    """What is open of these installments of a member, in minor units."""
    if not installment_ids:
        return 0
    found = db.session.scalar(
        select(func.coalesce(func.sum(Installment.open_minor), 0)).where(
            Installment.chapter_id == chapter_id,
            Installment.member_id == member_id,
            Installment.id.in_(installment_ids),
        )
    )
    return int(found or 0)


def _worth(link_id: int) -> Select[Any]:
    under_way = (
        select(func.coalesce(func.sum(Payment.amount_minor), 0))
        .where(
            Payment.chapter_id == PayLink.chapter_id,
            Payment.member_id == PayLink.member_id,
            Payment.state == PaymentState.PROCESSING,
        )
        .correlate(PayLink)
        .scalar_subquery()
    )
    return (
        select(
            PayLink,
            Member.name,
            Member.balance_minor,
            Chapter.name.label("chapter_name"),
            Chapter.currency,
            Chapter.timezone,
            Chapter.policy,
            Chapter.suspended_at,
            under_way.label("under_way"),
        )
        .join(Member, (Member.chapter_id == PayLink.chapter_id) & (Member.id == PayLink.member_id))
        .join(Chapter, Chapter.id == PayLink.chapter_id)
        .where(PayLink.id == link_id)
    )


def open_links(*, chapter_id: int, member_id: int, at: datetime) -> Sequence[OpenLink]:
    """A member's pay links that work at ``at``, newest first."""
    maker = aliased(Member)
    rows = db.session.execute(
        select(PayLink.id, PayLink.kind, maker.name.label("made_by"), PayLink.created_at, PayLink.expires_at)
        .outerjoin(maker, (maker.chapter_id == PayLink.chapter_id) & (maker.id == PayLink.made_by_member_id))
        .where(_works(chapter_id, member_id, at))
        .order_by(PayLink.id.desc())
    )
    return [read_row(OpenLink, row) for row in rows]


def owed(*, chapter_id: int, member_id: int) -> int:
    """What a member owes now, in minor units."""
    owed_minor = db.session.scalar(
        select(Member.balance_minor).where(Member.chapter_id == chapter_id, Member.id == member_id)
    )
    return int(owed_minor or 0)


def find_open(
    *, chapter_id: int, member_id: int, kind: PayLinkKind, at: datetime, for_so_long: timedelta
) -> PayLink | None:
    """The member's newest link of this kind that works for so much longer."""
    return db.session.scalar(
        select(PayLink)
        .where(_works(chapter_id, member_id, at + for_so_long), PayLink.kind == kind)
        .order_by(PayLink.id.desc())
        .limit(1)
    )


def _works(chapter_id: int, member_id: int, at: datetime) -> ColumnElement[bool]:
    return (
        (PayLink.chapter_id == chapter_id)
        & (PayLink.member_id == member_id)
        & PayLink.revoked_at.is_(None)
        & (PayLink.expires_at > at)
    )


def revoke(*, chapter_id: int, member_id: int, link_id: int, at: datetime) -> bool:
    """Take a member's link back, unless it was already."""
    result = db.session.execute(
        update(PayLink)
        .where(_works(chapter_id, member_id, at), PayLink.id == link_id)
        .values(revoked_at=at)
        .execution_options(synchronize_session=False)
    )
    return int(result.rowcount) == 1  # type: ignore[attr-defined]


def open_sessions(*, chapter_id: int, link_id: int) -> list[PageAtProvider]:
    """The pages at Stripe on which can still be paid by a link."""
    rows = db.session.execute(
        select(Payment.reference, Payment.stripe_session_id, Payment.stripe_account).where(
            Payment.chapter_id == chapter_id,
            Payment.pay_link_id == link_id,
            Payment.state == PaymentState.PENDING,
        )
    )
    return [
        PageAtProvider(row.reference, row.stripe_session_id, row.stripe_account)
        for row in rows
        if row.stripe_session_id
    ]


def get_outcome(*, chapter_id: int, link_id: int, reference: str, timezone: str) -> PaymentLine:
    """How a payment by this link stands today; raises NotFound."""
    row = db.session.execute(
        own.payment_lines(chapter_id=chapter_id).where(
            Payment.pay_link_id == link_id, Payment.reference == reference
        )
    ).first()
    if row is None:
        raise NotFound("There is no such payment.")
    return own.read_line(row, timezone=timezone)


def works(*, chapter_id: int, link_id: int, at: datetime) -> bool:
    """Whether a link still pays, read anew under the lock of its member."""
    found = exists().where(
        PayLink.chapter_id == chapter_id,
        PayLink.id == link_id,
        PayLink.revoked_at.is_(None),
        PayLink.expires_at > at,
    )
    return bool(db.session.scalar(select(found)))
