"""What SendGrid tells of messages, in its signed event webhook.

https://www.twilio.com/docs/sendgrid/for-developers/tracking-events/event
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sigma_finance.domain.dates import now
from sigma_finance.domain.errors import Invalid, NotFound
from sigma_finance.domain.payments.delivery import Delivery
from sigma_finance.extensions import setting

_KINDS = {
    "deferred": Delivery.DELAYED,
    "delivered": Delivery.DELIVERED,
    "bounce": Delivery.BOUNCED,
    "dropped": Delivery.DROPPED,
}


class NotListening(NotFound):
    """No key is set, so nothing that comes here can be known to be SendGrid's."""


class BadMailSignature(Invalid):
    """The delivery is not signed with the key that is set."""


class BadMailEventList(Invalid):
    """The body is no list of events."""


@dataclass(frozen=True)
class SendGridEvent:
    """One event: its own id, our reference of the message, and what became of that."""

    event_id: str
    message_ref: str
    delivery: Delivery
    reason: str
    at: datetime


def read(*, payload: bytes, signature: str | None, timestamp: str | None) -> list[SendGridEvent]:
    """The events of a delivery that concern messages of ours; raises NotListening, BadSignature and BadPayload."""
    key = setting("SENDGRID_WEBHOOK_PUBLIC_KEY")
    if not key:
        raise NotListening("No SENDGRID_WEBHOOK_PUBLIC_KEY is set, so events of messages are not taken.")
    if not _is_genuine(payload, signature or "", timestamp or "", key):
        raise BadMailSignature("The signature is not right.")
    try:
        events: Any = json.loads(payload)
    except (ValueError, RecursionError):
        raise BadMailEventList("The body is no JSON.") from None
    if not isinstance(events, list):
        raise BadMailEventList("The body is no list of events.")
    return [told for event in events if (told := _told(event)) is not None]


def _is_genuine(payload: bytes, signature: str, timestamp: str, key: str) -> bool:
    from sendgrid import EventWebhook

    try:
        return bool(EventWebhook(key).verify_signature(payload.decode("utf-8"), signature, timestamp))
    except Exception:  # noqa: BLE001  (odd signatures and bodies raise many kinds, and each is the same refusal)
        return False


def _told(event: Any) -> SendGridEvent | None:
    """An event that we keep; those of others, and of opening and clicking, are nothing to us."""
    if not isinstance(event, dict):
        return None
    delivery = _KINDS.get(str(event.get("event")))
    event_id, reference, at = event.get("sg_event_id"), event.get("message_ref"), event.get("timestamp")
    if delivery is None or not isinstance(event_id, str) or not isinstance(reference, str):
        return None
    if not 1 <= len(event_id) <= 100 or len(reference) > 32:
        return None
    if delivery is Delivery.BOUNCED and event.get("type") == "blocked":
        delivery = Delivery.DELAYED  # the other side would not have it now; the address is good
    moment = datetime.fromtimestamp(at, UTC) if isinstance(at, int) and 0 < at < 2**33 else now()
    return SendGridEvent(
        event_id, reference, delivery, str(event.get("reason") or "")[:300].replace("\0", ""), moment
    )
