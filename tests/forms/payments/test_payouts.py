"""What an officer says of a line of a payout."""

from __future__ import annotations

import pytest
from flask import Flask

from sigma_finance.domain.books.accounts import Account, Explanation
from sigma_finance.forms.payments.payouts import ExplanationForm


class TestAnExplanation:
    @pytest.mark.parametrize(
        ("sent", "errors"),
        [("processing_fees", {}), ("", {"category": ["Choose what it was."]}), ("receivable", None)],
    )
    def test_is_one_of_those_that_there_are(
        self, sqlite_app: Flask, sent: str, errors: dict[str, list[str]] | None
    ) -> None:
        sqlite_app.config["WTF_CSRF_ENABLED"] = False
        with sqlite_app.test_request_context(method="POST", data={"category": sent}):
            form = ExplanationForm()
            assert form.validate() is (errors == {})
            assert errors is None or form.errors == errors

    def test_is_an_account_of_the_books(self) -> None:
        assert {one.account for one in Explanation} < set(Account)
