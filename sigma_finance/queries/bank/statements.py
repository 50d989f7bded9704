"""Statements that were imported, and what is known of an account between them. Amounts are in minor units."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from typing import Any

from sqlalchemy import Select, func, insert, select

from sigma_finance.database.keys import points_at
from sigma_finance.database.rows import read_row
from sigma_finance.domain.bank.statements import KnownBalance
from sigma_finance.domain.bank.words import StatementFormat
from sigma_finance.domain.errors import NotFound
from sigma_finance.extensions import db
from sigma_finance.models import BankLine, BankStatement, Member

_CHUNK = 1_000


@dataclass(frozen=True)
class StatementRow:
    """A statement as a list shows it."""

    id: int
    bank_account_id: int
    format: StatementFormat
    file_name: str
    first_on: date
    last_on: date
    opening_minor: int | None
    closing_minor: int | None
    lines: int
    already_there: int
    refused: int
    made_by: str | None
    created_at: datetime


def statements(*, chapter_id: int, account_id: int, limit: int = 50) -> list[StatementRow]:
    """The latest statements of an account, the one that reaches furthest first."""
    rows = db.session.execute(
        _statements(chapter_id)
        .where(BankStatement.bank_account_id == account_id)
        .order_by(BankStatement.last_on.desc(), BankStatement.id.desc())
        .limit(limit)
    )
    return [read_row(StatementRow, row) for row in rows]


def get_statement(*, chapter_id: int, statement_id: int) -> StatementRow:
    """The chapter's statement of this id; raises NotFound."""
    row = db.session.execute(_statements(chapter_id).where(BankStatement.id == statement_id)).one_or_none()
    if row is None:
        raise NotFound("There is no such statement in your chapter.")
    return read_row(StatementRow, row)


def packed(*, chapter_id: int, statement_id: int) -> bytes:
    """What became of each row of a statement, packed; the statement is known to be there."""
    return db.session.execute(
        select(BankStatement.decisions).where(
            BankStatement.chapter_id == chapter_id, BankStatement.id == statement_id
        )
    ).scalar_one()


def of_file(*, chapter_id: int, file_id: int) -> int | None:
    """The statement that was made of a kept file, if one was."""
    return db.session.scalar(
        select(BankStatement.id).where(
            BankStatement.chapter_id == chapter_id, BankStatement.file_id == file_id
        )
    )


def there(*, chapter_id: int, account_id: int, first_on: date, last_on: date) -> dict[str, int]:
    """How many lines of each key an account has between two days."""
    rows = db.session.execute(
        select(BankLine.key, func.count().label("lines"))
        .where(
            BankLine.chapter_id == chapter_id,
            BankLine.bank_account_id == account_id,
            BankLine.booked_on >= first_on,
            BankLine.booked_on <= last_on,
        )
        .group_by(BankLine.key)
    )
    return {row.key: row.lines for row in rows}


def known_balance(*, chapter_id: int, account_id: int, before: date) -> KnownBalance | None:
    """What the bank held at the end of the last statement that says so and ends before a day."""
    row = db.session.execute(
        select(BankStatement.last_on, BankStatement.closing_minor)
        .where(
            BankStatement.chapter_id == chapter_id,
            BankStatement.bank_account_id == account_id,
            BankStatement.closing_minor.is_not(None),
            BankStatement.last_on < before,
        )
        .order_by(BankStatement.last_on.desc(), BankStatement.id.desc())
        .limit(1)
    ).one_or_none()
    return KnownBalance(row.last_on, row.closing_minor or 0) if row else None


def moved(*, chapter_id: int, account_id: int, after: date, before: date) -> int:
    """What the lines between two days come to, neither of them included."""
    total = db.session.scalar(
        select(func.coalesce(func.sum(BankLine.amount_minor), 0)).where(
            BankLine.chapter_id == chapter_id,
            BankLine.bank_account_id == account_id,
            BankLine.booked_on > after,
            BankLine.booked_on < before,
        )
    )
    return int(total or 0)


def add_lines(rows: Sequence[Mapping[str, Any]]) -> None:
    """Write lines, in the order of the rows."""
    left = iter(rows)
    while chunk := list(islice(left, _CHUNK)):
        db.session.execute(insert(BankLine), chunk)


def _statements(chapter_id: int) -> Select[Any]:
    names: Collection[str] = [name for name in StatementRow.__dataclass_fields__ if name != "made_by"]
    return (
        select(*(getattr(BankStatement, name) for name in names), Member.name.label("made_by"))
        .outerjoin(Member, points_at(BankStatement.made_by_member_id, Member))
        .where(BankStatement.chapter_id == chapter_id)
    )
