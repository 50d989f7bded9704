"""Signed webhooks: an event as it goes over the wire, posted once, and the attempt written down.

Follows https://docs.stripe.com/webhooks.
"""

from __future__ import annotations

import hashlib
import hmac
import http.client
import json
import time
from dataclasses import dataclass
from urllib.parse import urlsplit

from sandbox.engine.work import Bench, Json, Work


@dataclass(frozen=True)
class SignedWebhook:
    """An event as it goes over the wire: the raw body and its Stripe-Signature header."""

    payload: bytes
    header: str


def sign(event: Json, secret: str, *, timestamp: int | None = None) -> SignedWebhook:
    """The event's body with the signature that the secret gives it at that time, by default now."""
    moment = int(time.time()) if timestamp is None else timestamp
    payload = json.dumps(event, indent=2).encode()
    mac = hmac.new(secret.encode(), f"{moment}.".encode() + payload, hashlib.sha256).hexdigest()
    return SignedWebhook(payload, f"t={moment},v1={mac},v0={'0' * 64}")


@dataclass(frozen=True)
class Attempt:
    """What came of posting an event once; without a status there was no answer."""

    url: str
    status: int | None
    answer: str

    @property
    def delivered(self) -> bool:
        """Whether Stripe would be content: any 2xx."""
        return self.status is not None and 200 <= self.status < 300


def post(event: Json, *, url: str, secret: str, timeout: float) -> Attempt:
    """Post one event; a redirect is a failure, as it is for Stripe."""
    signed = sign(event, secret)
    parts = urlsplit(url)
    kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    connection = kind(parts.hostname or "", parts.port, timeout=timeout)
    headers = {
        "Content-Type": "application/json; charset=utf-8",
        "User-Agent": "Stripe/1.0 (+https://stripe.com/docs/webhooks)",
        "Stripe-Signature": signed.header,
    }
    try:
        connection.request("POST", parts.path or "/", body=signed.payload, headers=headers)
        answer = connection.getresponse()
        return Attempt(url, answer.status, answer.read(2000).decode(errors="replace"))
    except (OSError, http.client.HTTPException) as error:
        return Attempt(url, None, type(error).__name__)
    finally:
        connection.close()


def send(bench: Bench, event_id: str) -> Attempt:
    """Post an event now, whatever was done with it before, and write the attempt down.

    Raises ValueError where no endpoint is set.
    """
    settings = bench.settings
    if not settings.endpoint:
        raise ValueError("There is no webhook_url to post to.")
    with bench.looking() as work:
        event = work.find("event", event_id)
    if event is None:
        return Attempt(settings.endpoint, None, "The event is gone.")
    attempt = post(
        event,
        url=settings.endpoint,
        secret=settings.webhook_secret,
        timeout=settings.delivery_timeout,
    )
    with bench.changing() as work:
        _write_down(work, event_id, attempt)
    return attempt


def _write_down(work: Work, event_id: str, attempt: Attempt) -> None:
    work.connection.execute(
        "INSERT INTO attempts (event_id, at, url, status, answer) VALUES (?, ?, ?, ?, ?)",
        (event_id, time.time(), attempt.url, attempt.status, attempt.answer),
    )
    event = work.find("event", event_id) if attempt.delivered else None
    if event:
        event["pending_webhooks"] = 0
        work.save(event)


def attempts_of(work: Work, event_id: str) -> list[Json]:
    """Every attempt to deliver an event, oldest first."""
    rows = work.connection.execute("SELECT * FROM attempts WHERE event_id = ? ORDER BY id", (event_id,))
    return [dict(row) for row in rows]
