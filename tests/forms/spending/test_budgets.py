"""The budget of a fiscal year, as it is entered."""

from __future__ import annotations

from flask import Flask

from sigma_finance.domain.books.accounts import Account
from sigma_finance.forms.spending.budgets import budget_form, meant

ACCOUNTS = {Account.INCOME_DUES: "Dues income", Account.EXPENSE_01: "Rent"}


class TestABudget:
    def test_asks_for_each_account_by_the_chapters_name(self, sqlite_app: Flask) -> None:
        with sqlite_app.test_request_context():
            form = budget_form(ACCOUNTS, {Account.EXPENSE_01: "12.00"})
            assert form["expense_01"].label.text == "Rent"
            assert form["expense_01"].data == "12.00"

    def test_reads_what_was_entered_and_nothing_where_it_was_left_empty(self, sqlite_app: Flask) -> None:
        with sqlite_app.test_request_context(method="POST", data={"income_dues": "1,000"}):
            form = budget_form(ACCOUNTS, {})
            form.validate()
            assert meant(form, ACCOUNTS) == {Account.INCOME_DUES: 100_000, Account.EXPENSE_01: 0}
