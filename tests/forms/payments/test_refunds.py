"""The form of a refund."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from werkzeug.datastructures import MultiDict

from sigma_finance.domain.payments.payments import Method
from sigma_finance.domain.payments.refunds import StillOwed
from sigma_finance.forms.payments.refunds import RefundForm

TODAY = date(2026, 11, 30)


def sent(by_stripe: bool = True, by_hand: bool = False, **answers: str) -> RefundForm:
    usual = {"amount": "50.00", "owed": "yes", "reason": "Paid twice", "form_key": "k" * 20}
    form = RefundForm(formdata=MultiDict({**usual, **answers}), meta={"csrf": False})
    form.ask(left_minor=5000, currency="USD", today=TODAY, by_stripe=by_stripe, by_hand=by_hand)
    return form


def errors(**options: Any) -> dict[str, list[str]]:
    form = sent(**options)
    form.validate()
    return {str(name): list(those) for name, those in form.errors.items()}


@pytest.fixture(autouse=True)
def request_context(sqlite_app: Flask) -> Any:
    with sqlite_app.test_request_context("/", method="POST"):
        yield


class TestTheForm:
    def test_is_read_as_it_was_entered(self) -> None:
        form = sent(owed="waived")
        assert form.validate()
        wanted = form.entry(chapter_id=1, payment_id=2)
        assert (wanted.amount_minor, wanted.owed, wanted.reason) == (5000, StillOwed.WAIVED, "Paid twice")
        assert wanted.by_hand is None

    def test_names_what_was_given_by_hand(self) -> None:
        form = sent(by_stripe=False, by_hand=True, method="check", given_on="2026-11-29", trace="1042")
        assert form.validate()
        given = form.entry(chapter_id=1, payment_id=2).by_hand
        assert given is not None
        assert (given.method, given.on, given.trace) == (Method.CHECK, date(2026, 11, 29), "1042")

    def test_takes_today_where_no_day_is_given(self) -> None:
        form = sent(by_stripe=False, by_hand=True, method="cash", given_on="")
        assert form.validate()
        given = form.entry(chapter_id=1, payment_id=2).by_hand
        assert given is not None
        assert given.on == TODAY

    def test_leaves_it_to_stripe_where_no_method_is_chosen(self) -> None:
        form = sent(by_hand=True, method="")
        assert form.validate()
        assert form.entry(chapter_id=1, payment_id=2).by_hand is None

    @pytest.mark.parametrize("amount", ["", "0", "50.01", "abc"])
    def test_refuses_an_amount_that_is_not_left(self, amount: str) -> None:
        assert list(errors(amount=amount)) == ["amount"]

    @pytest.mark.parametrize("owed", ["", "perhaps"])
    def test_asks_whether_it_is_owed(self, owed: str) -> None:
        assert list(errors(owed=owed)) == ["owed"]

    def test_asks_for_the_method_where_stripe_does_nothing(self) -> None:
        assert list(errors(by_stripe=False, by_hand=True, method="card")) == ["method"]

    def test_refuses_a_day_to_come(self) -> None:
        tomorrow = (TODAY + timedelta(days=1)).isoformat()
        assert list(errors(by_hand=True, method="cash", given_on=tomorrow)) == ["given_on"]

    def test_asks_for_a_reason(self) -> None:
        assert list(errors(reason=" ")) == ["reason"]
