"""Bank accounts as officers see them, and what the bank and the books have of each. Amounts are in minor units."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, func, select

from sigma_finance.database.rows import read_row
from sigma_finance.domain.books.accounts import Account, bank_account
from sigma_finance.domain.errors import NotFound
from sigma_finance.domain.payments.places import BankPlace
from sigma_finance.extensions import db
from sigma_finance.models import BankAccount, BankLine, Posting


@dataclass(frozen=True)
class BankAccountRow:
    """A bank account."""

    id: int
    place: BankPlace
    name: str
    begins_on: date
    opening_minor: int
    remembered: dict[str, Any]
    reconciled_through: date | None
    reconciled_minor: int | None

    @property
    def account(self) -> Account:
        """The account of the books."""
        return bank_account(self.place)


@dataclass(frozen=True)
class LineSums:
    """What the lines of an account come to, up to a day: all of them, and those that are no entry yet."""

    lines: int = 0
    minor: int = 0
    open_lines: int = 0
    open_minor: int = 0
    last_on: date | None = None


def accounts(*, chapter_id: int) -> list[BankAccountRow]:
    """The chapter's bank accounts, the first one first."""
    rows = db.session.execute(_accounts(chapter_id).order_by(BankAccount.place))
    return [read_row(BankAccountRow, row) for row in rows]


def get_account(*, chapter_id: int, account_id: int) -> BankAccountRow:
    """The chapter's bank account of this id; raises NotFound."""
    row = db.session.execute(_accounts(chapter_id).where(BankAccount.id == account_id)).one_or_none()
    if row is None:
        raise NotFound("There is no such bank account in your chapter.")
    return read_row(BankAccountRow, row)


def lock_account(*, chapter_id: int, account_id: int) -> BankAccount:
    """The chapter's bank account of this id, locked; raises NotFound."""
    found = db.session.scalar(
        select(BankAccount)
        .where(BankAccount.chapter_id == chapter_id, BankAccount.id == account_id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    if found is None:
        raise NotFound("There is no such bank account in your chapter.")
    return found


def line_sums(*, chapter_id: int, through: date | None = None) -> dict[int, LineSums]:
    """What the lines of each account come to, up to a day or all of them."""
    is_open = BankLine.matched_at.is_(None)
    statement = (
        select(
            BankLine.bank_account_id,
            func.count(BankLine.id).label("lines"),
            func.sum(BankLine.amount_minor).label("minor"),
            func.count(BankLine.id).filter(is_open).label("open_lines"),
            func.coalesce(func.sum(BankLine.amount_minor).filter(is_open), 0).label("open_minor"),
            func.max(BankLine.booked_on).label("last_on"),
        )
        .where(BankLine.chapter_id == chapter_id)
        .group_by(BankLine.bank_account_id)
    )
    if through is not None:
        statement = statement.where(BankLine.booked_on <= through)
    return {
        row.bank_account_id: LineSums(
            row.lines, int(row.minor), row.open_lines, int(row.open_minor), row.last_on
        )
        for row in db.session.execute(statement)
    }


def book_sums(
    *, chapter_id: int, accounts: Sequence[Account], through: date | None = None
) -> dict[Account, int]:
    """What the books have on each of these accounts, up to a day or in all."""
    statement = (
        select(Posting.account, func.sum(Posting.amount_minor).label("minor"))
        .where(Posting.chapter_id == chapter_id, Posting.account.in_(accounts))
        .group_by(Posting.account)
    )
    if through is not None:
        statement = statement.where(Posting.booked_on <= through)
    return {Account(row.account): int(row.minor) for row in db.session.execute(statement)}


def _accounts(chapter_id: int) -> Select[Any]:
    names = BankAccountRow.__dataclass_fields__
    return select(*(getattr(BankAccount, name) for name in names)).where(BankAccount.chapter_id == chapter_id)
