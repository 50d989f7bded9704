"""Payouts have the shape that the library declares."""

from __future__ import annotations

import pytest
import stripe

from sandbox.stripe import payout_objects
from tests.sandbox.stripe.fitting import misfits


class TestAPayout:
    @pytest.mark.parametrize(("automatic", "status"), [(True, "in_transit"), (False, "pending")])
    def test_fits_the_library(self, automatic: bool, status: str) -> None:
        made = payout_objects.payout(
            amount=-1200, currency="usd", automatic=automatic, method="standard", now=1_800_000_000
        )
        assert misfits(made, stripe.Payout, "payout") == []
        assert (made["status"], made["arrival_date"] % 86_400) == (status, 0)
        assert made["arrival_date"] > made["created"]

    def test_is_at_the_bank_the_same_day_where_it_is_instant(self) -> None:
        made = payout_objects.payout(
            amount=1, currency="usd", automatic=False, method="instant", now=1_800_000_000
        )
        assert made["arrival_date"] <= made["created"]
