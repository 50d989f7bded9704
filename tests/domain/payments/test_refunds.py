"""What a refund is asked with, and when its money arrives."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from sigma_finance.domain.payments import refunds
from sigma_finance.domain.payments.payments import Method, PaymentState

BEGUN = datetime(2026, 1, 1, tzinfo=UTC)


class TestABankDebit:
    @pytest.mark.parametrize(
        ("method", "after", "is_too_old"),
        [
            (Method.BANK_DEBIT, timedelta(days=180), False),
            (Method.BANK_DEBIT, timedelta(days=180, seconds=1), True),
            (Method.CARD, timedelta(days=1000), False),
        ],
    )
    def test_goes_back_for_half_a_year(self, method: Method, after: timedelta, is_too_old: bool) -> None:
        assert refunds.is_too_old(method, BEGUN, BEGUN + after) is is_too_old


class TestTheDay:
    @pytest.mark.parametrize(
        ("today", "day"),
        [
            (date(2026, 11, 30), date(2026, 12, 14)),  # a Monday
            (date(2026, 12, 4), date(2026, 12, 18)),  # a Friday
            (date(2026, 12, 5), date(2026, 12, 18)),  # a Saturday
            (date(2026, 12, 6), date(2026, 12, 18)),  # a Sunday
        ],
    )
    def test_is_ten_business_days_away(self, today: date, day: date) -> None:
        assert refunds.arrives_by(today) == day


class TestWhatCannotGoBack:
    @pytest.mark.parametrize(
        ("facts", "word"),
        [
            ({}, ""),
            ({"historical": True}, "of earlier years"),
            ({"state": PaymentState.REVERSED}, "not in the books"),
            ({"disputed": True}, "disputes this payment"),
            ({"left_minor": 0}, "gone back already"),
        ],
    )
    def test_says_why(self, facts: dict[str, object], word: str) -> None:
        usual = {"state": PaymentState.SUCCEEDED, "historical": False, "disputed": False, "left_minor": 1}
        why = refunds.why_not(**{**usual, **facts})  # type: ignore[arg-type]
        assert (word in why) if word else why == ""
