"""What a member enters who paid for the chapter."""

from __future__ import annotations

from datetime import date

from flask import Flask

from sigma_finance.forms.spending.reimbursements import ReimbursementForm


class TestTheForm:
    def test_makes_a_request_of_what_was_typed(self, sqlite_app: Flask) -> None:
        typed = {"amount": "32.50", "payee": " Shop ", "what": "Plates", "spent_on": "2026-10-01"}
        with sqlite_app.test_request_context("/", method="POST", data=typed):
            form = ReimbursementForm(meta={"csrf": False})
            assert form.validate()
            made = form.entry(1, 2, date(2026, 10, 2))
        assert (made.amount_minor, made.payee, made.spent_on, made.pay_to) == (
            3250,
            "Shop",
            date(2026, 10, 1),
            "",
        )
