"""Lines of the bank that become expenses, other income and transfers."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from sigma_finance.domain.actors import OPERATOR
from sigma_finance.domain.books.accounts import Account
from sigma_finance.domain.errors import Conflict, Invalid, NotFound
from sigma_finance.domain.spending.categories import CategoryKind
from sigma_finance.domain.spending.spending import SpendingKind, SpendMethod
from sigma_finance.extensions import db
from sigma_finance.models import BankLine, JournalEntry, Spending
from sigma_finance.queries.bank import accounts as account_queries
from sigma_finance.services.bank import making, matching, spending
from sigma_finance.services.bank.spending import SpendingOfLine
from sigma_finance.services.spending import categories, expenses
from tests.banking import add_account, bring_in, days_ago
from tests.books import Books, assert_books_hold, open_books
from tests.spending import FOOD


@pytest.fixture
def books(any_app: Flask) -> Books:
    books = open_books()
    categories.add(chapter_id=books.chapter_id, kind=CategoryKind.EXPENSE, name="Food", by=OPERATOR)
    categories.add(chapter_id=books.chapter_id, kind=CategoryKind.INCOME, name="Raffles", by=OPERATOR)
    return books


def line(books: Books, account: int, text: str, amount: str) -> int:
    bring_in(books, account, [(days_ago(5).isoformat(), text, amount)])
    db.session.rollback()
    return db.session.scalars(select(BankLine.id).where(BankLine.bank_account_id == account)).one()


def on(books: Books, *accounts: Account) -> list[int]:
    db.session.rollback()
    sums = account_queries.book_sums(chapter_id=books.chapter_id, accounts=accounts)
    return [sums.get(account, 0) for account in accounts]


def spend(books: Books, line_id: int, category: Account = FOOD) -> int:
    wanted = SpendingOfLine(line_id, category, "Corner Bakery", SpendMethod.TRANSFER)
    return spending.make_spending(chapter_id=books.chapter_id, request=wanted, by=OPERATOR)


class TestSpending:
    def test_is_an_expense_on_the_account_and_day_of_the_line(self, books: Books) -> None:
        add_account(books)
        savings = add_account(books, "Savings")
        line_id = line(books, savings, "CORNER BAKERY 4411", "-36.50")
        made = spend(books, line_id)
        assert on(books, Account.CASH_BANK, Account.CASH_BANK_2, FOOD) == [0, -3650, 3650]
        document = db.session.get_one(Spending, made)
        assert (document.kind, document.what) == (SpendingKind.EXPENSE, "CORNER BAKERY 4411")
        assert db.session.scalars(select(JournalEntry.booked_on)).one() == days_ago(5)
        with pytest.raises(Conflict, match="already"):
            spend(books, line_id)
        assert_books_hold(books)

    def test_is_other_income_where_it_came_in(self, books: Books) -> None:
        line_id = line(books, add_account(books), "RAFFLE", "80.00")
        made = spend(books, line_id, Account.INCOME_OTHER)
        assert on(books, Account.CASH_BANK, Account.INCOME_OTHER) == [8000, -8000]
        assert db.session.get_one(Spending, made).kind is SpendingKind.INCOME

    def test_taken_back_leaves_its_line_to_become_another(self, books: Books) -> None:
        line_id = line(books, add_account(books), "CORNER BAKERY", "-36.50")
        made = spend(books, line_id)
        with pytest.raises(Conflict, match="own money"):
            making.take_back(chapter_id=books.chapter_id, line_id=line_id, by=OPERATOR)
        expenses.take_back(chapter_id=books.chapter_id, spending_id=made, reason="Twice", by=OPERATOR)
        matching.unmatch(chapter_id=books.chapter_id, line_id=line_id, by=OPERATOR)
        assert spend(books, line_id) != made
        assert on(books, Account.CASH_BANK, FOOD) == [-3650, 3650]


class TestATransfer:
    @pytest.mark.parametrize(("amount", "minor"), [("-200.00", -20000), ("200.00", 20000)])
    def test_goes_the_way_of_the_line(self, books: Books, amount: str, minor: int) -> None:
        account = add_account(books)
        add_account(books, "Savings")
        line_id = line(books, account, "ONLINE TRANSFER", amount)
        with pytest.raises(Invalid, match="the other one"):
            spending.make_transfer(
                chapter_id=books.chapter_id, line_id=line_id, other=Account.CASH_BANK, by=OPERATOR
            )
        spending.make_transfer(
            chapter_id=books.chapter_id, line_id=line_id, other=Account.CASH_BANK_2, by=OPERATOR
        )
        assert on(books, Account.CASH_BANK, Account.CASH_BANK_2) == [minor, -minor]
        assert_books_hold(books)

    def test_is_the_other_accounts_line_too(self, books: Books) -> None:
        account, savings = add_account(books), add_account(books, "Savings")
        line_id = line(books, account, "TO SAVINGS", "-200.00")
        spending.make_transfer(
            chapter_id=books.chapter_id, line_id=line_id, other=Account.CASH_BANK_2, by=OPERATOR
        )
        assert bring_in(books, savings, [(days_ago(4).isoformat(), "FROM CHECKING", "200.00")]).matched == 1

    def test_of_another_chapter_is_not_found(self, books: Books) -> None:
        line_id = line(books, add_account(books), "TO SAVINGS", "-200.00")
        with pytest.raises(NotFound):
            spending.make_transfer(
                chapter_id=books.chapter_id + 1, line_id=line_id, other=Account.CASH_ON_HAND, by=OPERATOR
            )
