"""Deliveries from Stripe: proven to be from Stripe and of now, or refused.

The library's ``construct_event`` lets future timestamps pass, fails in six ways on odd bodies and is twenty
times slower, so only its signature check is used. https://docs.stripe.com/webhooks#verify-manually
"""

from __future__ import annotations

import json
import re
import time
from datetime import UTC, datetime
from typing import Any

from sigma_finance.extensions import setting
from sigma_finance.gateways.payments.errors import BadPaymentEvent, BadPaymentSignature
from sigma_finance.gateways.payments.types import Event

#: How far a delivery's clock may be from ours, either way, in seconds.
TOLERANCE = 300
_LONGEST_HEADER = 2_000

_YEAR_3000 = 32_503_680_000
_ID = re.compile(r"[A-Za-z0-9_]{1,255}")
_TYPE = re.compile(r"[a-z0-9_.]{1,100}")


def verify_event(*, payload: bytes, signature: str | None) -> Event:
    """The event in a delivery's raw body, once its ``Stripe-Signature`` proves it under one of our secrets.

    Raises BadPaymentSignature or BadPayload, and nothing else, whatever came in.
    """
    _check_signature(payload, signature)
    return _event(payload)


def _check_signature(payload: bytes, signature: str | None) -> None:
    if not signature or not signature.isascii() or len(signature) > _LONGEST_HEADER:
        raise BadPaymentSignature("The delivery carries no signature.")
    if not any(_proves(signature, payload, secret) for secret in setting("STRIPE_WEBHOOK_SECRETS")):
        raise BadPaymentSignature("The delivery's signature is not Stripe's.")
    if abs(int(time.time()) - _signed_at(signature)) > TOLERANCE:
        raise BadPaymentSignature("The delivery's signature is not from the last five minutes.")


def _proves(signature: str, payload: bytes, secret: str) -> bool:
    import stripe

    try:
        return stripe.WebhookSignature.verify_header(payload, signature, secret) is True
    except (stripe.SignatureVerificationError, UnicodeError):
        return False


def _signed_at(signature: str) -> int:
    """The moment that the signature covers: the first ``t`` of the header, as the library reads it."""
    return int(next(part[2:] for part in signature.split(",") if part.startswith("t=")).split("=")[0])


def _event(payload: bytes) -> Event:
    text, body = _parsed(payload)
    about = _object(_object(body.get("data")).get("object"))
    if body.get("object") != "event":
        raise BadPaymentEvent("The delivery's body is not an event.")
    return Event(
        id=_word(body.get("id"), _ID),
        type=_word(body.get("type"), _TYPE),
        account=_word(body.get("account"), _ID, optional=True),
        livemode=_flag(body.get("livemode")),
        object_id=_word(about.get("id"), _ID, optional=True),
        object_type=_word(about.get("object"), _TYPE),
        created_at=_moment(body.get("created")),
        payload=text,
    )


def _parsed(payload: bytes) -> tuple[str, dict[str, Any]]:
    try:
        text = payload.decode("utf-8")
        return text, _object(json.loads(text))
    except (ValueError, RecursionError):
        raise BadPaymentEvent("The delivery's body cannot be read.") from None


def _object(value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise BadPaymentEvent("A part of the delivery is missing.")
    return value


def _word(value: Any, shape: re.Pattern[str], *, optional: bool = False) -> str:
    if value is None and optional:
        return ""
    if not isinstance(value, str) or not shape.fullmatch(value):
        raise BadPaymentEvent("A part of the delivery is missing or has a shape that Stripe does not use.")
    return value


def _flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise BadPaymentEvent("The delivery does not tell test from live.")
    return value


def _moment(value: Any) -> datetime:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < _YEAR_3000:
        raise BadPaymentEvent("The delivery has no date.")
    return datetime.fromtimestamp(value, UTC)
