"""Paying through Stripe's stand-in, from the press of *Pay* to the delivered event."""

from __future__ import annotations

from sqlalchemy import select

from sandbox import Sandbox
from sigma_finance.domain.actors import OPERATOR
from sigma_finance.domain.payments.delivery import EventState
from sigma_finance.extensions import db
from sigma_finance.models import Payment
from sigma_finance.services.payments import checkout, webhooks
from tests.books import Books


def press_pay(books: Books, amount_minor: int = 20000, *, member: int = 0) -> Payment:
    """Open Checkout as the pay page does; returns the payment's row."""
    checkout.start(
        chapter_id=books.chapter_id, member_id=books.members[member], amount_minor=amount_minor, by=OPERATOR
    )
    db.session.rollback()
    newest = (
        select(Payment).where(Payment.chapter_id == books.chapter_id).order_by(Payment.id.desc()).limit(1)
    )
    return db.session.scalars(newest).one()


def pay_by_card(books: Books, sandbox: Sandbox) -> str:
    """Pay 200.00 by card, all the way into the books; returns the session's id."""
    session_id = press_pay(books).stripe_session_id or ""
    sandbox.pay(session_id)
    deliver(sandbox)
    return session_id


def deliver(sandbox: Sandbox) -> list[EventState]:
    """Hand every new event to the endpoint's service, as the webhook does."""
    return [redeliver(sandbox, event["id"]) for event in sandbox.take_events()]


def redeliver(sandbox: Sandbox, event_id: str) -> EventState:
    signed = sandbox.signed(event_id)
    return webhooks.handle(event_id=webhooks.receive(payload=signed.payload, signature=signed.header))
