"""The stand-in for Stripe's API, asked by the real stripe library."""

from __future__ import annotations

from typing import Any

import pytest
import requests
import stripe

from tests.sandbox.standing import Stand, new_session, order, refused


class TestCustomers:
    def test_are_made_found_and_deleted(self, stand: Stand) -> None:
        customers = stand.client.v1.customers
        made = customers.create(params={"email": "mo@example.org", "name": "Mo", "metadata": {"member": "7"}})
        assert customers.retrieve(made.id).email == "mo@example.org"
        assert customers.delete(made.id).deleted is True
        gone = customers.retrieve(made.id)
        assert gone.deleted is True
        assert "email" not in gone

    def test_that_are_deleted_cannot_pay(self, stand: Stand) -> None:
        made = stand.client.v1.customers.create(params={"email": "mo@example.org"})
        stand.client.v1.customers.delete(made.id)
        params = order(customer=made.id)
        del params["customer_email"]
        with pytest.raises(stripe.InvalidRequestError, match="No such customer") as caught:
            stand.client.v1.checkout.sessions.create(params=params)
        assert caught.value.http_status == 400


class TestTheRest:
    def test_of_the_account_answers_the_check_of_a_setup(self, stand: Stand) -> None:
        account = stand.client.v1.accounts.retrieve_current()
        assert account.charges_enabled
        assert account.settings is not None
        assert account.settings.card_payments.statement_descriptor_prefix == "SIGMA DUES"
        assert stand.client.v1.webhook_endpoints.list().data == []

    def test_lists_intents_charges_and_events(self, stand: Stand) -> None:
        session = new_session(stand)
        stand.sandbox.pay(session.id)
        (intent,) = stand.client.v1.payment_intents.list().data
        assert stand.client.v1.payment_intents.retrieve(intent.id).status == "succeeded"
        (charge,) = stand.client.v1.charges.list(params={"payment_intent": intent.id}).data
        assert stand.client.v1.charges.retrieve(charge.id).paid
        (event,) = stand.client.v1.events.list(params={"type": "checkout.session.completed"}).data
        assert stand.client.v1.events.retrieve(event.id).type == "checkout.session.completed"
        params: Any = {"types": ["charge.succeeded", "payment_intent.succeeded"]}
        assert len(stand.client.v1.events.list(params=params).data) == 2

    def test_is_unrecognized(self, stand: Stand) -> None:
        headers = {"Authorization": "Bearer sk_test_x"}
        answer = requests.post(f"{stand.url}/stripe/v1/tokens", headers=headers, timeout=5)
        assert answer.status_code == 404
        assert "Unrecognized request URL (POST: /v1/tokens)" in answer.json()["error"]["message"]

    def test_is_written_down_with_its_key(self, stand: Stand) -> None:
        stand.client.v1.checkout.sessions.create(params=order(), options={"idempotency_key": "ours-1"})
        refused(stand, mode="gift")
        first, second = stand.sandbox.requests()
        assert (first.method, first.path) == ("POST", "/stripe/v1/checkout/sessions")
        assert (first.idempotency_key, first.status, first.error) == ("ours-1", 200, None)
        assert second.status == 400
        assert "Invalid mode" in str(second.error)
