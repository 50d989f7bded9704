"""Events: taken in once, handled until they are final."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from sandbox import Fault, Sandbox
from sigma_finance.domain.books.accounts import Account
from sigma_finance.domain.errors import Unavailable
from sigma_finance.domain.payments.delivery import EventState
from sigma_finance.extensions import db
from sigma_finance.models import Chapter, Posting, WebhookEvent
from sigma_finance.services.payments import reconciliation, webhooks
from tests.books import Books, assert_books_hold, charge, member_of, open_books
from tests.services.payments.paying import press_pay, redeliver


@pytest.fixture
def books(app: Flask) -> Books:
    made = open_books()
    charge(made, made.members[0])
    return made


class TestAnEvent:
    def test_is_delivered_again_when_stripe_could_not_be_asked(self, books: Books, sandbox: Sandbox) -> None:
        payment = press_pay(books)
        sandbox.pay(payment.stripe_session_id or "")
        [event] = [e for e in sandbox.take_events() if e["type"] == "checkout.session.completed"]
        sandbox.fault(Fault(path="/stripe/v1/checkout/sessions", status=500, times=20))
        with pytest.raises(Unavailable):
            redeliver(sandbox, event["id"])
        stored = db.session.scalars(select(WebhookEvent).where(WebhookEvent.event_id == event["id"])).one()
        assert stored.state is EventState.FAILED
        sandbox.clear_faults()
        assert redeliver(sandbox, event["id"]) is EventState.APPLIED
        assert member_of(books.members[0]).balance_minor == 0

    def test_of_an_unknown_kind_is_kept_as_ignored_with_the_reason(
        self, books: Books, sandbox: Sandbox
    ) -> None:
        press_pay(books)
        body = {
            "id": "evt_other",
            "type": "product.created",
            "object": "event",
            "livemode": False,
            "created": 1,
        }
        signed = sandbox.signed({**body, "data": {"object": {"id": "prod_1", "object": "product"}}})
        event_id = webhooks.receive(payload=signed.payload, signature=signed.header)
        assert webhooks.handle(event_id=event_id) is EventState.IGNORED
        assert db.session.get_one(WebhookEvent, event_id).outcome

    def test_of_the_other_mode_is_quarantined(self, books: Books, sandbox: Sandbox) -> None:
        payment = press_pay(books)
        sandbox.pay(payment.stripe_session_id or "")
        event = {**sandbox.event("checkout.session.completed"), "livemode": True, "id": "evt_live"}
        signed = sandbox.signed(event)
        event_id = webhooks.receive(payload=signed.payload, signature=signed.header)
        assert webhooks.handle(event_id=event_id) is EventState.QUARANTINED
        assert member_of(books.members[0]).balance_minor == 20000


def fees(books: Books) -> int:
    db.session.rollback()
    lines = select(Posting.amount_minor).where(
        Posting.chapter_id == books.chapter_id, Posting.account == Account.PROCESSING_FEES
    )
    return sum(db.session.scalars(lines))


def in_currency(books: Books, currency: str) -> None:
    """What the chapter's books are kept in; another than Stripe took keeps a payment from being booked."""
    db.session.rollback()
    db.session.get_one(Chapter, books.chapter_id).currency = currency
    db.session.commit()


#: What follows a payment, with what it leaves owed, and whose event tells it.
FOLLOWING = [("charge.updated", 0), ("refund.created", 500), ("charge.dispute.created", 20000)]


class TestAnEventThatCameTooEarly:
    @pytest.fixture
    def events(self, books: Books, sandbox: Sandbox, kind: str) -> dict[str, str]:
        """Everything that Stripe tells of a paid session, by type, none of it delivered."""
        payment = press_pay(books)
        session_id = payment.stripe_session_id or ""
        sandbox.pay(session_id)
        sandbox.hasten()
        if kind == "refund.created":
            sandbox.refund(session_id, amount=500)
        if kind == "charge.dispute.created":
            sandbox.dispute(session_id)
        return {event["type"]: event["id"] for event in sandbox.take_events()}

    @pytest.mark.parametrize(("kind", "owed"), FOLLOWING)
    def test_brings_its_payment_along(
        self, books: Books, sandbox: Sandbox, events: dict[str, str], kind: str, owed: int
    ) -> None:
        assert redeliver(sandbox, events[kind]) is EventState.APPLIED
        assert fees(books) == 610
        assert redeliver(sandbox, events["checkout.session.completed"]) is EventState.APPLIED
        assert (member_of(books.members[0]).balance_minor, fees(books)) == (owed, 610)
        assert_books_hold(books)

    @pytest.mark.parametrize(("kind", "owed"), FOLLOWING)
    def test_waits_while_its_payment_cannot_be_booked_and_is_taken_up_with_it(
        self, books: Books, sandbox: Sandbox, events: dict[str, str], kind: str, owed: int
    ) -> None:
        in_currency(books, "EUR")
        assert redeliver(sandbox, events[kind]) is EventState.QUARANTINED
        waiting = db.session.scalars(select(WebhookEvent).where(WebhookEvent.event_id == events[kind])).one()
        assert waiting.outcome.startswith("Its payment is not booked: It is in USD")
        in_currency(books, "USD")
        assert redeliver(sandbox, events["payment_intent.succeeded"]) is EventState.APPLIED
        assert db.session.get_one(WebhookEvent, waiting.id).state is EventState.APPLIED
        assert (member_of(books.members[0]).balance_minor, fees(books)) == (owed, 610)

    @pytest.mark.parametrize(("kind", "owed"), FOLLOWING)
    def test_is_taken_up_by_the_reconciliation_as_well(
        self, books: Books, sandbox: Sandbox, events: dict[str, str], kind: str, owed: int
    ) -> None:
        in_currency(books, "EUR")
        redeliver(sandbox, events[kind])
        in_currency(books, "USD")
        reconciliation.reconcile(days=1)
        [state] = db.session.scalars(select(WebhookEvent.state).where(WebhookEvent.event_id == events[kind]))
        assert state is EventState.APPLIED
        assert (member_of(books.members[0]).balance_minor, fees(books)) == (owed, 610)

    def test_asks_for_the_fee_when_the_payment_is_booked_late(self, books: Books, sandbox: Sandbox) -> None:
        sandbox.pay(press_pay(books).stripe_session_id or "")
        sandbox.hasten()
        completed = next(e for e in sandbox.take_events() if e["type"] == "checkout.session.completed")
        redeliver(sandbox, completed["id"])
        assert fees(books) == 610
