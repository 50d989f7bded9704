"""The checks of what is spent hold over every way that a document can go; spoiled books are in test_verify."""

from __future__ import annotations

from flask import Flask

from sigma_finance.domain.books.accounts import Account
from sigma_finance.domain.spending.spending import SpendingKind
from sigma_finance.queries.books.verify import find
from sigma_finance.queries.books.verify.spending import CHECKS
from sigma_finance.services.spending import expenses
from tests.spending import acting, ask, enter_bill, spend, spending_chapter


class TestTheChecks:
    def test_find_nothing_in_books_in_order(self, any_app: Flask) -> None:
        people = spending_chapter()
        spend(people)
        spend(people, 50, kind=SpendingKind.INCOME, category=Account.INCOME_01)
        enter_bill(people)
        ask(people.member)
        expenses.take_back(
            chapter_id=people.chapter_id, spending_id=spend(people), reason="x", by=acting(people.treasurer)
        )
        assert [find(check, chapter_id=people.chapter_id) for check in CHECKS] == [[]] * len(CHECKS)
