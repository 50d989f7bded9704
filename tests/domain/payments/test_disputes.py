"""What a payer's bank says, in words."""

from __future__ import annotations

import pytest

from sigma_finance.domain.payments import disputes
from sigma_finance.domain.payments.payments import DisputeState


class TestAReason:
    @pytest.mark.parametrize(
        ("reason", "said"),
        [
            ("fraudulent", "The payer says that they did not make this payment."),
            ("debit_not_authorized", "The payer says that they did not allow the debit."),
            ("a_reason_of_tomorrow", "A reason of tomorrow."),
            ("", "The bank gives no reason."),
        ],
    )
    def test_is_a_sentence(self, reason: str, said: str) -> None:
        assert disputes.reason_in_words(reason) == said


class TestWhereItStands:
    @pytest.mark.parametrize(
        ("state", "moved", "by_debit", "said"),
        [
            (DisputeState.OPEN, True, False, "Waits for an answer"),
            (DisputeState.OPEN, False, False, "The bank only asks"),
            (DisputeState.WON, True, False, "Won"),
            (DisputeState.WON, False, False, "The bank let it be"),
            (DisputeState.LOST, True, False, "Lost"),
            (DisputeState.LOST, True, True, "Sent back by the bank"),
        ],
    )
    def test_tells_an_inquiry_and_a_returned_debit_apart(
        self, state: DisputeState, moved: bool, by_debit: bool, said: str
    ) -> None:
        assert disputes.state_in_words(state, moved=moved, by_debit=by_debit) == said
