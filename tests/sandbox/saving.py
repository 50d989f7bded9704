"""Customers of the stand-in whose payment method is saved."""

from __future__ import annotations

from typing import Any

import stripe

from tests.sandbox.standing import Stand

PAGES: dict[str, Any] = {"success_url": "https://example.org/done", "cancel_url": "https://example.org/back"}


def customer(stand: Stand) -> str:
    return stand.client.v1.customers.create({"name": "Ada", "email": "ada@example.org"}).id


def kept(stand: Stand, card: str = "4242424242424242") -> tuple[str, str]:
    """A customer, and the method that they saved on a page in setup mode."""
    known = customer(stand)
    params: Any = {"mode": "setup", "currency": "usd", "customer": known, **PAGES}
    session = stand.client.v1.checkout.sessions.create(params)
    stand.sandbox.save(session.id, card=card)
    done = stand.client.v1.checkout.sessions.retrieve(session.id, {"expand": ["setup_intent.payment_method"]})
    assert done.status == "complete"
    assert isinstance(done.setup_intent, stripe.SetupIntent)
    assert isinstance(done.setup_intent.payment_method, stripe.PaymentMethod)
    return known, done.setup_intent.payment_method.id
