"""Events and their deliveries, in the hands of tests and demos."""

from __future__ import annotations

import threading
import time

from tests.sandbox.engine.paying import OF_A_PAYMENT, pay
from tests.sandbox.standing import Stand, WebhookReceiver


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

    def test_waits_no_longer_than_it_is_told(self, posting: Stand) -> None:
        posting.sandbox.pause()
        pay(posting)
        began = time.perf_counter()
        assert not posting.sandbox.wait_until_delivered(timeout=0.1)
        assert time.perf_counter() - began < 1


class TestTheEvents:
    def test_are_listed_oldest_first_and_by_type(self, stand: Stand) -> None:
        first, second = pay(stand), pay(stand)
        completed = stand.sandbox.events("checkout.session.completed")
        assert [event["data"]["object"]["id"] for event in completed] == [first, second]
        assert stand.sandbox.event("checkout.session.completed") == completed[-1]
        assert len(stand.sandbox.events()) == 8
