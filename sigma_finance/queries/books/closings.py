"""Where a chapter's books are closed, and what is not finished in them. Amounts are in minor units."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import aliased

from sigma_finance.database.rows import read_row
from sigma_finance.domain.books.accounts import Account, bank_account
from sigma_finance.domain.books.closing import OpenMatter, UnfinishedItem
from sigma_finance.domain.dates import day_begins
from sigma_finance.domain.errors import NotFound
from sigma_finance.domain.payments.payments import OPEN_STATES, DisputeState, PaymentState
from sigma_finance.domain.payments.places import BankPlace
from sigma_finance.extensions import db
from sigma_finance.models import BankAccount, BankLine, Chapter, Closing, Dispute, Member, Payment, Posting


@dataclass(frozen=True)
class ClosingLine:
    """A closing as officers see it."""

    id: int
    through: date
    closed_by: str | None
    closed_at: datetime
    reopened_by: str | None
    reopened_at: datetime | None
    reason: str


def closed_through(*, chapter_id: int) -> date | None:
    """The last day on which nothing can be booked any more."""
    return db.session.scalar(select(Chapter.closed_through).where(Chapter.id == chapter_id))


def reconciled_through(*, chapter_id: int, accounts: Collection[Account]) -> dict[Account, date]:
    """Through which day each of these bank accounts is reconciled; nothing of one that never was."""
    rows = db.session.execute(
        select(BankAccount.place, BankAccount.reconciled_through).where(
            BankAccount.chapter_id == chapter_id,
            BankAccount.place.in_([BankPlace(account.value) for account in accounts]),
        )
    )
    return {bank_account(place): through for place, through in rows if through is not None}


def closings(*, chapter_id: int, limit: int = 100) -> list[ClosingLine]:
    """The chapter's closings, the latest first, with those that were opened again."""
    rows = db.session.execute(_lines(chapter_id).order_by(Closing.id.desc()).limit(limit))
    return [read_row(ClosingLine, row) for row in rows]


def get_closing(*, chapter_id: int, closing_id: int) -> ClosingLine:
    """The chapter's closing of this id; raises NotFound."""
    row = db.session.execute(_lines(chapter_id).where(Closing.id == closing_id)).one_or_none()
    if row is None:
        raise NotFound("There is no such closing in your chapter.")
    return read_row(ClosingLine, row)


def _lines(chapter_id: int) -> Select[int, date, str, datetime, str, datetime | None, str]:
    closer, opener = aliased(Member), aliased(Member)
    return (
        select(
            Closing.id,
            Closing.through,
            closer.name.label("closed_by"),
            Closing.created_at.label("closed_at"),
            opener.name.label("reopened_by"),
            Closing.reopened_at,
            Closing.reason,
        )
        .outerjoin(
            closer, (closer.chapter_id == Closing.chapter_id) & (closer.id == Closing.closed_by_member_id)
        )
        .outerjoin(
            opener, (opener.chapter_id == Closing.chapter_id) & (opener.id == Closing.reopened_by_member_id)
        )
        .where(Closing.chapter_id == chapter_id)
    )


def standing(*, chapter_id: int) -> Sequence[Closing]:
    """The closings that stand, the earliest first, as rows to change; the chapter's row is locked by the caller."""
    return db.session.scalars(
        select(Closing)
        .where(Closing.chapter_id == chapter_id, Closing.reopened_at.is_(None))
        .order_by(Closing.through)
        .execution_options(populate_existing=True)
    ).all()


def unfinished(*, chapter_id: int, through: date, timezone: str) -> list[UnfinishedItem]:
    """What was not finished at the end of a day, whether there is any or not."""
    end = day_begins(through, timezone, later=timedelta(days=1))
    reported = (Payment.state == PaymentState.REPORTED) & (Payment.created_at < end)
    under_way = Payment.state.in_(OPEN_STATES) & (Payment.created_at < end)
    on_hand, unmatched, excess, moving, unexplained = (
        _on_account(chapter_id, account, through)
        for account in (
            Account.CASH_ON_HAND,
            Account.UNASSIGNED,
            Account.DISPUTED_IN_EXCESS,
            Account.IN_TRANSIT,
            Account.UNEXPLAINED,
        )
    )
    row = db.session.execute(
        select(
            on_hand,
            -unmatched,
            *_payments(chapter_id, reported),
            *_payments(chapter_id, under_way),
            *_disputes(chapter_id, end),
            excess,
            moving,
            -unexplained,
            *_bank_lines(chapter_id, through),
            _not_reconciled(chapter_id, through),
        )
    ).one()
    minors = [int(minor) for minor in row]
    return [
        UnfinishedItem(OpenMatter.ON_HAND, None, minors[0]),
        UnfinishedItem(OpenMatter.UNMATCHED, None, minors[1]),
        UnfinishedItem(OpenMatter.REPORTED, minors[2], minors[3]),
        UnfinishedItem(OpenMatter.UNDER_WAY, minors[4], minors[5]),
        UnfinishedItem(OpenMatter.DISPUTES, minors[6], minors[7]),
        UnfinishedItem(OpenMatter.IN_TRANSIT, None, minors[9]),
        UnfinishedItem(OpenMatter.UNEXPLAINED, None, minors[10]),
        UnfinishedItem(OpenMatter.IN_EXCESS, None, minors[8]),
        UnfinishedItem(OpenMatter.BANK_LINES, minors[11], minors[12]),
        UnfinishedItem(OpenMatter.NOT_RECONCILED, minors[13], 0),
    ]


def _on_account(chapter_id: int, account: Account, through: date) -> ColumnElement[int]:
    return (
        select(func.coalesce(func.sum(Posting.amount_minor), 0))
        .where(Posting.chapter_id == chapter_id, Posting.account == account, Posting.booked_on <= through)
        .scalar_subquery()
    )


def _payments(chapter_id: int, which: ColumnElement[bool]) -> list[ColumnElement[int]]:
    return [
        select(figure).where(Payment.chapter_id == chapter_id, which).scalar_subquery()
        for figure in (func.count(Payment.id), func.coalesce(func.sum(Payment.amount_minor), 0))
    ]


def _disputes(chapter_id: int, end: datetime) -> list[ColumnElement[int]]:
    return [
        select(figure)
        .where(
            Dispute.chapter_id == chapter_id,
            Dispute.state == DisputeState.OPEN,
            Dispute.created_at < end,
        )
        .scalar_subquery()
        for figure in (func.count(Dispute.id), func.coalesce(func.sum(Dispute.amount_minor), 0))
    ]


def _bank_lines(chapter_id: int, through: date) -> list[ColumnElement[int]]:
    return [
        select(figure)
        .where(
            BankLine.chapter_id == chapter_id,
            BankLine.matched_at.is_(None),
            BankLine.booked_on <= through,
        )
        .scalar_subquery()
        for figure in (func.count(BankLine.id), func.coalesce(func.sum(BankLine.amount_minor), 0))
    ]


def _not_reconciled(chapter_id: int, through: date) -> ColumnElement[int]:
    return (
        select(func.count(BankAccount.id))
        .where(
            BankAccount.chapter_id == chapter_id,
            BankAccount.begins_on <= through,
            func.coalesce(BankAccount.reconciled_through, BankAccount.begins_on) < through,
        )
        .scalar_subquery()
    )
