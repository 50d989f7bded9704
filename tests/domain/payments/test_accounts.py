"""The rules about a chapter's own account at Stripe."""

from __future__ import annotations

import pytest

from sigma_finance.domain.payments import accounts
from sigma_finance.domain.payments.accounts import AccountState


class TestHowAnAccountStands:
    @pytest.mark.parametrize(
        ("submitted", "charges", "stands"),
        [
            (False, False, AccountState.SETTING_UP),
            (True, False, AccountState.RESTRICTED),
            (True, True, AccountState.READY),
            (False, True, AccountState.READY),
        ],
    )
    def test_is_what_stripe_lets_it_do(self, submitted: bool, charges: bool, stands: AccountState) -> None:
        assert accounts.standing(submitted=submitted, charges=charges) is stands

    def test_says_whether_it_can_be_asked(self) -> None:
        reachable = {state for state in AccountState if state.can_be_reached}
        assert reachable == {AccountState.SETTING_UP, AccountState.READY, AccountState.RESTRICTED}


class TestTheDeploymentsAccount:
    @pytest.mark.parametrize(
        ("listed", "serves"), [([], True), (["sds"], True), (["tbr", "sds"], True), (["tbr"], False)]
    )
    def test_serves_all_or_those_that_are_listed(self, listed: list[str], serves: bool) -> None:
        assert accounts.serves("sds", listed) is serves


class TestUsingAnAccount:
    def test_is_possible_once_it_takes_payments(self) -> None:
        assert accounts.why_not_use(AccountState.READY, elsewhere=False) == ""

    @pytest.mark.parametrize(
        ("state", "elsewhere", "word"),
        [
            (AccountState.READY, True, "another chapter"),
            (AccountState.GONE, False, "anew"),
            (AccountState.ASKED, False, "Finish"),
            (AccountState.SETTING_UP, False, "Finish"),
            (AccountState.RESTRICTED, False, "Finish"),
        ],
    )
    def test_is_refused_in_a_sentence(self, state: AccountState, elsewhere: bool, word: str) -> None:
        assert word in accounts.why_not_use(state, elsewhere=elsewhere)
