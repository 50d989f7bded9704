"""Payers, and what they have done, without a page between."""

from __future__ import annotations

from sandbox.engine.work import Json, Work
from sandbox.stripe import payments, sessions
from sandbox.stripe.cards import TestCard, find_card
from tests.sandbox.standing import order

PAYER: Json = {"email": "pat@example.org", "name": "Pat Payer", "country": "US"}


def card(number: str) -> TestCard:
    """A test card that there is."""
    found = find_card(number)
    assert found is not None
    return found


def tried(work: Work, number: str = "4242424242424242") -> Json:
    """A session on which somebody tried a card."""
    session = sessions.create(work, order())
    return payments.pay_by_card(work, session, card=card(number), payer=PAYER, expiry=(12, 2034))


def intent_of(work: Work, session: Json) -> Json:
    """The PaymentIntent of a session."""
    return work.get("payment_intent", session["payment_intent"])


def charge_of(work: Work, session: Json) -> Json:
    """The latest charge of a session."""
    return work.get("charge", intent_of(work, session)["latest_charge"])


def told(work: Work) -> list[str]:
    """The types of all events, oldest first."""
    return [event["type"] for event in work.every("event")][::-1]
