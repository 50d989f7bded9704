"""What the stand-in for SendGrid tells of messages: signed events, posted to the application as SendGrid does."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from typing import Any

from sandbox.sendgrid.outbox import Message

#: What can be told of a message, and the facts that SendGrid adds.
ACTS: dict[str, dict[str, Any]] = {
    "delivered": {"response": "250 OK"},
    "deferred": {"response": "451 try again later", "attempt": "1"},
    "bounce": {"type": "bounce", "status": "5.1.1", "reason": "550 5.1.1 No such user here"},
    "dropped": {"reason": "Bounced Address"},
}


@dataclass(frozen=True)
class SignedEvents:
    """A delivery: its body and its headers."""

    payload: bytes
    headers: dict[str, str]


def event(message: Message, act: str, **changes: Any) -> dict[str, Any]:
    """An event about a message, as SendGrid writes it: our own arguments stand among its facts."""
    return {
        "email": message.to[0],
        "timestamp": int(max(time.time(), message.at)),
        "event": act,
        "sg_event_id": secrets.token_urlsafe(16),
        "sg_message_id": f"{message.id}.filter0001",
        **ACTS.get(act, {}),
        **message.custom_args,
        **changes,
    }


def signed(events: Any) -> SignedEvents:
    """Events as they would be delivered."""
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import ec

    payload, timestamp = json.dumps(events).encode(), str(int(time.time()))
    signature = _key().sign(timestamp.encode() + payload, ec.ECDSA(hashes.SHA256()))
    return SignedEvents(
        payload,
        {
            "Content-Type": "application/json",
            "X-Twilio-Email-Event-Webhook-Signature": base64.b64encode(signature).decode(),
            "X-Twilio-Email-Event-Webhook-Timestamp": timestamp,
        },
    )


def post(url: str, delivery: SignedEvents) -> int:
    """Deliver events; answers the status, 0 where nobody answered."""
    request = urllib.request.Request(url, delivery.payload, delivery.headers, method="POST")  # noqa: S310
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310  (the application's own address)
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code
    except OSError:
        return 0


def _key() -> Any:
    from cryptography.hazmat.primitives.asymmetric import ec

    seed = hashlib.sha256(b"the sandbox signs its mail events with this").digest()
    return ec.derive_private_key(int.from_bytes(seed, "big"), ec.SECP256R1())
