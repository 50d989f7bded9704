"""What the ledger reads and writes: facts once, lines once, and what a payment settles first."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, current_app
from sqlalchemy import event, select

import sigma_finance
from sigma_finance.domain.actors import OPERATOR
from sigma_finance.domain.books.accounts import ChargeKind
from sigma_finance.domain.dates import today_in
from sigma_finance.domain.policy import Policy
from sigma_finance.extensions import db
from sigma_finance.services.books import ledger
from sigma_finance.services.dues import batches
from sigma_finance.services.dues.charges import NewCharge
from sigma_finance.services.payments import reversing
from tests.books import ZONE, Books, assert_books_hold, charge, open_books, pay, set_policy


@pytest.fixture
def books(any_app: Flask) -> Books:
    return open_books(members=3)


@contextmanager
def reads() -> Iterator[list[str]]:
    """The names of what the ledger asks of the database meanwhile."""
    asked: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if statement.lstrip().upper().startswith("SELECT") and OF_THE_LEDGER.search(statement):
            asked.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield asked
    finally:
        event.remove(db.engine, "before_cursor_execute", note)


#: Tables that tell what is owed, paid and left.
OF_THE_LEDGER = re.compile(r"FROM (postings|installments|journal_entries|charges)\b")


class TestTheLedger:
    def test_settles_a_payment_having_read_what_is_open_and_the_rows_it_changes(self, books: Books) -> None:
        ada = books.members[0]
        charge(books, ada, 20000)
        with reads() as asked:
            pay(books, ada, 25000)
        assert len(asked) == 5, (
            "what is open; its rows; plans paid off by it; for the receipt, what was settled; the entry to chain"
        )
        assert_books_hold(books)

    def test_reads_what_a_payment_holds_once_to_take_it_back(self, books: Books) -> None:
        ada = books.members[0]
        charge(books, ada, 20000)
        payment_id = pay(books, ada, 25000).payment_id
        with reads() as asked:
            reversing.reverse(
                chapter_id=books.chapter_id, payment_id=payment_id, reason="a mistake", by=OPERATOR
            )
        held = [statement for statement in asked if statement.count("postings.installment_id")]
        assert len(held) == 3, "what is left, and what it is taken from; the entry to chain"
        assert_books_hold(books)

    def test_applies_the_credit_of_many_by_as_many_reads_as_that_of_one(self, books: Books) -> None:
        counts = []
        for members in (books.members[:1], books.members):
            for one in members:
                pay(books, one, 500)
            with reads() as asked:
                batches.charge_many(
                    chapter_id=books.chapter_id, member_ids=members, request=fine(300), by=OPERATOR
                )
            counts.append(len(asked))
        assert counts[0] == counts[1]
        assert_books_hold(books)

    def test_tells_its_listeners_whose_balances_an_entry_touched(
        self, books: Books, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        told: list[tuple[int, list[int]]] = []

        def note(chapter_id: int, member_ids: Sequence[int]) -> None:
            told.append((chapter_id, list(member_ids)))

        monkeypatch.setitem(current_app.extensions, ledger.LISTENERS, (note,))
        charge(books, books.members[1], 100)
        assert told == [(books.chapter_id, [books.members[1]])]

    def test_is_the_only_one_that_writes_entries(self) -> None:
        assert writers("add_entries") == writers("add_postings") == {"services/books/ledger.py"}
        assert writers("insert(JournalEntry)") == writers("insert(Posting)") == {"queries/books/writing.py"}
        assert writers("JournalEntry(") == writers("Posting(") == {"models/ledger.py"}


def writers(word: str) -> set[str]:
    """Which files of the package say so, where they define it aside."""
    package = Path(sigma_finance.__file__).parent
    return {
        str(path.relative_to(package))
        for path in package.rglob("*.py")
        if re.search(rf"(?<![\w]){re.escape(word)}", path.read_text().replace(f"def {word}", ""))
    }


def fine(amount_minor: int) -> NewCharge:
    return NewCharge(0, ChargeKind.FINE, "Fine", amount_minor, today_in(ZONE) + timedelta(days=300))


class TestTheOrderOfSettling:
    def test_is_by_due_date_unless_the_chapter_puts_a_kind_first(self, books: Books) -> None:
        ada = books.members[0]
        charge(books, ada, 20000)
        batches.charge_many(
            chapter_id=books.chapter_id,
            member_ids=[ada],
            request=fine(1000),
            by=OPERATOR,
        )
        set_policy(books, Policy(settle_first=(ChargeKind.FINE,)))
        pay(books, ada, 1000)
        assert opened(books) == {"Fine": 0}
        assert_books_hold(books)


def opened(books: Books) -> dict[str, int]:
    from sigma_finance.models import Charge, Installment

    rows = db.session.execute(
        select(Charge.description, Installment.open_minor)
        .join(Installment, Installment.charge_id == Charge.id)
        .where(Charge.chapter_id == books.chapter_id, Charge.kind == ChargeKind.FINE)
    )
    return {what: int(minor) for what, minor in rows}
