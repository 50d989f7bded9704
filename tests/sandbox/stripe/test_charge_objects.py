"""Charges and balance transactions in Stripe's JSON."""

from __future__ import annotations

import pytest
import stripe

from sandbox.engine.work import Json
from sandbox.stripe import charge_objects
from sandbox.stripe import payment_objects as build
from tests.sandbox.stripe.fitting import misfits
from tests.sandbox.stripe.giving import PAYER

SESSION = {"amount_total": 20_000, "currency": "usd", "customer": None, "payment_method_types": ["card"]}
CARD = build.card_details(brand="visa", number="4242424242424242", exp_month=12, exp_year=2034)
BANK = build.bank_details("000123456789")


def charge(kind: str, details: Json, *, authenticated: bool = False) -> Json:
    intent = build.payment_intent({"metadata": {"ref": "1"}}, session=SESSION, now=5)
    method = build.payment_method(kind, details, payer=PAYER, now=5)
    return charge_objects.charge(intent, method, descriptor="DUES* SDS", authenticated=authenticated, now=5)


class TestACharge:
    @pytest.mark.parametrize(
        ("kind", "details", "prefix"), [("card", CARD, "ch_3"), ("us_bank_account", BANK, "py_3")]
    )
    def test_is_what_the_library_declares(self, kind: str, details: Json, prefix: str) -> None:
        body = charge(kind, details)
        assert misfits(body, stripe.Charge, "charge") == []
        assert body["id"].startswith(prefix)

    def test_begins_with_nothing_taken(self) -> None:
        body = charge("card", CARD)
        assert (body["amount"], body["amount_captured"], body["paid"]) == (20_000, 0, False)
        assert (body["status"], body["metadata"]) == ("pending", {"ref": "1"})
        assert body["billing_details"]["email"] == "pat@example.org"

    def test_shows_no_more_of_a_method_than_its_last_digits(self) -> None:
        for kind, details, number in (("card", CARD, "4242" * 4), ("us_bank_account", BANK, "000123456789")):
            body = charge(kind, details)
            assert body["payment_method_details"][kind]["last4"] == number[-4:]
            assert number not in str(body)


class TestAnOutcome:
    def test_of_a_decline_is_the_banks_word(self) -> None:
        outcome = charge_objects.declined("lost_card", "do_not_try_again")
        assert (outcome["reason"], outcome["type"]) == ("lost_card", "issuer_declined")
        assert outcome["network_advice_code"] == "03"
        assert charge_objects.declined("lost_card", None)["network_advice_code"] is None
        assert charge_objects.APPROVED["type"] == "authorized"


class TestABalanceTransaction:
    @pytest.mark.parametrize(
        ("amount", "fee", "net"), [(20_000, 610, 19_390), (-20_000, 1_500, -21_500), (500, 0, 500)]
    )
    def test_is_gross_fee_and_net(self, amount: int, fee: int, net: int) -> None:
        body = charge_objects.balance_transaction(
            kind="charge",
            category="charge",
            amount=amount,
            fee=fee,
            fee_name="Stripe processing fees",
            source={"id": "ch_1", "currency": "usd"},
            now=5,
            words="Dues",
        )
        assert misfits(body, stripe.BalanceTransaction, "transaction") == []
        assert (body["amount"], body["net"], body["source"]) == (amount, net, "ch_1")
        assert [each["amount"] for each in body["fee_details"]] == ([fee] if fee else [])
        assert body["available_on"] == 5 + 2 * 24 * 3600
