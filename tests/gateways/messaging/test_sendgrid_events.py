"""What SendGrid tells of messages, as it is read."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from sandbox.sendgrid import events
from sandbox.sendgrid.events import SignedEvents
from sigma_finance.config import TestConfig
from sigma_finance.domain.payments.delivery import Delivery
from sigma_finance.gateways.messaging import sendgrid_events
from sigma_finance.gateways.messaging.sendgrid_events import (
    BadMailEventList,
    BadMailSignature,
    NotListening,
    SendGridEvent,
)

EVENT = {"event": "delivered", "sg_event_id": "e-1", "message_ref": "M-1", "timestamp": 1_793_620_800}


@pytest.fixture(autouse=True)
def key(settings: dict[str, Any]) -> None:
    settings["SENDGRID_WEBHOOK_PUBLIC_KEY"] = TestConfig({}).SENDGRID_WEBHOOK_PUBLIC_KEY


def read(delivery: SignedEvents) -> list[SendGridEvent]:
    return sendgrid_events.read(
        payload=delivery.payload,
        signature=delivery.headers.get("X-Twilio-Email-Event-Webhook-Signature"),
        timestamp=delivery.headers.get("X-Twilio-Email-Event-Webhook-Timestamp"),
    )


def told(**changes: Any) -> list[SendGridEvent]:
    return read(events.signed([{**EVENT, **changes}]))


class TestAnEvent:
    def test_names_its_message_and_when(self) -> None:
        at = datetime.fromtimestamp(1_793_620_800, UTC)
        assert told() == [SendGridEvent("e-1", "M-1", Delivery.DELIVERED, "", at)]

    @pytest.mark.parametrize(
        ("kind", "more", "delivery"),
        [
            ("deferred", {}, Delivery.DELAYED),
            ("bounce", {"type": "bounce"}, Delivery.BOUNCED),
            ("bounce", {"type": "blocked"}, Delivery.DELAYED),
            ("bounce", {}, Delivery.BOUNCED),
            ("dropped", {}, Delivery.DROPPED),
        ],
    )
    def test_says_what_became_of_the_message(
        self, kind: str, more: dict[str, str], delivery: Delivery
    ) -> None:
        assert [one.delivery for one in told(event=kind, **more)] == [delivery]

    @pytest.mark.parametrize(
        "change",
        [
            {"event": "open"},
            {"event": None},
            {"sg_event_id": ""},
            {"sg_event_id": "x" * 101},
            {"sg_event_id": 5},
            {"message_ref": None},
            {"message_ref": "M" * 33},
        ],
    )
    def test_that_is_not_of_ours_is_left_out(self, change: dict[str, Any]) -> None:
        assert told(**change) == []

    @pytest.mark.parametrize("timestamp", [None, "soon", 0, -1, 10**18, 1.5])
    def test_without_a_moment_is_of_now(self, timestamp: Any) -> None:
        (one,) = told(timestamp=timestamp)
        assert abs(one.at - datetime.now(UTC)) < timedelta(minutes=1)

    def test_gives_a_reason_that_can_be_kept(self) -> None:
        (one,) = told(event="bounce", reason="550\0 " + "x" * 400)
        assert "\0" not in one.reason
        assert len(one.reason) <= 300

    def test_stands_beside_others_of_one_delivery(self) -> None:
        found = read(events.signed([EVENT, "odd", None, 5, {**EVENT, "sg_event_id": "e-2"}]))
        assert [one.event_id for one in found] == ["e-1", "e-2"]


class TestADelivery:
    def test_is_not_taken_without_a_key(self, settings: dict[str, Any]) -> None:
        settings["SENDGRID_WEBHOOK_PUBLIC_KEY"] = ""
        with pytest.raises(NotListening):
            told()

    @pytest.mark.parametrize("header", [None, "", "x", "é", "MEUCIQ=="])
    def test_is_refused_with_another_signature(self, header: str | None) -> None:
        good = events.signed([EVENT])
        for name in [name for name in good.headers if name.startswith("X-")]:
            headers = {**good.headers, name: header}
            changed = {key: value for key, value in headers.items() if value is not None}
            with pytest.raises(BadMailSignature):
                read(SignedEvents(good.payload, changed))

    def test_is_refused_with_another_body_or_key(self, settings: dict[str, Any]) -> None:
        good = events.signed([EVENT])
        for payload in (good.payload + b" ", b"", b"\xff\xfe"):
            with pytest.raises(BadMailSignature):
                read(SignedEvents(payload, good.headers))
        settings["SENDGRID_WEBHOOK_PUBLIC_KEY"] = "MFkwEwYHKoZIzj0CAQYI"
        with pytest.raises(BadMailSignature):
            read(good)

    @pytest.mark.parametrize("body", [{"event": "delivered"}, "delivered", 5, None])
    def test_is_refused_where_it_is_no_list(self, body: Any) -> None:
        with pytest.raises(BadMailEventList):
            read(events.signed(body))
