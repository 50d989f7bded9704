"""Events: taken in once, handled until they are final."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from sandbox import Fault, Sandbox
from sandbox.engine.webhooks import SignedWebhook
from sigma_finance.domain.actors import OPERATOR
from sigma_finance.domain.books.accounts import Account
from sigma_finance.domain.errors import Conflict, NotFound, Unavailable
from sigma_finance.domain.payments.delivery import EventState
from sigma_finance.domain.payments.payments import PaymentState
from sigma_finance.extensions import db
from sigma_finance.gateways.payments import stripe
from sigma_finance.gateways.payments.types import CheckoutSession
from sigma_finance.models import AuditEvent, Chapter, Posting, WebhookEvent
from sigma_finance.queries.payments import webhooks as queries
from sigma_finance.services.payments import reconciliation, webhooks
from tests.books import Books, assert_books_hold, charge, member_of, open_books
from tests.services.payments.autopay_member import START, AutopayMember
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

    def test_is_stored_once_where_it_is_delivered_twice_at_once(
        self, books: Books, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        signed = paid_event(books, sandbox)
        first = webhooks.receive(payload=signed.payload, signature=signed.header)
        find, asked = queries.find_event, []

        def not_there_yet(**event: str) -> WebhookEvent | None:
            asked.append(event)
            return find(**event) if len(asked) > 1 else None

        monkeypatch.setattr(queries, "find_event", not_there_yet)
        assert webhooks.receive(payload=signed.payload, signature=signed.header) == first
        assert db.session.scalars(select(WebhookEvent.id)).all() == [first]

    def test_is_not_taken_in_where_storing_it_breaks_off(
        self, books: Books, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        signed = paid_event(books, sandbox)

        def breaks(**_: str) -> None:
            raise ArithmeticError

        monkeypatch.setattr(queries, "find_event", breaks)
        with pytest.raises(ArithmeticError):
            webhooks.receive(payload=signed.payload, signature=signed.header)
        assert db.session.scalars(select(WebhookEvent.id)).all() == []

    def test_is_one_that_there_is(self, app: Flask) -> None:
        with pytest.raises(NotFound, match="no such event"):
            webhooks.handle(event_id=10**9)

    @pytest.mark.parametrize(
        ("kind", "object_id", "state"),
        [
            ("checkout.session.completed", "cs_test_gone", EventState.QUARANTINED),
            ("payment_intent.succeeded", "pi_gone", EventState.IGNORED),
        ],
    )
    def test_about_what_stripe_does_not_know_is_kept_and_books_nothing(
        self, books: Books, sandbox: Sandbox, kind: str, object_id: str, state: EventState
    ) -> None:
        press_and_pay(books, sandbox)
        event = sandbox.event("checkout.session.completed")
        told = {**event, "id": "evt_gone", "type": kind, "data": {"object": {"id": object_id, "object": "x"}}}
        signed = sandbox.signed(told)
        event_id = webhooks.receive(payload=signed.payload, signature=signed.header)
        assert webhooks.handle(event_id=event_id) is state
        assert member_of(books.members[0]).balance_minor == 20000

    def test_of_a_refund_without_a_payment_is_nothing_to_us(
        self, books: Books, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        session_id = press_and_pay(books, sandbox)
        sandbox.refund(session_id, amount=500)
        event = next(e for e in sandbox.take_events() if e["type"] == "refund.created")
        refund_of = stripe.get_refund
        monkeypatch.setattr(
            stripe,
            "get_refund",
            lambda *, refund_id: replace(refund_of(refund_id=refund_id), payment_intent=None),
        )
        assert redeliver(sandbox, event["id"]) is EventState.IGNORED
        assert member_of(books.members[0]).balance_minor == 20000


class TestAnEventThatAnotherHandlesMeanwhile:
    @pytest.fixture
    def stored(self, books: Books, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> int:
        """An event that somebody else brings to its end while Stripe is asked what it is about."""
        signed = paid_event(books, sandbox)
        event_id = webhooks.receive(payload=signed.payload, signature=signed.header)
        ask = stripe.get_checkout_session

        def as_another_handles_it(*, session_id: str) -> CheckoutSession:
            monkeypatch.setattr(stripe, "get_checkout_session", ask)
            assert webhooks.handle(event_id=event_id) is EventState.APPLIED
            if self.breaks:
                raise ArithmeticError
            return ask(session_id=session_id)

        monkeypatch.setattr(stripe, "get_checkout_session", as_another_handles_it)
        return event_id

    breaks = False

    def test_acts_once(self, books: Books, stored: int) -> None:
        assert webhooks.handle(event_id=stored) is EventState.APPLIED
        assert db.session.get_one(WebhookEvent, stored).attempts == 1
        assert member_of(books.members[0]).balance_minor == 0
        assert_books_hold(books)

    def test_stays_handled_where_this_one_fails(
        self, books: Books, stored: int, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(type(self), "breaks", True)
        with pytest.raises(Unavailable):
            webhooks.handle(event_id=stored)
        kept = db.session.get_one(WebhookEvent, stored)
        assert (kept.state, kept.attempts) == (EventState.APPLIED, 1)


class TestHandlingAgain:
    def again(self, books: Books, event_id: int) -> EventState:
        return webhooks.handle_again(chapter_id=books.chapter_id, event_id=event_id, by=OPERATOR)

    def test_acts_on_what_was_put_aside_and_the_trail_says_so(self, books: Books, sandbox: Sandbox) -> None:
        signed = paid_event(books, sandbox)
        event_id = webhooks.receive(payload=signed.payload, signature=signed.header)
        in_currency(books, "EUR")
        assert webhooks.handle(event_id=event_id) is EventState.QUARANTINED
        in_currency(books, "USD")
        assert self.again(books, event_id) is EventState.APPLIED
        assert member_of(books.members[0]).balance_minor == 0
        line = db.session.scalars(select(AuditEvent).where(AuditEvent.action == "event.handled_again")).one()
        assert (line.subject_id, line.details["before"]) == (event_id, "quarantined")

    def test_acts_on_what_failed(self, books: Books, sandbox: Sandbox) -> None:
        signed = paid_event(books, sandbox)
        event_id = webhooks.receive(payload=signed.payload, signature=signed.header)
        sandbox.fault(Fault(path="/stripe/v1/checkout/sessions", status=500, times=20))
        with pytest.raises(Unavailable):
            webhooks.handle(event_id=event_id)
        sandbox.clear_faults()
        assert self.again(books, event_id) is EventState.APPLIED

    def test_changes_nothing_of_what_is_done_with_or_of_another_chapter(
        self, books: Books, sandbox: Sandbox
    ) -> None:
        signed = paid_event(books, sandbox)
        event_id = webhooks.receive(payload=signed.payload, signature=signed.header)
        assert webhooks.handle(event_id=event_id) is EventState.APPLIED
        with pytest.raises(Conflict, match="has been handled"):
            self.again(books, event_id)
        with pytest.raises(NotFound):
            self.again(open_books(), event_id)
        assert webhooks.take_up(event_id=event_id) is EventState.APPLIED
        assert db.session.get_one(WebhookEvent, event_id).attempts == 1


class TestAnEventOfAutopay:
    def test_books_a_charge_that_had_no_page(self, any_app: Flask, sandbox: Sandbox) -> None:
        with time_machine.travel(START, tick=False) as clock:
            term = AutopayMember(open_books(), sandbox, clock)
            charge(term.books, term.member_id, due_in=4)
            term.turn_on()
            term.day(1)
            sandbox.take_events()
            sandbox.fault(Fault("/stripe/v1/payment_intents", method="POST", moment="after", times=9))
            clock.move_to(START + timedelta(days=4))
            assert len(term.run().problems) == 1
            sandbox.clear_faults()
            told = next(e for e in sandbox.take_events() if e["type"] == "payment_intent.succeeded")
            assert redeliver(sandbox, told["id"]) is EventState.APPLIED
            assert [payment.state for payment in term.payments()] == [PaymentState.SUCCEEDED]
            assert member_of(term.member_id).balance_minor == 0
            assert_books_hold(term.books)


def press_and_pay(books: Books, sandbox: Sandbox) -> str:
    """Pay what is owed on Stripe's page, with nothing delivered; returns the page's id."""
    session_id = press_pay(books).stripe_session_id or ""
    sandbox.pay(session_id)
    return session_id


def paid_event(books: Books, sandbox: Sandbox) -> SignedWebhook:
    """What Stripe delivers once the page was paid."""
    press_and_pay(books, sandbox)
    return sandbox.signed(sandbox.event("checkout.session.completed"))


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
