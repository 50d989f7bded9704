"""The word by which people know how a payment stands."""

from __future__ import annotations

import pytest

from sigma_finance.domain.payments.labels import PaymentLabel, shown_as
from sigma_finance.domain.payments.payments import PaymentState


class TestAPayment:
    @pytest.mark.parametrize("state", list(PaymentState))
    def test_is_called_by_its_state_while_nothing_came_after(self, state: PaymentState) -> None:
        assert shown_as(state, amount_minor=20000) is state

    @pytest.mark.parametrize(
        ("refunded_minor", "word"),
        [
            (1, PaymentLabel.PARTLY_REFUNDED),
            (19999, PaymentLabel.PARTLY_REFUNDED),
            (20000, PaymentLabel.REFUNDED),
        ],
    )
    def test_is_refunded_in_part_or_in_full(self, refunded_minor: int, word: PaymentLabel) -> None:
        assert shown_as(PaymentState.SUCCEEDED, amount_minor=20000, refunded_minor=refunded_minor) is word

    def test_is_disputed_whatever_was_refunded(self) -> None:
        shown = shown_as(PaymentState.SUCCEEDED, amount_minor=20000, refunded_minor=500, disputed=True)
        assert shown is PaymentLabel.DISPUTED

    def test_is_declined_while_it_can_still_be_paid(self) -> None:
        shown = shown_as(PaymentState.PENDING, amount_minor=20000, problem="The card has expired.")
        assert shown is PaymentLabel.DECLINED

    def test_that_failed_is_failed_whatever_the_problem(self) -> None:
        shown = shown_as(PaymentState.FAILED, amount_minor=20000, problem="The card has expired.")
        assert shown is PaymentState.FAILED

    def test_is_historical_where_it_was_imported_until_that_is_undone(self) -> None:
        assert shown_as(PaymentState.SUCCEEDED, amount_minor=1, historical=True) is PaymentLabel.HISTORICAL
        assert shown_as(PaymentState.REVERSED, amount_minor=1, historical=True) is PaymentState.REVERSED

    def test_has_a_label_in_plain_words(self) -> None:
        assert PaymentLabel.PARTLY_REFUNDED.label == "Partly refunded"
