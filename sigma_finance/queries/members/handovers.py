"""Handovers of the treasurer's office, and what is handed over: the books' figures and who has access."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import aliased

from sigma_finance.database.rows import read_row
from sigma_finance.domain.errors import NotFound
from sigma_finance.domain.members.handovers import HandoverState
from sigma_finance.domain.members.members import MemberStatus, Post
from sigma_finance.domain.payments.payments import PaymentState
from sigma_finance.domain.permissions import Role
from sigma_finance.extensions import db
from sigma_finance.models import Handover, HandoverBooks, Member, OfficerTerm, Payment, User
from sigma_finance.queries.officers import running

#: The page lists so many that were done.
SHOWN = 50


@dataclass(frozen=True)
class HandoverLine:
    """A handover as pages show it; ``sha256`` is of the books that were kept, once it is done."""

    id: int
    state: HandoverState
    from_member_id: int
    from_name: str
    to_member_id: int
    to_name: str
    term_ends_on: date | None
    created_at: datetime
    expires_at: datetime
    ended_at: datetime | None
    sha256: str | None


@dataclass(frozen=True)
class Access:
    """Somebody who may do more in the chapter than its members."""

    member_id: int
    name: str
    role: Role
    posts: Sequence[Post]
    can_sign_in: bool

    @property
    def title(self) -> str:
        """What gives them access: their role, and their offices."""
        role = [self.role.label] if self.role is not Role.MEMBER else []
        return ", ".join([*role, *(post.label + " (office)" for post in self.posts)])


def find_open(*, chapter_id: int, at: datetime) -> HandoverLine | None:
    """The handover that can still be accepted at ``at``."""
    wanted = _lines(chapter_id).where(Handover.state == HandoverState.OPEN, Handover.expires_at > at)
    row = db.session.execute(wanted).one_or_none()
    return None if row is None else read_row(HandoverLine, row)


def done(*, chapter_id: int) -> list[HandoverLine]:
    """The handovers that were done, the latest first."""
    wanted = _lines(chapter_id).where(Handover.state == HandoverState.DONE)
    latest = wanted.order_by(Handover.id.desc()).limit(SHOWN)
    return [read_row(HandoverLine, row) for row in db.session.execute(latest)]


def _lines(chapter_id: int) -> Select[Any]:
    giver, taker = aliased(Member), aliased(Member)
    statement: Select[Any] = select(
        Handover.id,
        Handover.state,
        Handover.from_member_id,
        giver.name.label("from_name"),
        Handover.to_member_id,
        taker.name.label("to_name"),
        Handover.term_ends_on,
        Handover.created_at,
        Handover.expires_at,
        Handover.ended_at,
        HandoverBooks.sha256,
    )  # type: ignore[assignment]
    return (
        statement.join(
            giver, and_(giver.chapter_id == Handover.chapter_id, giver.id == Handover.from_member_id)
        )
        .join(taker, and_(taker.chapter_id == Handover.chapter_id, taker.id == Handover.to_member_id))
        .outerjoin(
            HandoverBooks,
            and_(HandoverBooks.chapter_id == Handover.chapter_id, HandoverBooks.handover_id == Handover.id),
        )
        .where(Handover.chapter_id == chapter_id)
    )


def lock_open(*, chapter_id: int) -> Handover | None:
    """The chapter's open handover, whether it has expired or not, locked."""
    return db.session.scalar(
        select(Handover)
        .where(Handover.chapter_id == chapter_id, Handover.state == HandoverState.OPEN)
        .with_for_update()
        .execution_options(populate_existing=True)
    )


def get_books(*, chapter_id: int, handover_id: int) -> HandoverBooks:
    """The books that were kept of a handover; raises NotFound."""
    found = db.session.scalar(
        select(HandoverBooks).where(
            HandoverBooks.chapter_id == chapter_id, HandoverBooks.handover_id == handover_id
        )
    )
    if found is None:
        raise NotFound("There are no such books in your chapter.")
    return found


def is_treasurer(*, chapter_id: int, member_id: int, today: date) -> bool:
    """Whether a member is treasurer on ``today``, by role or by office."""
    found = db.session.scalar(
        select(Member.id)
        .outerjoin(
            OfficerTerm,
            and_(
                OfficerTerm.chapter_id == Member.chapter_id,
                OfficerTerm.member_id == Member.id,
                OfficerTerm.post == Post.TREASURER,
                *running(today),
            ),
        )
        .where(
            Member.chapter_id == chapter_id,
            Member.id == member_id,
            Member.status == MemberStatus.ACTIVE,
            or_(Member.role == Role.TREASURER, OfficerTerm.id.is_not(None)),
        )
        .limit(1)
    )
    return found is not None


def can_sign_in(*, member: Member) -> bool:
    """Whether a member is active and has a login that is open."""
    if member.status is not MemberStatus.ACTIVE or member.user_id is None:
        return False
    return bool(db.session.scalar(select(User.is_active).where(User.id == member.user_id)))


def unfinished(*, chapter_id: int, before: datetime) -> tuple[int, int]:
    """How many payments begun at Stripe before ``before`` have no end, and how much they ask for."""
    count, minor = db.session.execute(
        select(func.count(), func.coalesce(func.sum(Payment.amount_minor), 0)).where(
            Payment.chapter_id == chapter_id,
            Payment.state.in_((PaymentState.CREATED, PaymentState.PENDING)),
            Payment.created_at < before,
        )
    ).one()
    return int(count), int(minor)


def access(*, chapter_id: int, today: date) -> list[Access]:
    """Everybody who may do more than a member on ``today``, by name."""
    term = and_(
        OfficerTerm.chapter_id == Member.chapter_id, OfficerTerm.member_id == Member.id, *running(today)
    )
    rows = db.session.execute(
        select(Member.id, Member.name, Member.role, Member.user_id, OfficerTerm.post)
        .outerjoin(OfficerTerm, term)
        .where(
            Member.chapter_id == chapter_id,
            Member.status == MemberStatus.ACTIVE,
            or_(Member.role != Role.MEMBER, OfficerTerm.id.is_not(None)),
        )
        .order_by(Member.folded_name, Member.id, OfficerTerm.id)
    ).all()
    posts: dict[int, list[Post]] = {}
    first: dict[int, Any] = {}
    for row in rows:
        first.setdefault(row.id, row)
        posts.setdefault(row.id, []).extend([row.post] if row.post else [])
    return [
        Access(one.id, one.name, one.role, tuple(dict.fromkeys(posts[one.id])), one.user_id is not None)
        for one in first.values()
    ]


def last_day(*, chapter_id: int, member_id: int, today: date) -> date | None:
    """The last day of a member's running term as treasurer; None where it is open."""
    ends = list(
        db.session.scalars(
            select(OfficerTerm.ends_on).where(
                OfficerTerm.chapter_id == chapter_id,
                OfficerTerm.member_id == member_id,
                OfficerTerm.post == Post.TREASURER,
                *running(today),
            )
        )
    )
    known = [one for one in ends if one is not None]
    return None if len(known) < len(ends) else max(known, default=None)
