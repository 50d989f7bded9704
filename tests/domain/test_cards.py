"""What can be paid by card."""

from __future__ import annotations

import pytest

from sigma_finance.domain.cards import check_amount
from sigma_finance.domain.errors import Invalid


class TestAnAmountByCard:
    @pytest.mark.parametrize("amount_minor", [50, 19999, 20000])
    def test_is_taken_up_to_what_is_owed(self, amount_minor: int) -> None:
        assert check_amount(amount_minor, owed_minor=20000, currency="USD") == amount_minor

    def test_is_refused_above_what_is_owed(self) -> None:
        with pytest.raises(Invalid) as refusal:
            check_amount(20001, owed_minor=20000, currency="USD")
        assert refusal.value.message == "You owe $200.00; enter that or less."

    def test_is_refused_below_what_stripe_charges(self) -> None:
        with pytest.raises(Invalid) as refusal:
            check_amount(49, owed_minor=20000, currency="USD")
        assert refusal.value.message == "The least that can be paid by card is $0.50."

    def test_has_its_own_floor_in_each_currency(self) -> None:
        assert check_amount(30, owed_minor=20000, currency="GBP") == 30
