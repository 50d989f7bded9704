"""Where the money of a payout stands, and whether the books explain its lines."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sigma_finance.domain.books.accounts import Account
from sigma_finance.domain.books.payouts import (
    LineFacts,
    PayoutFacts,
    brought_to,
    explained,
    problem_of,
    stands_on,
    unexplained,
)
from sigma_finance.domain.payments.payouts import LineKind, LineProblem, PayoutState

STRIPE, TRANSIT, BANK, DUE = (
    Account.CASH_STRIPE,
    Account.IN_TRANSIT,
    Account.CASH_BANK,
    Account.DUE_FROM_OPERATOR,
)
FACTS = st.builds(
    PayoutFacts,
    amount_minor=st.integers(-10_000, 10_000),
    state=st.sampled_from(PayoutState),
    is_shared=st.booleans(),
    is_confirmed=st.booleans(),
)


class TestThePlaceOfAPayout:
    @pytest.mark.parametrize(
        ("payout", "stands"),
        [
            (PayoutFacts(500, PayoutState.ON_ITS_WAY), {STRIPE: -500, TRANSIT: 500}),
            (PayoutFacts(500, PayoutState.PAID), {STRIPE: -500, BANK: 500}),
            (PayoutFacts(-500, PayoutState.PAID), {STRIPE: 500, BANK: -500}),
            (PayoutFacts(500, PayoutState.FAILED), {}),
            (PayoutFacts(500, PayoutState.ON_ITS_WAY, is_shared=True), {}),
            (PayoutFacts(500, PayoutState.PAID, is_shared=True), {STRIPE: -500, DUE: 500}),
            (PayoutFacts(500, PayoutState.PAID, True, True), {STRIPE: -500, BANK: 500, DUE: 0}),
            (PayoutFacts(500, PayoutState.FAILED, True, True), {BANK: 500, DUE: -500}),
        ],
    )
    def test_follows_from_where_it_is(self, payout: PayoutFacts, stands: dict[Account, int]) -> None:
        assert stands_on(payout) == stands

    @given(FACTS)
    def test_balances(self, payout: PayoutFacts) -> None:
        assert sum(stands_on(payout).values()) == 0

    @given(st.lists(FACTS, min_size=2))
    def test_is_reached_from_every_other(self, payouts: list[PayoutFacts]) -> None:
        posted: dict[Account, int] = {}
        for _, after in pairwise(payouts):
            for line in brought_to(stands_on(after), posted):
                posted[line.account] = posted.get(line.account, 0) + line.amount_minor
            assert brought_to(stands_on(after), posted) == []


class TestALine:
    PAYMENT = LineFacts(LineKind.PAYMENT, 200, 6, is_ours=True, booked_minor=200, booked_fee_minor=6)

    @pytest.mark.parametrize(
        ("line", "problem"),
        [
            (PAYMENT, None),
            (replace(PAYMENT, is_ours=False), LineProblem.NOTHING_BEHIND),
            (replace(PAYMENT, booked_minor=None), LineProblem.NOT_BOOKED_YET),
            (replace(PAYMENT, booked_minor=199), LineProblem.OTHER_AMOUNT),
            (replace(PAYMENT, booked_fee_minor=0), LineProblem.OTHER_FEE),
            (replace(PAYMENT, kind=LineKind.REFUND, gross_minor=-200, booked_fee_minor=0), None),
        ],
    )
    def test_is_held_against_the_books(self, line: LineFacts, problem: LineProblem | None) -> None:
        assert problem_of(line) is problem


class TestMoneyThatNothingExplains:
    def test_moves_to_what_an_officer_calls_it(self) -> None:
        first = unexplained(-700, Account.UNEXPLAINED)
        then = explained(-700, Account.UNEXPLAINED, Account.PROCESSING_FEES)
        sums: dict[Account, int] = {}
        for line in (*first, *then):
            sums[line.account] = sums.get(line.account, 0) + line.amount_minor
        assert sums == {STRIPE: -700, Account.UNEXPLAINED: 0, Account.PROCESSING_FEES: 700}
