"""What being late costs."""

from __future__ import annotations

from datetime import date

import pytest

from sigma_finance.domain.books.accounts import ChargeKind
from sigma_finance.domain.dues.late_fees import NEVER_ON, last_free_day, late_fee
from sigma_finance.domain.policy import LateFeeKind, Policy


def flat(threshold: int = 0, cap: int = 0) -> Policy:
    return Policy(
        late_fee=LateFeeKind.FLAT,
        late_fee_minor=500,
        late_fee_threshold_minor=threshold,
        late_fee_cap_minor=cap,
    )


def share(hundredths: int, cap: int = 0) -> Policy:
    return Policy(late_fee=LateFeeKind.PERCENT, late_fee_share=hundredths, late_fee_cap_minor=cap)


class TestALateFee:
    @pytest.mark.parametrize(
        ("open_minor", "policy", "fee"),
        [
            (20000, flat(), 500),
            (1, flat(), 500),
            (20000, share(250), 500),
            (19999, share(250), 499),  # 499.975: rounded down, never a part of a cent
            (1, share(10_000), 1),
            (39, share(250), 0),
            (20000, Policy(), 0),
            (20000, Policy(late_fee_minor=500, late_fee_share=250), 0),
        ],
    )
    def test_is_an_amount_or_a_share_rounded_down(self, open_minor: int, policy: Policy, fee: int) -> None:
        assert late_fee(open_minor, policy) == fee

    @pytest.mark.parametrize(("open_minor", "fee"), [(4999, 0), (5000, 500), (5001, 500)])
    def test_is_charged_from_the_threshold_on(self, open_minor: int, fee: int) -> None:
        assert late_fee(open_minor, flat(threshold=5000)) == fee

    @pytest.mark.parametrize(("cap", "fee"), [(0, 500), (499, 499), (500, 500), (501, 500)])
    def test_is_never_above_the_cap_where_there_is_one(self, cap: int, fee: int) -> None:
        assert late_fee(20000, flat(cap=cap)) == fee
        assert late_fee(20000, share(250, cap=cap)) == fee

    @pytest.mark.parametrize("open_minor", [0, -1])
    def test_is_not_charged_where_nothing_is_open(self, open_minor: int) -> None:
        assert late_fee(open_minor, flat()) == 0

    def test_is_never_charged_on_what_was_charged_for_a_wrong(self) -> None:
        assert set(NEVER_ON) == {ChargeKind.FEE, ChargeKind.FINE, ChargeKind.LATE_FEE}


class TestDaysOfGrace:
    @pytest.mark.parametrize(
        ("days", "last_free"), [(0, date(2026, 5, 3)), (1, date(2026, 5, 2)), (7, date(2026, 4, 26))]
    )
    def test_begin_with_the_day_after_the_due_date(self, days: int, last_free: date) -> None:
        assert last_free_day(date(2026, 5, 4), Policy(late_fee_grace_days=days)) == last_free
