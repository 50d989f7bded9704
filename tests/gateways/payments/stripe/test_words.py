"""Why a payment failed, in the payer's words."""

from __future__ import annotations

import pytest

from sandbox.stripe.cards import ACCOUNTS, CARDS
from sigma_finance.gateways.payments.stripe import words
from sigma_finance.gateways.payments.types import EXTRA_CHECK_FAILED


class TestAReason:
    @pytest.mark.parametrize(
        ("codes", "said"),
        [
            (["insufficient_funds"], "There was not enough money in the account."),
            (["generic_decline", "incorrect_cvc"], "The security code was not right."),
            ([None, "expired_card", "incorrect_cvc"], "The card has expired, or its date was not right."),
            (["authentication_required"], EXTRA_CHECK_FAILED),
            ([], words.DECLINED),
            ([None, "", "a_code_of_tomorrow"], words.DECLINED),
        ],
    )
    def test_is_the_first_that_says_something(self, codes: list[str | None], said: str) -> None:
        assert words.explain(codes) == said

    @pytest.mark.parametrize(
        "code",
        ["lost_card", "stolen_card", "fraudulent", "pickup_card", "restricted_card", "merchant_blacklist"],
    )
    def test_tells_no_thief_that_a_card_is_reported(self, code: str) -> None:
        assert words.explain([code]) == words.DECLINED

    @pytest.mark.parametrize("code", sorted({each.failure_code for each in ACCOUNTS if each.failure_code}))
    def test_is_known_for_every_account_that_fails(self, code: str) -> None:
        assert words.explain([code]) != words.DECLINED

    @pytest.mark.parametrize(
        "card", [each for each in CARDS if each.ending == "declines"], ids=lambda c: c.label
    )
    def test_quotes_no_bank(self, card: object) -> None:
        said = words.explain([getattr(card, "decline_code", None), getattr(card, "code", None)])
        assert said.endswith(".")
        assert "_" not in said


class TestWhyARefundCameBack:
    def test_is_said_where_it_did(self) -> None:
        assert words.explain_refund("expired_or_canceled_card") == "The card has expired or was cancelled."
        assert words.explain_refund("a_code_of_tomorrow") == "The payer's bank did not take it."
        assert words.explain_refund(None) is None


class TestWhatAnAccountLacks:
    def test_is_said_once_in_words(self) -> None:
        asked = ["representative.dob.day", "representative.email", "external_account"]
        assert words.explain_wants(asked) == (
            "Who represents the chapter",
            "The bank account that payouts go to",
        )

    def test_is_spelt_out_where_nobody_has_words_for_it(self) -> None:
        assert words.explain_wants(["trading_hours.monday"]) == ("Trading hours: monday",)
