"""What is taken from a kept payment method while its owner is away."""

from __future__ import annotations

from typing import Any

import pytest
import stripe

from tests.sandbox.saving import PAGES, customer, kept
from tests.sandbox.standing import Stand


def charge(stand: Stand, known: str, method: str, **changes: Any) -> stripe.PaymentIntent:
    params: Any = {
        "amount": 5000,
        "currency": "usd",
        "customer": known,
        "payment_method": method,
        "off_session": True,
        "confirm": True,
        **changes,
    }
    return stand.client.v1.payment_intents.create(params, {"idempotency_key": changes.pop("key", "a key")})


class TestACharge:
    def test_succeeds_without_its_owner(self, stand: Stand) -> None:
        assert charge(stand, *kept(stand)).status == "succeeded"

    def test_is_made_once_under_one_key(self, stand: Stand) -> None:
        whose = kept(stand)
        assert charge(stand, *whose).id == charge(stand, *whose).id
        assert len(stand.sandbox.every("payment_intent")) == 1

    @pytest.mark.parametrize(
        ("card", "code"),
        [("4000000000000341", "card_declined"), ("4000002760003184", "authentication_required")],
    )
    def test_that_is_declined_stays_with_its_reason(self, stand: Stand, card: str, code: str) -> None:
        whose = kept(stand, card)
        for _ in range(2):  # the second is the stored answer
            with pytest.raises(stripe.CardError) as caught:
                charge(stand, *whose)
            assert caught.value.http_status == 402
            assert caught.value.code == code
        [intent] = stand.sandbox.every("payment_intent")
        assert caught.value.error is not None
        assert caught.value.error.payment_intent is not None
        assert caught.value.error.payment_intent.id == intent["id"]
        assert intent["status"] == "requires_payment_method"

    def test_of_another_customers_method_is_refused(self, stand: Stand) -> None:
        _, method = kept(stand)
        with pytest.raises(stripe.InvalidRequestError, match="does not have a payment method"):
            charge(stand, customer(stand), method)

    def test_of_a_method_let_go_is_refused(self, stand: Stand) -> None:
        known, method = kept(stand)
        stand.sandbox.let_go(method)
        with pytest.raises(stripe.InvalidRequestError, match="must be attached"):
            charge(stand, known, method)

    @pytest.mark.parametrize(
        ("changes", "param"),
        [({"confirm": False}, "off_session"), ({"amount": 10}, None), ({"currency": "zzz"}, "currency")],
    )
    def test_refuses_what_stripe_would(
        self, stand: Stand, changes: dict[str, Any], param: str | None
    ) -> None:
        whose = kept(stand)
        with pytest.raises(stripe.InvalidRequestError) as caught:
            charge(stand, *whose, **changes)
        assert param is None or caught.value.param == param


def kept_account(stand: Stand, account: str) -> tuple[str, str]:
    """A customer, and the bank account that they saved."""
    known = customer(stand)
    params: Any = {"mode": "setup", "currency": "usd", "customer": known, **PAGES}
    stand.sandbox.save_bank(stand.client.v1.checkout.sessions.create(params).id, account=account)
    (method,) = stand.sandbox.every("payment_method")
    return known, method["id"]


class TestADebit:
    @pytest.mark.parametrize(
        ("account", "status", "code"),
        [
            ("000123456789", "succeeded", None),
            ("000111111113", "requires_payment_method", "account_closed"),
        ],
    )
    def test_is_under_way_until_the_bank_decides(
        self, stand: Stand, account: str, status: str, code: str | None
    ) -> None:
        stand.sandbox.settings.debit_delay = 3600
        made = charge(stand, *kept_account(stand, account))
        assert made.status == "processing"
        stand.sandbox.hasten()
        ended = stand.client.v1.payment_intents.retrieve(made.id)
        assert ended.status == status
        assert (ended.last_payment_error.code if ended.last_payment_error else None) == code

    def test_that_failed_moved_no_money(self, stand: Stand) -> None:
        made = charge(stand, *kept_account(stand, "000123456789"))
        stand.sandbox.fail_debit(made.id)
        stand.sandbox.hasten()
        assert stand.sandbox.balance() == 0
