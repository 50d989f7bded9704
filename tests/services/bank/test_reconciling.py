"""Accounts reconciled to their statements."""

from __future__ import annotations

from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select, text

from sigma_finance.domain.actors import OPERATOR
from sigma_finance.domain.bank.words import BankCategory
from sigma_finance.domain.errors import Conflict, Invalid
from sigma_finance.extensions import db
from sigma_finance.models import BankAccount, BankLine, JournalEntry
from sigma_finance.queries.bank import accounts as account_queries
from sigma_finance.queries.bank import reconciling as queries
from sigma_finance.services.bank import making, matching, reconciling
from tests.banking import add_account, bring_in, days_ago, zelle
from tests.books import Books, assert_books_hold, open_books


@pytest.fixture
def books(any_app: Flask) -> Books:
    return open_books()


def reconcile(books: Books, account: int, days: int, closing_minor: int) -> int:
    return reconciling.reconcile(
        chapter_id=books.chapter_id,
        account_id=account,
        through=days_ago(days),
        closing_minor=closing_minor,
        by=OPERATOR,
    )


def row(days: int, text: str, amount: str) -> tuple[str, str, str]:
    return days_ago(days).isoformat(), text, amount


def days_of_entries() -> list[date]:
    db.session.rollback()
    return list(db.session.scalars(select(JournalEntry.booked_on).order_by(JournalEntry.id)))


class TestReconciling:
    def test_agrees_with_what_is_outstanding(self, books: Books) -> None:
        account = add_account(books, opening_minor=50000)
        zelle(books, 10000, 20)
        zelle(books, 7000, 11)
        bring_in(books, account, [row(19, "ZELLE", "100.00")])
        found = queries.figures(
            chapter_id=books.chapter_id,
            account=account_queries.get_account(chapter_id=books.chapter_id, account_id=account),
            through=days_ago(10),
        )
        assert (found.book_minor, found.outstanding_minor, found.expected_minor) == (67000, 7000, 60000)
        with pytest.raises(Conflict, match=r"lead to \$600.00, not to \$670.00"):
            reconcile(books, account, 10, 67000)
        reconcile(books, account, 10, 60000)
        db.session.rollback()
        made = db.session.get_one(BankAccount, account)
        assert (made.reconciled_through, made.reconciled_minor) == (days_ago(10), 60000)
        [once] = queries.reconciliations(chapter_id=books.chapter_id, account_id=account)
        assert (once.closing_minor, once.book_minor, once.outstanding_minor) == (60000, 67000, 7000)

    def test_waits_for_lines_that_are_no_entry(self, books: Books) -> None:
        account = add_account(books)
        bring_in(books, account, [row(19, "FEE", "-5.00"), row(18, "RENT", "-6.00")])
        with pytest.raises(Conflict, match="2 lines are no entry"):
            reconcile(books, account, 10, -1100)
        lines = list(db.session.scalars(select(BankLine.id)))
        making.make_entry(
            chapter_id=books.chapter_id, line_id=lines[0], category=BankCategory.FEE, by=OPERATOR
        )
        with pytest.raises(Conflict, match="1 line is no entry"):
            reconcile(books, account, 10, -1100)

    def test_takes_a_line_whose_entry_is_of_a_later_day(self, books: Books) -> None:
        account = add_account(books)
        zelle(books, 10000, 8)
        bring_in(books, account, [row(12, "ZELLE", "100.00")])
        reconcile(books, account, 10, 10000)
        assert reconcile(books, account, 5, 10000)

    def test_takes_no_notice_of_what_was_made_and_taken_back(self, books: Books) -> None:
        account = add_account(books)
        bring_in(books, account, [row(12, "WHAT", "-5.00")])
        [line] = db.session.scalars(select(BankLine.id))
        making.make_entry(
            chapter_id=books.chapter_id, line_id=line, category=BankCategory.INTEREST, by=OPERATOR
        )
        making.take_back(chapter_id=books.chapter_id, line_id=line, by=OPERATOR)
        making.make_entry(chapter_id=books.chapter_id, line_id=line, category=BankCategory.FEE, by=OPERATOR)
        reconcile(books, account, 5, -500)
        assert_books_hold(books)

    @pytest.mark.parametrize(("days", "sentence"), [(0, "not over"), (90, "begins on")])
    def test_is_of_a_day_of_the_account_that_is_over(self, books: Books, days: int, sentence: str) -> None:
        account = add_account(books)
        with pytest.raises(Invalid, match=sentence):
            reconcile(books, account, days, 0)

    def test_goes_forward_alone(self, books: Books) -> None:
        account = add_account(books)
        reconcile(books, account, 10, 0)
        with pytest.raises(Invalid, match="already"):
            reconcile(books, account, 12, 0)


class TestAReconciledSpan:
    def test_keeps_its_matches(self, books: Books) -> None:
        account = add_account(books)
        zelle(books, 10000, 20)
        bring_in(books, account, [row(19, "ZELLE", "100.00")])
        reconcile(books, account, 10, 10000)
        [line] = db.session.scalars(select(BankLine.id))
        with pytest.raises(Conflict, match="reconciled through"):
            matching.unmatch(chapter_id=books.chapter_id, line_id=line, by=OPERATOR)

    def test_takes_no_entry_any_more(self, books: Books) -> None:
        account = add_account(books)
        reconcile(books, account, 10, 0)
        zelle(books, 10000, 20)
        assert days_of_entries() == [days_ago(9)]
        memo = db.session.scalars(select(JournalEntry.memo)).one()
        assert memo.startswith("Happened on ")

    def test_is_refused_by_the_database_itself(self, books: Books) -> None:
        account = add_account(books)
        zelle(books, 10000, 8)
        reconcile(books, account, 10, 0)
        db.session.rollback()
        [entry] = db.session.scalars(select(JournalEntry))
        db.session.execute(
            text("UPDATE bank_accounts SET reconciled_through = :day"), {"day": entry.booked_on}
        )
        add = text(
            "INSERT INTO postings (chapter_id, entry_id, booked_on, account, amount_minor)"
            " VALUES (:chapter, :entry, :day, :account, :minor)"
        )
        values = {"chapter": books.chapter_id, "entry": entry.id, "day": entry.booked_on}

        def post() -> None:
            for account_name, minor in (("cash_on_hand", 5), ("cash_bank", -5)):
                db.session.execute(add, {**values, "account": account_name, "minor": minor})
            db.session.commit()

        with pytest.raises(Exception, match="reconciled through"):
            post()
        db.session.rollback()
