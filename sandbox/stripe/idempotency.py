"""Idempotency keys: the first answer is kept and given again, and a key means one request only.

Follows https://docs.stripe.com/api/idempotent_requests: answers are kept for a day
once the endpoint has begun its work.
"""

from __future__ import annotations

import hashlib
import json
import time
from dataclasses import dataclass

from sandbox.engine.work import Bench, Json, Work
from sandbox.stripe.errors import StripeRefusal

_KEPT = 24 * 3600
_ABANDONED = 60.0
"""Seconds after which a request that never answered (its process died) no longer holds its key."""


@dataclass(frozen=True)
class StoredAnswer:
    """A stored answer: its status, its JSON text and the id of the request that got it first."""

    status: int
    body: str
    request_id: str


def fingerprint(method: str, path: str, params: Json) -> str:
    """What a key stands for: the endpoint and its parameters, in any order."""
    text = json.dumps([method, path, params], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def begin(bench: Bench, key: str, *, print_of: str, request_id: str) -> StoredAnswer | None:
    """Take the key for this request; answers what to replay, or raises Stripe's refusal."""
    _check_length(key)
    now = time.time()
    with bench.changing() as work:
        row = work.connection.execute("SELECT * FROM answers WHERE key = ?", (key,)).fetchone()
        if row and now - row["begun_at"] < (_KEPT if row["status"] is not None else _ABANDONED):
            if row["fingerprint"] != print_of:
                raise _another_request(key)
            if row["status"] is None:
                raise _in_use(key)
            return StoredAnswer(row["status"], row["body"], row["request_id"])
        work.connection.execute(
            "INSERT OR REPLACE INTO answers (key, fingerprint, begun_at, request_id) VALUES (?, ?, ?, ?)",
            (key, print_of, now, request_id),
        )
    return None


def keep(work: Work, key: str, *, status: int, body: str) -> None:
    """Store the answer for whoever asks again with the same key, together with what the request did."""
    work.connection.execute("UPDATE answers SET status = ?, body = ? WHERE key = ?", (status, body, key))


def release(bench: Bench, key: str) -> None:
    """Give the key back: the request was refused before any work began."""
    with bench.changing() as work:
        work.connection.execute("DELETE FROM answers WHERE key = ? AND status IS NULL", (key,))


def _check_length(key: str) -> None:
    if len(key) > 255:
        message = "Idempotency keys can be at most 255 characters long."
        raise StripeRefusal(message, executed=False)


def _another_request(key: str) -> StripeRefusal:
    message = (
        "Keys for idempotent requests can only be used with the same parameters they were first used with. "
        f"Try using a key other than '{key}' if you meant to execute a different request."
    )
    return StripeRefusal(message, kind="idempotency_error", executed=False)


def _in_use(key: str) -> StripeRefusal:
    message = (
        "There is currently another in-progress request using this Idempotent Key (that probably means you "
        f"submitted twice, and the other request is still going through): {key}. Please try again later."
    )
    return StripeRefusal(
        message, status=409, code="idempotency_key_in_use", kind="idempotency_error", executed=False
    )
