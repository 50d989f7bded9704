"""The whole journal as a file for another program."""

from __future__ import annotations

import csv
import io

import pytest
from flask import Flask
from sqlalchemy import select

from sigma_finance.domain.actors import OPERATOR
from sigma_finance.domain.books.journals import JournalFormat
from sigma_finance.domain.spending.categories import CategoryKind
from sigma_finance.extensions import db
from sigma_finance.models import AuditEvent
from sigma_finance.services import journals
from sigma_finance.services.spending import categories
from tests.books import Books, charge, open_books, pay


@pytest.fixture
def books(any_app: Flask) -> Books:
    made = open_books()
    charge(made, made.members[0], 20000)
    pay(made, made.members[0], 25000)
    return made


def text(books: Books, kind: JournalFormat) -> str:
    return "".join(journals.text(chapter_id=books.chapter_id, name="Test Chapter", currency="USD", kind=kind))


class TestTheJournal:
    def test_is_written_for_each_program(self, books: Books) -> None:
        rows = list(csv.DictReader(io.StringIO(text(books, JournalFormat.CSV))))
        assert [(row["account"], row["amount"]) for row in rows] == [
            ("receivable", "200.00"),
            ("income_dues", "-200.00"),
            ("cash_on_hand", "250.00"),
            ("receivable", "-200.00"),
            ("member_credit", "-50.00"),
        ]
        assert "Liabilities:Member-Credit  0.00 USD = -50.00 USD" in text(books, JournalFormat.HLEDGER)
        assert "balance Liabilities:Member-Credit  -50.00 USD" in text(books, JournalFormat.BEANCOUNT)
        assert "TRNS\t\tGENERAL JOURNAL" in text(books, JournalFormat.IIF)

    def test_calls_a_category_as_the_chapter_does(self, books: Books) -> None:
        categories.add(
            chapter_id=books.chapter_id, kind=CategoryKind.EXPENSE, name='Food: "all"; =drinks', by=OPERATOR
        )
        assert "account Expenses:Expense-01  ; Food: all =drinks" in text(books, JournalFormat.HLEDGER)
        assert '  name: "Food: all =drinks"' in text(books, JournalFormat.BEANCOUNT)
        assert "ACCNT\tFood all =drinks\tEXP" in text(books, JournalFormat.IIF)

    def test_that_leaves_is_noted_in_the_trail(self, books: Books) -> None:
        journals.begin(chapter_id=books.chapter_id, kind=JournalFormat.IIF, by=OPERATOR)
        db.session.rollback()
        lines = select(AuditEvent.details).where(AuditEvent.action == "books.exported")
        assert db.session.scalars(lines).all() == [
            {"what": "entries of the journal", "file": "iif", "rows": 2}
        ]
