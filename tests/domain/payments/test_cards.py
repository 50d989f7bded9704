"""What can be paid by card."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sigma_finance.domain.errors import Invalid
from sigma_finance.domain.payments.cards import WHOLE, bounds_in_words, check_amount, covering_fee


class TestAnAmountByCard:
    @pytest.mark.parametrize("amount_minor", [50, 19999, 20000])
    def test_is_taken_up_to_what_is_owed(self, amount_minor: int) -> None:
        assert check_amount(amount_minor, most_minor=20000, currency="USD") == amount_minor

    def test_is_refused_above_what_is_owed(self) -> None:
        with pytest.raises(Invalid) as refusal:
            check_amount(20001, most_minor=20000, currency="USD")
        assert refusal.value.message == "You owe $200.00; enter that or less."
        assert refusal.value.field == "amount"

    def test_is_refused_below_what_stripe_charges(self) -> None:
        with pytest.raises(Invalid) as refusal:
            check_amount(49, most_minor=20000, currency="USD")
        assert refusal.value.message == "The least that can be paid by card is $0.50."
        assert refusal.value.field == "amount"

    def test_has_its_own_floor_in_each_currency(self) -> None:
        assert check_amount(30, most_minor=20000, currency="GBP") == 30

    def test_has_no_floor_where_stripe_names_none(self) -> None:
        assert check_amount(1, most_minor=20000, currency="ISK") == 1

    def test_is_refused_in_the_words_of_its_currency(self) -> None:
        with pytest.raises(Invalid, match=r"^You owe £200\.00; enter that or less\.$"):
            check_amount(20001, most_minor=20000, currency="GBP")
        with pytest.raises(Invalid, match=r"^The least that can be paid by card is £0\.30\.$"):
            check_amount(29, most_minor=20000, currency="GBP")
        assert bounds_in_words(20000, currency="GBP") == "From £0.30 to £200.00."

    @pytest.mark.parametrize(
        ("owed_minor", "words"),
        [
            (49, "No card can be charged less than $0.50."),
            (50, "From $0.50 to $0.50."),
            (20000, "From $0.50 to $200.00."),
        ],
    )
    def test_has_its_bounds_said_to_whoever_types_it(self, owed_minor: int, words: str) -> None:
        assert bounds_in_words(owed_minor, currency="USD") == words


class TestCoveringTheFee:
    @given(amount=st.integers(1, 10**9), share=st.integers(0, 1000), fixed=st.integers(0, 500))
    def test_leaves_the_amount_and_adds_no_cent_too_much(self, amount: int, share: int, fixed: int) -> None:
        total = amount + covering_fee(amount, share=share, fixed_minor=fixed)
        assert total * (WHOLE - share) >= (amount + fixed) * WHOLE
        assert (total - 1) * (WHOLE - share) < (amount + fixed) * WHOLE

    def test_of_two_hundred_dollars_at_stripes_rate(self) -> None:
        assert covering_fee(20000, share=290, fixed_minor=30) == 629
