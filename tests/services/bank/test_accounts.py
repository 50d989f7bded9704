"""A chapter's bank accounts."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from sigma_finance.domain.actors import OPERATOR
from sigma_finance.domain.books.accounts import Account, EntryKind
from sigma_finance.domain.errors import Conflict, Invalid
from sigma_finance.extensions import db
from sigma_finance.models import AuditEvent, BankAccount, Chapter, JournalEntry
from sigma_finance.queries.bank import accounts as queries
from sigma_finance.services.bank import accounts
from tests.banking import add_account, days_ago, zelle
from tests.books import Books, assert_books_hold, open_books


@pytest.fixture
def books(any_app: Flask) -> Books:
    return open_books()


def booked(books: Books, account: Account) -> int:
    db.session.rollback()
    return queries.book_sums(chapter_id=books.chapter_id, accounts=[account]).get(account, 0)


class TestAdding:
    def test_makes_the_first_one_of_what_the_books_have_at_the_bank(self, books: Books) -> None:
        zelle(books, 10000, 70)
        add_account(books, opening_minor=25000)
        assert booked(books, Account.CASH_BANK) == 25000
        opening = db.session.scalars(
            select(JournalEntry).where(JournalEntry.kind == EntryKind.BANK_OPENING)
        ).one()
        assert opening.booked_on == days_ago(60)
        add_account(books, "Savings", opening_minor=-500)
        assert (booked(books, Account.CASH_BANK), booked(books, Account.CASH_BANK_2)) == (25000, -500)
        found = queries.accounts(chapter_id=books.chapter_id)
        assert [(one.name, one.account) for one in found] == [
            ("Checking", Account.CASH_BANK),
            ("Savings", Account.CASH_BANK_2),
        ]
        noted = db.session.scalars(
            select(AuditEvent.action).where(AuditEvent.chapter_id == books.chapter_id)
        ).all()
        assert noted.count("bank_account.added") == 2
        assert_books_hold(books)

    def test_posts_nothing_where_books_and_bank_say_the_same(self, books: Books) -> None:
        zelle(books, 10000, 70)
        add_account(books, opening_minor=10000)
        kinds = set(db.session.scalars(select(JournalEntry.kind)))
        assert EntryKind.BANK_OPENING not in kinds

    def test_is_refused_in_a_sentence(self, books: Books) -> None:
        add_account(books)
        for words, name, day, minor in (
            ("there already", "CHECKING", days_ago(3), 0),
            ("not come yet", "Other", days_ago(-2), 0),
            ("from 1950", "Other", days_ago(40_000), 0),
            ("more than the books", "Other", days_ago(3), 10**9),
            ("is needed", " ", days_ago(3), 0),
        ):
            with pytest.raises(Invalid, match=words):
                add_account(books, name, begins_on=day, opening_minor=minor)
        db.session.get_one(Chapter, books.chapter_id).closed_through = days_ago(5)
        db.session.commit()
        with pytest.raises(Invalid, match="closed through"):
            add_account(books, "Other", begins_on=days_ago(5))
        add_account(books, "Other", begins_on=days_ago(5) + timedelta(days=1))

    def test_ends_with_six(self, books: Books) -> None:
        for number in range(6):
            add_account(books, f"Account {number}")
        with pytest.raises(Conflict, match="6 bank accounts"):
            add_account(books, "One more")


class TestNames:
    def test_are_changed_and_found_in_whatever_case(self, books: Books) -> None:
        first, second = add_account(books), add_account(books, "Savings")
        accounts.rename(chapter_id=books.chapter_id, account_id=second, name="Reserve", by=OPERATOR)
        accounts.rename(chapter_id=books.chapter_id, account_id=second, name="Reserve", by=OPERATOR)
        assert db.session.get_one(BankAccount, second).name == "Reserve"
        with pytest.raises(Invalid, match="there already"):
            accounts.rename(chapter_id=books.chapter_id, account_id=second, name="checking", by=OPERATOR)
        assert accounts.named(chapter_id=books.chapter_id, name=" CHECKING ").id == first
        with pytest.raises(Invalid, match="It has Checking, Reserve"):
            accounts.named(chapter_id=books.chapter_id, name="Savings")
        with pytest.raises(Invalid, match="none yet"):
            accounts.named(chapter_id=open_books().chapter_id, name="Savings")
