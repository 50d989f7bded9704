"""Money that the desk moves."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from sigma_finance.domain.payments.payments import Method
from sigma_finance.forms.payments.cash import CreditReturnForm, DepositForm, ReverseForm
from sigma_finance.queries.payments.deposits import CashOnHandLine
from tests.forms.filling import Filler

DAY = date(2026, 5, 4)
HELD = [
    CashOnHandLine(number, f"P-{number}", 1, "Ada", Method.CASH, DAY, None, "Tess", 500) for number in (1, 2)
]


class TestADeposit:
    def sent(self, fill: Filler, typed: dict[str, Any] | None) -> DepositForm:
        form = fill(DepositForm, typed)
        form.ask(HELD)
        return form

    def test_begins_with_all_that_is_on_hand(self, fill: Filler) -> None:
        assert self.sent(fill, None).payments.data == [1, 2]

    @pytest.mark.parametrize(
        ("payments", "deposited_on", "field"),
        [
            (["2"], "2026-05-04", None),
            ([], "2026-05-04", "payments"),
            (["3"], "2026-05-04", "payments"),
            (["1"], "", "deposited_on"),
        ],
    )
    def test_is_of_some_of_it_on_a_day(
        self, fill: Filler, payments: list[str], deposited_on: str, field: str | None
    ) -> None:
        form = self.sent(fill, {"payments": payments, "deposited_on": deposited_on})
        assert form.validate() is (field is None)
        assert list(form.errors) == ([field] if field else [])


class TestACreditReturn:
    def test_is_read(self, fill: Filler) -> None:
        typed = {"amount": "5.00", "method": "check", "paid_on": "2026-05-04", "note": "No. 7"}
        form = fill(CreditReturnForm, typed)
        form.amount.currency = "USD"
        assert form.validate(), form.errors
        entry = form.entry(chapter_id=1, member_id=2, today=DAY)
        assert (entry.chapter_id, entry.member_id, entry.amount_minor) == (1, 2, 500)
        assert (entry.method, entry.paid_on, entry.note) == (Method.CHECK, DAY, "No. 7")
        assert entry.form_key

    @pytest.mark.parametrize(
        ("field", "typed"), [("amount", "0"), ("method", "card"), ("method", ""), ("paid_on", "x")]
    )
    def test_says_at_which_field_it_cannot_be_taken(self, fill: Filler, field: str, typed: str) -> None:
        good = {"amount": "5.00", "method": "check", "paid_on": "2026-05-04"}
        form = fill(CreditReturnForm, {**good, field: typed})
        assert not form.validate()
        assert list(form.errors) == [field]


class TestAReversal:
    @pytest.mark.parametrize(
        ("typed", "valid"), [({"reason": "Typed twice"}, True), ({"bounced": "y"}, True), ({}, False)]
    )
    def test_needs_a_reason_unless_the_check_bounced(
        self, fill: Filler, typed: dict[str, str], valid: bool
    ) -> None:
        form = fill(ReverseForm, {"reason": "", **typed})
        assert form.validate() is valid
