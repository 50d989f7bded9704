"""The graph along which a payment's states move."""

from __future__ import annotations

import itertools

import pytest

from sigma_finance.domain.payments.payments import MOVES, PaymentState, StateRefused, move

_S = PaymentState


class TestMovingAPayment:
    @pytest.mark.parametrize(("current", "to"), list(itertools.product(PaymentState, PaymentState)))
    def test_follows_the_graph_and_nothing_else(self, current: PaymentState, to: PaymentState) -> None:
        if to in MOVES[current]:
            assert move(current, to) is to
        else:
            with pytest.raises(StateRefused):
                move(current, to)

    def test_off_the_graph_is_refused_in_words(self) -> None:
        with pytest.raises(
            StateRefused, match=r"^A payment that is waiting for confirmation cannot become under way\.$"
        ):
            move(_S.REPORTED, _S.PROCESSING)

    def test_lets_paid_win_over_every_end_that_stripe_may_overrule(self) -> None:
        for state in (_S.CREATED, _S.PENDING, _S.PROCESSING, _S.FAILED, _S.EXPIRED, _S.CANCELLED):
            assert move(state, _S.SUCCEEDED) is _S.SUCCEEDED

    def test_reaches_every_state_from_where_payments_are_born(self) -> None:
        reached = {_S.CREATED, _S.REPORTED}
        while more := {to for state in reached for to in MOVES[state]} - reached:
            reached |= more
        assert reached == set(PaymentState)
