"""What tests of the bank share: an account, files of statements, and how one is imported."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta

from sigma_finance.database.paging import Cursor
from sigma_finance.domain.actors import OPERATOR, Actor
from sigma_finance.domain.bank.words import BankCategory
from sigma_finance.domain.dates import today_in
from sigma_finance.domain.imports.answers import NONE, Answers
from sigma_finance.domain.payments.payments import Method
from sigma_finance.gateways.statements.opening import open_statement
from sigma_finance.queries.bank import lines as bank_lines
from sigma_finance.services.bank import accounts, importing, making
from sigma_finance.services.bank.accounts import NewBankAccount
from sigma_finance.services.bank.importing import StatementRequest, StatementResult
from sigma_finance.services.payments import recording
from tests.books import ZONE, Books, manual

HEADS = ("Date", "Description", "Amount")


def days_ago(days: int) -> date:
    """A day of the chapter's, so many before today."""
    return today_in(ZONE) - timedelta(days=days)


def add_account(
    books: Books, name: str = "Checking", *, opening_minor: int = 0, begins_on: date | None = None
) -> int:
    """Add a bank account to the books; returns its id."""
    day = begins_on or days_ago(60)
    return accounts.add(request=NewBankAccount(books.chapter_id, name, day, opening_minor), by=OPERATOR)


def as_csv(rows: Iterable[Sequence[object]], heads: Sequence[str] = HEADS) -> bytes:
    """A statement as a CSV file."""
    target = io.StringIO()
    csv.writer(target).writerows([heads, *rows])
    return target.getvalue().encode()


def request(
    books: Books, account_id: int, content: bytes, *, name: str = "statement.csv", answers: Answers = NONE
) -> StatementRequest:
    """The request to import a file."""
    opened = open_statement(content, name=name)
    return StatementRequest(books.chapter_id, account_id, opened, answers=answers)


def bring_in(
    books: Books, account_id: int, rows: Iterable[Sequence[object]], heads: Sequence[str] = HEADS
) -> StatementResult:
    """Import rows as a CSV file."""
    return importing.run(request=request(books, account_id, as_csv(rows, heads)), by=OPERATOR)


def zelle(books: Books, amount_minor: int, days: int, *, note: str = "", member: int = 0) -> str:
    """Record Zelle of so many days ago; returns its reference."""
    asked = manual(books, books.members[member], amount_minor)
    asked = replace(asked, method=Method.ZELLE, received_on=days_ago(days), note=note)
    return recording.record(request=asked, by=OPERATOR).reference


def furnish(chapter_id: int, by: Actor) -> tuple[int, int, int, int, int]:
    """An account with a statement of which nothing is matched, another file that waits, and a rule.

    Returns the ids of the account, the file, the statement, its first line and the rule.
    """
    day = days_ago(60)
    account = accounts.add(request=NewBankAccount(chapter_id, "Checking", day, 0), by=by)
    rows = [
        (days_ago(9).isoformat(), "ZELLE FROM ADA BYRON", "100.00"),
        (days_ago(8).isoformat(), "MONTHLY FEE OF AN ACCOUNT WITH A LONG NAME", "-5.00"),
    ]
    opened = open_statement(as_csv(rows), name="june.csv")
    done = importing.run(request=StatementRequest(chapter_id, account, opened), by=by)
    waiting = importing.keep(
        chapter_id=chapter_id,
        name="july.csv",
        content=as_csv([*rows, (days_ago(7).isoformat(), "RENT", "-20.00"), ("2026-02-31", "ODD", "1.00")]),
        by=by,
    )
    rule = making.save_rule(chapter_id=chapter_id, contains="wire fee", category=BankCategory.FEE, by=by)
    [line, *_] = bank_lines.lines(chapter_id=chapter_id, account_id=account, cursor=Cursor()).rows
    return account, waiting, done.statement_id or 0, line.id, rule
