"""Webhooks delivered over HTTP: when, how often, in which order."""

from __future__ import annotations

import threading

import pytest
import stripe

from sandbox.stripe.errors import StripeRefusal
from tests.sandbox.engine.paying import OF_A_PAYMENT, pay
from tests.sandbox.standing import Stand, WebhookReceiver, new_session


class TestDelivery:
    def test_posts_each_event_once_with_a_good_signature(
        self, posting: Stand, endpoint: WebhookReceiver
    ) -> None:
        session = pay(posting)
        assert posting.sandbox.wait_until_delivered()
        assert sorted(endpoint.types) == sorted(OF_A_PAYMENT)
        event = next(each for each in endpoint.taken if each.type == "checkout.session.completed")
        assert event.data.object["id"] == session
        assert event.data.object["payment_status"] == "paid"
        assert (event.api_version, event.livemode, event.pending_webhooks) == (stripe.api_version, False, 1)
        assert posting.sandbox.get("event", event.id)["pending_webhooks"] == 0

    def test_tries_again_until_it_is_taken(self, posting: Stand, endpoint: WebhookReceiver) -> None:
        endpoint.answers = [500, 302, 503, 500]
        pay(posting)
        assert posting.sandbox.wait_until_delivered()
        assert sorted(endpoint.types) == sorted(OF_A_PAYMENT)
        events = posting.sandbox.events()
        statuses = [each["status"] for event in events for each in posting.sandbox.attempts(event["id"])]
        assert sorted(statuses) == [200, 200, 200, 200, 302, 500, 500, 503]

    def test_gives_up_in_the_end(self, posting: Stand, endpoint: WebhookReceiver) -> None:
        endpoint.answers = [500] * 12
        pay(posting)
        assert posting.sandbox.wait_until_delivered()
        assert endpoint.types == []
        event = posting.sandbox.events()[0]
        assert len(posting.sandbox.attempts(event["id"])) == 3

    def test_writes_down_that_nobody_was_there(self, stand: Stand) -> None:
        stand.sandbox.settings.webhook_url = "http://127.0.0.1:9/webhook"
        attempt = stand.sandbox.send(stand.sandbox.events()[0] if pay(stand) else {})
        assert (attempt.status, attempt.answer) == (None, "ConnectionRefusedError")

    def test_starts_only_after_the_commit(self, posting: Stand, endpoint: WebhookReceiver) -> None:
        session = new_session(posting)
        with posting.sandbox.bench.changing() as work:
            work.emit("checkout.session.completed", work.get("checkout.session", session.id))
            threading.Event().wait(0.2)
            assert endpoint.types == []
        assert posting.sandbox.wait_until_delivered()
        assert endpoint.types == ["checkout.session.completed"]

    def test_forgets_what_was_rolled_back(self, posting: Stand, endpoint: WebhookReceiver) -> None:
        session = pay(posting)
        assert posting.sandbox.wait_until_delivered()
        with pytest.raises(StripeRefusal):
            posting.sandbox.expire(session)
        assert sorted(endpoint.types) == sorted(OF_A_PAYMENT)
