"""What the forms of spending make of what was typed."""

from __future__ import annotations

from datetime import date

import pytest
from flask import Flask

from sigma_finance.domain.books.accounts import Account
from sigma_finance.domain.spending.categories import CategoryChoice
from sigma_finance.domain.spending.spending import SpendingKind, SpendingState
from sigma_finance.forms.spending import spending as forms
from sigma_finance.forms.spending.spending import CountForm, PaidForm, SpendingFilterForm
from sigma_finance.queries.spending.spendings import SpendingFilter

FOOD = CategoryChoice(Account.EXPENSE_01, "Food")


class TestTheFilter:
    def test_is_the_address_and_the_address_the_filter(self, sqlite_app: Flask) -> None:
        asked = {
            "q": "hall",
            "what": "bill",
            "state": "spending_owed",
            "category": "expense_01",
            "from": "2026-01-01",
            "to": "2026-12-31",
        }
        with sqlite_app.test_request_context("/", query_string=asked) as context:
            wanted = SpendingFilterForm(context.request.args, categories=[FOOD]).read()
        assert wanted == SpendingFilter(
            SpendingKind.BILL,
            SpendingState.OWED,
            Account.EXPENSE_01,
            "hall",
            date(2026, 1, 1),
            date(2026, 12, 31),
        )
        assert forms.address(wanted) == asked
        assert forms.words(wanted, {Account.EXPENSE_01: "Food"}) == {
            "q": "“hall”",
            "what": "Bill",
            "state": "To be paid",
            "category": "Food",
            "from": "From January 1, 2026",
            "to": "To December 31, 2026",
        }

    def test_of_nothing_restricts_nothing(self, sqlite_app: Flask) -> None:
        query = {"what": "nonsense", "category": "receivable"}
        with sqlite_app.test_request_context("/", query_string=query) as context:
            wanted = SpendingFilterForm(context.request.args, categories=[FOOD]).read()
        assert wanted == SpendingFilter()
        assert not any(forms.words(SpendingFilter(), {})[name] for name in ("what", "state", "category"))


class TestACount:
    def test_that_was_not_typed_is_none(self, sqlite_app: Flask) -> None:
        typed = {"place": "petty_cash", "counted": "", "counted_on": "2026-10-01"}
        with sqlite_app.test_request_context("/", method="POST", data=typed):
            form = CountForm(meta={"csrf": False})
            assert form.validate()
            assert form.entry(1, date(2026, 10, 2)).counted_minor == -1


class TestHowItWasPaid:
    def test_is_known_of_a_valid_form_alone(self, sqlite_app: Flask) -> None:
        with sqlite_app.test_request_context("/"), pytest.raises(AssertionError):
            _ = PaidForm(meta={"csrf": False}).paid
