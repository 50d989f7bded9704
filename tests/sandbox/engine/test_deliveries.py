"""Webhooks delivered over HTTP: when, how often, in which order."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
import stripe

from sandbox import create_sandbox, sandbox_of
from sandbox.stripe.errors import StripeRefusal
from tests.sandbox.standing import Stand, WebhookReceiver, new_session, options, standing

OF_A_PAYMENT = {
    "payment_intent.created",
    "charge.succeeded",
    "payment_intent.succeeded",
    "checkout.session.completed",
}


def pay(stand: Stand) -> str:
    """The id of a session that is paid now."""
    session = new_session(stand)
    stand.sandbox.pay(session.id)
    return session.id


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

    def test_goes_on_after_a_restart(self, tmp_path: Path, endpoint: WebhookReceiver) -> None:
        path = tmp_path / "sandbox.sqlite"
        with standing(path, webhook_url=endpoint.url) as stand:
            stand.sandbox.pause()
            pay(stand)
        with standing(path, webhook_url=endpoint.url) as stand:
            stand.sandbox.resume()
            stand.sandbox.start()
            assert stand.sandbox.wait_until_delivered()
        assert sorted(endpoint.types) == sorted(OF_A_PAYMENT)

    def test_is_shared_by_two_processes_without_doubling(
        self, tmp_path: Path, endpoint: WebhookReceiver
    ) -> None:
        path = tmp_path / "sandbox.sqlite"
        with standing(path, webhook_url=endpoint.url) as stand:
            other = sandbox_of(create_sandbox(state_path=path, **options(webhook_url=endpoint.url)))
            other.start()
            for _ in range(5):
                pay(stand)
            assert stand.sandbox.wait_until_delivered()
            other.stop()
        assert len(endpoint.taken) == len({event.id for event in endpoint.taken}) == 20


class TestPlayingWithDeliveries:
    def test_holds_them_back_and_lets_them_go(self, posting: Stand, endpoint: WebhookReceiver) -> None:
        posting.sandbox.pause()
        pay(posting)
        threading.Event().wait(0.1)
        assert endpoint.types == []
        assert len(posting.sandbox.waiting()) == 4
        posting.sandbox.resume()
        assert posting.sandbox.wait_until_delivered()
        assert len(endpoint.types) == 4

    def test_loses_them_and_still_lists_the_events(self, posting: Stand, endpoint: WebhookReceiver) -> None:
        posting.sandbox.pause()
        pay(posting)
        assert posting.sandbox.lose_deliveries() == 4
        posting.sandbox.resume()
        assert endpoint.types == []
        assert len(posting.client.v1.events.list().data) == 4

    def test_doubles_them_in_any_order(self, posting: Stand, endpoint: WebhookReceiver) -> None:
        posting.sandbox.pause()
        pay(posting)
        events = posting.sandbox.take_events()
        for event in [*reversed(events), events[0]]:
            assert posting.sandbox.send(event).delivered
        assert endpoint.types[0] == "checkout.session.completed"
        assert endpoint.types[-1] == endpoint.types[-2] == "payment_intent.created"

    def test_takes_each_event_once(self, stand: Stand) -> None:
        pay(stand)
        assert {event["type"] for event in stand.sandbox.take_events()} == OF_A_PAYMENT
        assert stand.sandbox.take_events() == []
        stand.sandbox.hasten()
        assert [event["type"] for event in stand.sandbox.take_events()] == ["charge.updated"]

    def test_attempts_what_waits_in_this_thread(self, posting: Stand, endpoint: WebhookReceiver) -> None:
        posting.sandbox.pause()
        pay(posting)
        endpoint.answers = [500]
        assert [attempt.status for attempt in posting.sandbox.deliver_waiting()] == [500, 200, 200, 200]
        assert len(posting.sandbox.waiting()) == 1
