"""What stands between the books and the bank on a day. Amounts are in minor units."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, Select, and_, cast, exists, func, select
from sqlalchemy.orm import aliased

from sigma_finance.database.keys import points_at
from sigma_finance.database.rows import read_row
from sigma_finance.domain.bank.reconciling import ReconcilingFigures
from sigma_finance.domain.books.accounts import Account, EntryKind
from sigma_finance.extensions import db
from sigma_finance.models import (
    BankLine,
    BankMatch,
    BankReconciliation,
    JournalEntry,
    Member,
    Payment,
    Posting,
)
from sigma_finance.queries.bank.accounts import BankAccountRow
from sigma_finance.queries.bank.matching import beside_reversal


@dataclass(frozen=True)
class OutstandingEntry:
    """An entry that the bank did not have yet on a day."""

    id: int
    booked_on: date
    amount_minor: int
    kind: EntryKind
    memo: str
    payment: str | None
    member_name: str | None


@dataclass(frozen=True)
class ReconciliationRow:
    """A day through which an account was reconciled, and by whom."""

    id: int
    through: date
    closing_minor: int
    book_minor: int
    outstanding_minor: int
    made_by: str | None
    created_at: datetime


def figures(*, chapter_id: int, account: BankAccountRow, through: date) -> ReconcilingFigures:
    """The figures of an account at the end of a day, by one statement."""
    own = [Posting.chapter_id == chapter_id, Posting.account == account.account]
    line, is_open = (
        [BankLine.chapter_id == chapter_id, BankLine.bank_account_id == account.id],
        BankLine.matched_at,
    )
    up_to = [*line, BankLine.booked_on <= through]
    booked = _sum(Posting.amount_minor, *own, Posting.booked_on <= through)
    early = (
        select(_total(Posting.amount_minor))
        .select_from(BankMatch)
        .join(BankLine, points_at(BankMatch.line_id, BankLine))
        .join(
            Posting,
            and_(Posting.chapter_id == BankMatch.chapter_id, Posting.entry_id == BankMatch.entry_id),
        )
        .where(
            BankMatch.undone_at.is_(None),
            BankMatch.bank_account_id == account.id,
            *up_to,
            *own,
            Posting.booked_on > through,
        )
        .scalar_subquery()
    )
    outstanding = _outstanding(chapter_id, account, through).subquery("waiting")
    row = db.session.execute(
        select(
            booked.label("book_minor"),
            select(_total(outstanding.c.amount_minor)).scalar_subquery().label("outstanding_minor"),
            early.label("early_minor"),
            _sum(BankLine.amount_minor, *up_to).label("lines_minor"),
            select(func.count(BankLine.id))
            .where(*up_to, is_open.is_(None))
            .scalar_subquery()
            .label("open_lines"),
            _sum(BankLine.amount_minor, *up_to, is_open.is_(None)).label("open_minor"),
        )
    ).one()
    return read_row(ReconcilingFigures, row, through=through, opening_minor=account.opening_minor)


def outstanding(
    *, chapter_id: int, account: BankAccountRow, through: date, limit: int = 200
) -> list[OutstandingEntry]:
    """The entries that the bank did not have yet at the end of a day, the oldest first."""
    found = _outstanding(chapter_id, account, through).subquery("waiting")
    rows = db.session.execute(
        select(
            JournalEntry.id,
            JournalEntry.booked_on,
            found.c.amount_minor,
            JournalEntry.kind,
            JournalEntry.memo,
            Payment.reference.label("payment"),
            Member.name.label("member_name"),
        )
        .join(JournalEntry, and_(JournalEntry.chapter_id == chapter_id, JournalEntry.id == found.c.entry_id))
        .outerjoin(Payment, points_at(JournalEntry.payment_id, Payment))
        .outerjoin(Member, points_at(Payment.member_id, Member))
        .order_by(JournalEntry.booked_on, JournalEntry.id)
        .limit(limit)
    )
    return [read_row(OutstandingEntry, row) for row in rows]


def reconciliations(*, chapter_id: int, account_id: int, limit: int = 60) -> list[ReconciliationRow]:
    """The days through which an account was reconciled, the latest first."""
    names = [name for name in ReconciliationRow.__dataclass_fields__ if name != "made_by"]
    rows = db.session.execute(
        select(*(getattr(BankReconciliation, name) for name in names), Member.name.label("made_by"))
        .outerjoin(Member, points_at(BankReconciliation.made_by_member_id, Member))
        .where(BankReconciliation.chapter_id == chapter_id, BankReconciliation.bank_account_id == account_id)
        .order_by(BankReconciliation.through.desc())
        .limit(limit)
    )
    return [read_row(ReconciliationRow, row) for row in rows]


def _total(column: Any) -> Any:
    return func.coalesce(func.sum(column), 0)


def _sum(column: Any, *criteria: Any) -> Any:
    return select(_total(column)).where(*criteria).scalar_subquery()


def _on_line(entry: Any, account: BankAccountRow, through: date) -> Any:
    """That an entry is a line of the account up to a day."""
    match, line = aliased(BankMatch), aliased(BankLine)
    return exists().where(
        match.chapter_id == entry.chapter_id,
        match.entry_id == entry.id,
        match.bank_account_id == account.id,
        match.undone_at.is_(None),
        line.chapter_id == match.chapter_id,
        line.id == match.line_id,
        line.booked_on <= through,
    )


def _outstanding(chapter_id: int, account: BankAccountRow, through: date) -> Select[int, int]:
    """Entries since the account began, up to a day, that are on no line up to it; a cancelled pair is none."""
    other = aliased(JournalEntry)
    cancelled = beside_reversal(other, other.booked_on <= through, ~_on_line(other, account, through))
    moved = cast(func.sum(Posting.amount_minor), BigInteger)
    account_name: Account = account.account
    return (
        select(JournalEntry.id.label("entry_id"), moved.label("amount_minor"))
        .select_from(Posting)
        .join(JournalEntry, points_at(Posting.entry_id, JournalEntry))
        .where(
            Posting.chapter_id == chapter_id,
            Posting.account == account_name,
            Posting.booked_on >= account.begins_on,
            Posting.booked_on <= through,
            JournalEntry.kind != EntryKind.BANK_OPENING,
            ~_on_line(JournalEntry, account, through),
            ~cancelled,
        )
        .group_by(JournalEntry.id)
        .having(moved != 0)
    )
