"""On whose account at Stripe a call is made: the deployment's own, or one that is connected to it.

A connected account is named by the ``Stripe-Account`` header of each call, and what is read there says so.
https://docs.stripe.com/connect/authentication
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

#: The deployment's own.
OWN = ""

_current: ContextVar[str] = ContextVar("stripe_account", default=OWN)


@contextmanager
def on(account: str) -> Iterator[None]:
    """Make the calls inside on this account."""
    token = _current.set(account)
    try:
        yield
    finally:
        _current.reset(token)


def current() -> str:
    """The account that the caller's calls are made on; empty for the deployment's own."""
    return _current.get()
