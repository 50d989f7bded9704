"""Lines of the bank as officers see them. Amounts are in minor units, below zero where money left the bank."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import ScalarSelect, Select, and_, func, select

from sigma_finance.database import paging
from sigma_finance.database.keys import points_at
from sigma_finance.database.paging import Cursor, Order, Page
from sigma_finance.database.rows import read_row
from sigma_finance.domain.bank.words import LineState
from sigma_finance.domain.books.accounts import Account, bank_account
from sigma_finance.domain.errors import NotFound
from sigma_finance.domain.payments.places import BankPlace
from sigma_finance.extensions import db
from sigma_finance.models import BankAccount, BankLine, BankMatch, BankStatement


@dataclass(frozen=True)
class BankLineRow:
    """A line with its account, and since when it is an entry."""

    id: int
    bank_account_id: int
    account_name: str
    place: BankPlace
    statement_id: int
    file_name: str
    row: int
    booked_on: date
    amount_minor: int
    description: str
    reference: str
    check_number: str
    matched_at: datetime | None
    begins_on: date
    reconciled_through: date | None

    @property
    def account(self) -> Account:
        """The account of the books that it moves."""
        return bank_account(self.place)

    @property
    def state(self) -> LineState:
        """Whether it is an entry, and settled for good."""
        if self.matched_at is None:
            return LineState.OPEN
        reconciled = self.reconciled_through is not None and self.booked_on <= self.reconciled_through
        return LineState.RECONCILED if reconciled else LineState.MATCHED


def lines(
    *, chapter_id: int, account_id: int, cursor: Cursor, only_open: bool = False, text: str = ""
) -> Page[BankLineRow]:
    """The lines of an account, the latest first; ``only_open`` leaves out those that are entries."""
    order = Order(BankLine.booked_on, BankLine.id, descending=True)
    page = paging.fetch(_chosen(chapter_id, account_id, only_open, text), order, cursor)
    return replace(page, rows=[read_row(BankLineRow, row) for row in page.rows])


def all_lines(
    *, chapter_id: int, account_id: int, only_open: bool = False, text: str = ""
) -> Iterator[BankLineRow]:
    """The same lines, all of them."""
    statement = _chosen(chapter_id, account_id, only_open, text)
    rows = db.session.execute(
        statement.order_by(BankLine.booked_on.desc(), BankLine.id.desc()).execution_options(yield_per=1000)
    )
    for row in rows:
        yield read_row(BankLineRow, row)


def count_lines(*, chapter_id: int, account_id: int, only_open: bool = False, text: str = "") -> int:
    """How many these are."""
    chosen = _chosen(chapter_id, account_id, only_open, text).with_only_columns(func.count(BankLine.id))
    return db.session.scalar(chosen) or 0


def get_line(*, chapter_id: int, line_id: int) -> BankLineRow:
    """The chapter's line of this id; raises NotFound."""
    row = db.session.execute(_lines(chapter_id).where(BankLine.id == line_id)).one_or_none()
    if row is None:
        raise NotFound("There is no such line of the bank in your chapter.")
    return read_row(BankLineRow, row)


def open_through(*, chapter_id: int, account_id: int, through: date, limit: int = 100) -> list[BankLineRow]:
    """The lines up to a day that are no entry yet, the oldest first."""
    rows = db.session.execute(
        _chosen(chapter_id, account_id, True, "")
        .where(BankLine.booked_on <= through)
        .order_by(BankLine.booked_on, BankLine.id)
        .limit(limit)
    )
    return [read_row(BankLineRow, row) for row in rows]


def count_open(chapter_id: Any) -> ScalarSelect[int]:
    """How many lines are no entry yet, for a chapter that the surrounding SELECT names."""
    return (
        select(func.count(BankLine.id))
        .where(BankLine.chapter_id == chapter_id, BankLine.matched_at.is_(None))
        .scalar_subquery()
    )


def account_of(*, chapter_id: int, line_id: int) -> int:
    """The account of a line; raises NotFound."""
    found = db.session.scalar(
        select(BankLine.bank_account_id).where(BankLine.chapter_id == chapter_id, BankLine.id == line_id)
    )
    if found is None:
        raise NotFound("There is no such line of the bank in your chapter.")
    return found


def lock_line(*, chapter_id: int, line_id: int) -> BankLine:
    """The line, locked; it is known to be there."""
    return db.session.scalars(
        select(BankLine)
        .where(BankLine.chapter_id == chapter_id, BankLine.id == line_id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    ).one()


def entries_of(*, chapter_id: int, line_id: int) -> list[int]:
    """The ids of the entries that a line is."""
    return list(db.session.scalars(_matches(chapter_id, line_id).with_only_columns(BankMatch.entry_id)))


def _matches(chapter_id: int, line_id: int) -> Select[Any]:
    return select(BankMatch).where(
        BankMatch.chapter_id == chapter_id, BankMatch.line_id == line_id, BankMatch.undone_at.is_(None)
    )


def _chosen(chapter_id: int, account_id: int, only_open: bool, text: str) -> Select[Any]:
    statement = _lines(chapter_id).where(BankLine.bank_account_id == account_id)
    if only_open:
        statement = statement.where(BankLine.matched_at.is_(None))
    if text:
        statement = statement.where(BankLine.description.icontains(text, autoescape=True))
    return statement


def _lines(chapter_id: int) -> Select[Any]:
    own = [
        name
        for name in BankLineRow.__dataclass_fields__
        if name not in ("account_name", "place", "file_name", "begins_on", "reconciled_through")
    ]
    return (
        select(
            *(getattr(BankLine, name) for name in own),
            BankAccount.name.label("account_name"),
            BankAccount.place,
            BankAccount.begins_on,
            BankAccount.reconciled_through,
            BankStatement.file_name,
        )
        .join(BankAccount, points_at(BankLine.bank_account_id, BankAccount))
        .join(BankStatement, and_(points_at(BankLine.statement_id, BankStatement)))
        .where(BankLine.chapter_id == chapter_id)
    )
