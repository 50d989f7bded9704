"""What is entered about money: the same form twice is the same request."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from sigma_finance.domain.payments.payments import Method
from sigma_finance.domain.payments.requests import Gift, ManualPayment

ENTERED = ManualPayment(1, 2, 5000, Method.CASH, date(2026, 2, 1), "", "Tess", "the key of a form")


class TestAManualPayment:
    def test_is_what_was_entered(self) -> None:
        assert replace(ENTERED) == ENTERED
        assert replace(ENTERED, amount_minor=5001) != ENTERED


class TestAGift:
    def test_needs_no_note(self) -> None:
        assert Gift(5000, "Ada", "ada@example.org").note == ""
