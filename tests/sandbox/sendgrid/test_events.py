"""What the stand-in for SendGrid tells of messages, verified by the real sendgrid library."""

from __future__ import annotations

import json
import socket

import pytest
from flask import Flask, Response, request
from sendgrid.helpers.eventwebhook import EventWebhook, EventWebhookHeader

from sandbox.sendgrid import events
from sandbox.sendgrid.outbox import Message
from sigma_finance.config import TestConfig
from tests.sandbox.sendgrid.posting import MESSAGE, post
from tests.sandbox.standing import Stand, serve


@pytest.fixture
def message(stand: Stand) -> Message:
    post(stand, {**MESSAGE, "custom_args": {"message_ref": "M-1"}})
    (kept,) = stand.sandbox.messages()
    return kept


def verified(delivery: events.SignedEvents, payload: bytes) -> bool:
    """Whether the library finds a body signed, with the key that the product takes for the sandbox's."""
    good: bool = EventWebhook(TestConfig({}).SENDGRID_WEBHOOK_PUBLIC_KEY).verify_signature(
        payload.decode(),
        delivery.headers[EventWebhookHeader.SIGNATURE],
        delivery.headers[EventWebhookHeader.TIMESTAMP],
    )
    return good


class TestAnEvent:
    @pytest.mark.parametrize("act", sorted(events.ACTS))
    def test_names_its_message_and_carries_our_arguments(self, message: Message, act: str) -> None:
        told = events.event(message, act)
        assert (told["event"], told["email"], told["message_ref"]) == (act, "mo@example.org", "M-1")
        assert told["sg_message_id"].startswith(f"{message.id}.")
        assert told.items() >= events.ACTS[act].items()

    def test_has_an_id_of_its_own_and_may_be_changed(self, message: Message) -> None:
        first, second = events.event(message, "delivered"), events.event(message, "delivered", timestamp=5)
        assert first["sg_event_id"] != second["sg_event_id"]
        assert second["timestamp"] == 5


class TestADelivery:
    def test_is_signed_as_the_library_expects(self) -> None:
        delivery = events.signed([{"event": "delivered"}])
        assert json.loads(delivery.payload) == [{"event": "delivered"}]
        assert verified(delivery, delivery.payload)
        assert not verified(delivery, delivery.payload.replace(b"delivered", b"bounce"))

    def test_tells_the_application_and_answers_its_status(self) -> None:
        taken: list[tuple[object, str | None]] = []
        app = Flask("application")

        @app.post("/mail-events")
        def take() -> Response:
            taken.append((request.get_json(), request.headers.get("X-Twilio-Email-Event-Webhook-Signature")))
            return Response(status=204 if len(taken) == 1 else 503)

        delivery = events.signed([{"event": "delivered"}])
        with serve(app) as url:
            assert [events.post(f"{url}/mail-events", delivery) for _ in range(2)] == [204, 503]
        signature = delivery.headers["X-Twilio-Email-Event-Webhook-Signature"]
        assert taken == [([{"event": "delivered"}], signature)] * 2

    def test_is_answered_by_nobody_where_nobody_listens(self) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            url = f"http://127.0.0.1:{free.getsockname()[1]}/"
        assert events.post(url, events.signed([])) == 0
