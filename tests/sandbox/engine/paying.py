"""A payment, and what is told of it."""

from __future__ import annotations

from tests.sandbox.standing import Stand, new_session

OF_A_PAYMENT = {
    "payment_intent.created",
    "charge.succeeded",
    "payment_intent.succeeded",
    "checkout.session.completed",
}


def pay(stand: Stand) -> str:
    """The id of a session that is paid now."""
    session = new_session(stand)
    stand.sandbox.pay(session.id)
    return session.id
