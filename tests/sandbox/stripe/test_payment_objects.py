"""The sandbox's JSON held against the classes that the stripe library declares for it."""

from __future__ import annotations

from typing import Any

import pytest
import stripe

from sandbox import Sandbox
from tests.sandbox.standing import Stand, new_session
from tests.sandbox.stripe.fitting import misfits

CLASSES: dict[str, type] = {
    "checkout.session": stripe.checkout.Session,
    "payment_intent": stripe.PaymentIntent,
    "payment_method": stripe.PaymentMethod,
    "charge": stripe.Charge,
    "balance_transaction": stripe.BalanceTransaction,
    "refund": stripe.Refund,
    "dispute": stripe.Dispute,
    "customer": stripe.Customer,
    "event": stripe.Event,
}


def play(stand: Stand) -> Sandbox:
    """Let everything happen once that the sandbox can do."""
    sandbox = stand.sandbox
    stand.client.v1.customers.create(params={"email": "mo@example.org"})
    paid = new_session(stand).id
    sandbox.decline(paid)
    sandbox.pay(paid)
    sandbox.refund(paid, amount=500)
    asked = new_session(stand).id
    sandbox.pay(asked, card="4000002500003155")
    sandbox.authenticate(asked)
    sandbox.win(sandbox.dispute(asked)["id"])
    debit = new_session(stand).id
    sandbox.pay_by_bank(debit)
    sandbox.settle(debit)
    sandbox.refund(debit)
    failed = new_session(stand).id
    sandbox.pay_by_bank(failed)
    sandbox.fail(failed)
    sandbox.expire(new_session(stand).id)
    sandbox.hasten()
    return sandbox


class TestObjects:
    @pytest.fixture
    def played(self, stand: Stand) -> Sandbox:
        return play(stand)

    def test_have_the_fields_and_values_that_the_library_declares(self, played: Sandbox) -> None:
        for kind, declared in CLASSES.items():
            everything = played.every(kind)
            assert everything, kind
            for body in everything:
                assert misfits(body, declared, kind) == []

    def test_stay_so_when_they_are_expanded(self, stand: Stand, played: Sandbox) -> None:
        paths = [
            "line_items",
            "payment_intent.latest_charge.balance_transaction",
            "payment_intent.payment_method",
        ]
        for session in played.sessions():
            params: Any = {"expand": paths}
            full = stand.client.v1.checkout.sessions.retrieve(session["id"], params=params).to_dict()
            assert misfits(full, stripe.checkout.Session, "session") == []

    def test_of_the_account_have_theirs_too(self, stand: Stand) -> None:
        stand.sandbox.settings.webhook_url = "http://127.0.0.1:9/webhook"
        account = stand.client.v1.accounts.retrieve_current().to_dict()
        assert misfits(account, stripe.Account, "account") == []
        balance = stand.client.v1.balance.retrieve().to_dict()
        assert misfits(balance, stripe.Balance, "balance") == []
        hook, of_connected = stand.client.v1.webhook_endpoints.list().data
        assert (hook.application, of_connected.application) == (None, "ca_sandbox")
        assert misfits(hook.to_dict(), stripe.WebhookEndpoint, "endpoint") == []
