"""How long Stripe may keep a person waiting.

A page has to answer within ten seconds whatever Stripe does, so every call has eight, its retries included.
A page that makes two calls shares them: ``with within(8): …``.
"""

from __future__ import annotations

import math
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

#: What one call may take at most, in seconds.
CALL_SECONDS = 8

_ends_at: ContextVar[float] = ContextVar("stripe_deadline", default=math.inf)


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """Give the calls made inside ``seconds`` in all; an outer limit that ends sooner holds on."""
    token = _ends_at.set(min(_ends_at.get(), time.monotonic() + seconds))
    try:
        yield
    finally:
        _ends_at.reset(token)


def seconds_left() -> float:
    """What is left of the tightest limit around the caller; below zero when it is over."""
    return _ends_at.get() - time.monotonic()
