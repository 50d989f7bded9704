"""How far a payout is."""

from __future__ import annotations

import pytest

from sigma_finance.domain.payments.payouts import LineKind, LineProblem, LinesState, PayoutState

ON_ITS_WAY, PAID, FAILED, CANCELLED = PayoutState


class TestAPayout:
    @pytest.mark.parametrize(
        ("known", "told", "after"),
        [
            (ON_ITS_WAY, ON_ITS_WAY, ON_ITS_WAY),
            (ON_ITS_WAY, PAID, PAID),
            (PAID, ON_ITS_WAY, PAID),
            (PAID, FAILED, FAILED),
            (FAILED, PAID, FAILED),
            (FAILED, CANCELLED, FAILED),
            (CANCELLED, ON_ITS_WAY, CANCELLED),
        ],
    )
    def test_only_moves_on(self, known: PayoutState, told: PayoutState, after: PayoutState) -> None:
        assert known.moved_to(told) is after

    def test_has_come_back_where_it_failed_or_was_cancelled(self) -> None:
        assert [state for state in PayoutState if state.has_come_back] == [FAILED, CANCELLED]

    @pytest.mark.parametrize("words", [PayoutState, LinesState, LineKind, LineProblem])
    def test_is_told_of_in_words_of_their_own(self, words: type[PayoutState]) -> None:
        assert len({one.label for one in words}) == len(words)
