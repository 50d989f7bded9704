"""The accounts at Stripe that are chapters' own, and what depends on one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, ScalarSelect, exists, func, select
from sqlalchemy.orm import aliased

from sigma_finance.domain.payments.accounts import AccountState
from sigma_finance.domain.payments.autopay import MandateState
from sigma_finance.domain.payments.payments import OPEN_STATES
from sigma_finance.extensions import db
from sigma_finance.models import AutopayMandate, Chapter, ConnectedAccount, Member, Payment


def find(*, account: str) -> ConnectedAccount | None:
    """The row of an account, whichever chapter's it is, locked."""
    return db.session.scalar(
        select(ConnectedAccount)
        .where(ConnectedAccount.account == account)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )


def find_own(*, chapter_id: int, account_id: int) -> ConnectedAccount | None:
    """The chapter's account of this row, locked."""
    return db.session.scalar(
        select(ConnectedAccount)
        .where(ConnectedAccount.chapter_id == chapter_id, ConnectedAccount.id == account_id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )


def find_unfinished(*, chapter_id: int) -> ConnectedAccount | None:
    """The account that the chapter has begun to set up and not finished, the newest."""
    return db.session.scalar(
        select(ConnectedAccount)
        .where(
            ConnectedAccount.chapter_id == chapter_id,
            ConnectedAccount.state.not_in((AccountState.READY, AccountState.GONE)),
            ConnectedAccount.used_since.is_(None),
        )
        .order_by(ConnectedAccount.id.desc())
        .limit(1)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )


def is_chapters(*, chapter_id: int, account: str) -> bool:
    """Whether an account is one of the chapter's own."""
    return bool(
        db.session.scalar(
            select(
                exists().where(ConnectedAccount.chapter_id == chapter_id, ConnectedAccount.account == account)
            )
        )
    )


def is_known(*, account: str) -> bool:
    """Whether an account is any chapter's."""
    return bool(db.session.scalar(select(exists().where(ConnectedAccount.account == account))))


def reachable() -> list[str]:
    """The accounts of all chapters that can still be asked, oldest first."""
    states = [state for state in AccountState if state.can_be_reached]
    found = db.session.scalars(
        select(ConnectedAccount.account)
        .where(ConnectedAccount.state.in_(states), ConnectedAccount.account.is_not(None))
        .order_by(ConnectedAccount.id)
    )
    return [account for account in found if account]


def consents_elsewhere(*, chapter_id: int, account: str) -> Sequence[AutopayMandate]:
    """The chapter's consents to autopay, given or begun, whose method is kept on another account, by member."""
    return db.session.scalars(
        select(AutopayMandate)
        .where(
            AutopayMandate.chapter_id == chapter_id,
            AutopayMandate.state.in_((MandateState.ACTIVE, MandateState.STARTED)),
            AutopayMandate.stripe_account != account,
        )
        .order_by(AutopayMandate.member_id, AutopayMandate.id)
    ).all()


@dataclass(frozen=True)
class OwnAccountRow:
    """One of the chapter's own accounts as its officers see it."""

    id: int
    account: str
    name: str
    state: AccountState
    payouts: bool
    wants: tuple[str, ...]
    connected_by: str
    connected_by_member_id: int | None
    created_at: datetime
    used_since: datetime | None
    stopped_at: datetime | None
    gone_at: datetime | None
    in_use: bool
    payments: int
    under_way: int


def of_chapter(*, chapter_id: int) -> list[OwnAccountRow]:
    """The chapter's own accounts, the newest first, with how many payments each has taken, or is taking."""
    connector = aliased(Member)
    taken = _count(Payment.succeeded_at.is_not(None))
    under_way = _count(Payment.state.in_(OPEN_STATES))
    rows = db.session.execute(
        select(
            *ConnectedAccount.__table__.columns,
            connector.name.label("connector"),
            (ConnectedAccount.account == Chapter.stripe_account).label("in_use"),
            taken.label("taken"),
            under_way.label("under_way"),
        )
        .join(Chapter, Chapter.id == ConnectedAccount.chapter_id)
        .outerjoin(
            connector,
            (connector.chapter_id == ConnectedAccount.chapter_id)
            & (connector.id == ConnectedAccount.connected_by_member_id),
        )
        .where(ConnectedAccount.chapter_id == chapter_id)
        .order_by(ConnectedAccount.id.desc())
    )
    return [
        OwnAccountRow(
            id=row.id,
            account=row.account or "",
            name=row.name,
            state=row.state,
            payouts=row.payouts,
            wants=tuple(row.wants),
            connected_by=row.connector or "",
            connected_by_member_id=row.connected_by_member_id,
            created_at=row.created_at,
            used_since=row.used_since,
            stopped_at=row.stopped_at,
            gone_at=row.gone_at,
            in_use=bool(row.in_use),
            payments=row.taken,
            under_way=row.under_way,
        )
        for row in rows
    ]


def _count(which: ColumnElement[bool]) -> ScalarSelect[int]:
    return (
        select(func.count())
        .select_from(Payment)
        .where(
            Payment.chapter_id == ConnectedAccount.chapter_id,
            Payment.stripe_account == ConnectedAccount.account,
            which,
        )
        .correlate(ConnectedAccount)
        .scalar_subquery()
    )


def count_consents(*, chapter_id: int) -> int:
    """How many members of the chapter are charged by autopay."""
    return (
        db.session.scalar(
            select(func.count())
            .select_from(AutopayMandate)
            .where(AutopayMandate.chapter_id == chapter_id, AutopayMandate.state == MandateState.ACTIVE)
        )
        or 0
    )
