"""The books and Stripe compared."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import TimeoutError as PoolTimeout

from sandbox import Fault, Sandbox
from sigma_finance.domain.books.accounts import Account
from sigma_finance.domain.books.numbering import new_reference
from sigma_finance.domain.dates import now
from sigma_finance.domain.errors import Unavailable
from sigma_finance.domain.payments.payments import Method, PaymentState
from sigma_finance.extensions import db
from sigma_finance.gateways.payments import stripe
from sigma_finance.gateways.payments.types import UnreadableObject
from sigma_finance.models import Payment, Posting, WebhookEvent
from sigma_finance.services.payments import reconciliation, settlement, webhooks
from sigma_finance.services.payments.verdicts import SettlementOutcome
from tests.books import Books, assert_books_hold, charge, member_of, open_books, payment_of
from tests.services.payments.paying import deliver, press_pay


@pytest.fixture
def books(app: Flask) -> Books:
    made = open_books()
    charge(made, made.members[0])
    return made


def stripe_cash(books: Books) -> int:
    lines = select(Posting.amount_minor).where(
        Posting.chapter_id == books.chapter_id, Posting.account == Account.CASH_STRIPE
    )
    return sum(db.session.scalars(lines))


class TestTheBooksAndStripe:
    def test_agree_to_the_cent_after_any_mix(self, books: Books, sandbox: Sandbox) -> None:
        charge(books, books.members[1], 12345)
        first, second = press_pay(books), press_pay(books, 12345, member=1)
        for payment in (first, second):
            sandbox.pay(payment.stripe_session_id or "")
        sandbox.refund(first.stripe_session_id or "", amount=1234)
        sandbox.lose(sandbox.dispute(second.stripe_session_id or "")["id"])
        sandbox.hasten()
        deliver(sandbox)
        reconciliation.reconcile(days=1)
        db.session.rollback()
        assert stripe_cash(books) == sandbox.balance()
        assert Decimal(stripe_cash(books)) != 0
        assert_books_hold(books)


def fees(books: Books) -> int:
    db.session.rollback()
    lines = select(Posting.amount_minor).where(
        Posting.chapter_id == books.chapter_id, Posting.account == Account.PROCESSING_FEES
    )
    return sum(db.session.scalars(lines))


def begun(payment: Payment, ago: timedelta) -> None:
    """Have a payment begun so long ago."""
    payment_of(payment.reference).created_at = now() - ago
    db.session.commit()


def received_long_ago(sandbox: Sandbox, payment: Payment) -> int:
    """Have a payment made, and the event that told of it stored but never handled; returns the event's id."""
    sandbox.pay(payment.stripe_session_id or "")
    signed = sandbox.signed(sandbox.event("checkout.session.completed"))
    event_id = webhooks.receive(payload=signed.payload, signature=signed.header)
    db.session.get_one(WebhookEvent, event_id).received_at = now() - timedelta(hours=1)
    db.session.commit()
    return event_id


class TestAPageThatStripeDoesNotKnow:
    """The keys were changed from test to live, or another account's were entered."""

    @pytest.fixture
    def two(self, books: Books, sandbox: Sandbox) -> tuple[Payment, Payment]:
        """A page of other keys, and behind it a payment that no webhook told of and an event that was not handled."""
        charge(books, books.members[1])
        lost = Payment(
            chapter_id=books.chapter_id,
            member_id=books.members[0],
            reference=new_reference(),
            method=Method.CARD,
            state=PaymentState.PENDING,
            amount_minor=20000,
            stripe_session_id="cs_live_of_other_keys",
        )
        db.session.add(lost)
        db.session.commit()
        begun(lost, timedelta(hours=1))
        return lost, press_pay(books, member=1)

    def test_is_named_and_what_stands_behind_it_is_done(
        self, books: Books, sandbox: Sandbox, two: tuple[Payment, Payment]
    ) -> None:
        lost, paid = two
        received_long_ago(sandbox, paid)
        done = reconciliation.reconcile(days=1)
        assert done.problems == [
            "cs_live_of_other_keys: Stripe does not know this payment page any more. Nothing was charged."
        ]
        assert (done.applied, done.events) == (1, 1)
        assert member_of(books.members[1]).balance_minor == 0
        assert payment_of(lost.reference).state is PaymentState.PENDING

    def test_is_closed_when_it_can_no_longer_be_open(
        self, books: Books, two: tuple[Payment, Payment]
    ) -> None:
        lost, _ = two
        begun(lost, timedelta(hours=25))
        assert len(reconciliation.reconcile(days=1).problems) == 1
        assert payment_of(lost.reference).state is PaymentState.EXPIRED
        assert reconciliation.reconcile(days=1).problems == []


class TestAPageThatWasLeft:
    def test_is_looked_at_once_however_old_it_is(self, books: Books) -> None:
        left = press_pay(books)
        begun(left, timedelta(hours=1))
        done = reconciliation.reconcile(days=1)
        assert (done.looked_at, done.changed, done.problems) == (1, False, [])
        assert payment_of(left.reference).state is PaymentState.PENDING

    def test_is_closed_where_it_never_reached_stripe(self, books: Books, sandbox: Sandbox) -> None:
        sandbox.fault(Fault(path="/stripe/v1/checkout/sessions", kind="drop", times=4))
        with pytest.raises(Unavailable):
            press_pay(books)
        sandbox.clear_faults()
        [lost] = db.session.scalars(select(Payment).where(Payment.chapter_id == books.chapter_id))
        assert not reconciliation.reconcile(days=1).changed
        begun(lost, timedelta(minutes=20))
        done = reconciliation.reconcile(days=1)
        assert (done.closed, done.changed) == (1, True)
        closed = payment_of(lost.reference)
        assert (closed.state, closed.problem) == (PaymentState.CANCELLED, reconciliation.NEVER_REACHED)

    def test_is_booked_where_it_is_older_than_the_list(self, books: Books, sandbox: Sandbox) -> None:
        with time_machine.travel(now() - timedelta(days=3)):
            old = press_pay(books)
            sandbox.pay(old.stripe_session_id or "")
        done = reconciliation.reconcile(days=1)
        assert (done.applied, done.changed, done.problems) == (1, True, [])
        assert payment_of(old.reference).state is PaymentState.SUCCEEDED
        assert not reconciliation.reconcile(days=1).changed


class TestWhatCannotBeSettled:
    @pytest.mark.parametrize("where", [(settlement, "settle"), (webhooks, "handle")], ids=["page", "event"])
    def test_breaks_off_where_the_database_is_gone(
        self, books: Books, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch, where: tuple[Any, str]
    ) -> None:
        received_long_ago(sandbox, press_pay(books))

        def away(**_: Any) -> None:
            raise PoolTimeout

        with monkeypatch.context() as patch:
            patch.setattr(*where, away)
            with pytest.raises(PoolTimeout):
                reconciliation.reconcile(days=1)
        assert reconciliation.reconcile(days=1).problems == []
        assert member_of(books.members[0]).balance_minor == 0

    def test_is_named_where_it_is_an_event(
        self, books: Books, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        event_id = received_long_ago(sandbox, press_pay(books))

        def breaks(**_: Any) -> None:
            raise ZeroDivisionError

        with monkeypatch.context() as patch:
            patch.setattr(webhooks, "handle", breaks)
            done = reconciliation.reconcile(days=1)
        assert (done.problems, done.events, done.applied) == ([f"event {event_id}: ZeroDivisionError"], 0, 1)
        assert member_of(books.members[0]).balance_minor == 0
        assert reconciliation.reconcile(days=1).events == 1

    def test_is_named_and_the_next_goes_on(
        self, books: Books, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        charge(books, books.members[1])
        bad, good = press_pay(books), press_pay(books, member=1)
        for payment in (bad, good):
            sandbox.pay(payment.stripe_session_id or "")
        settle = settlement.settle

        def settle_or_break(*, taken: Any) -> SettlementOutcome:
            if taken.payment_ref == bad.reference:
                raise ZeroDivisionError
            return settle(taken=taken)

        monkeypatch.setattr(settlement, "settle", settle_or_break)
        assert reconciliation.reconcile(days=1).problems == [f"{bad.stripe_session_id}: ZeroDivisionError"]
        assert [member_of(one).balance_minor for one in books.members] == [20000, 0]

    def test_is_named_where_stripes_answer_cannot_be_read(
        self, books: Books, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        payment = press_pay(books)
        sandbox.pay(payment.stripe_session_id or "")
        pages = stripe.list_checkout_sessions

        def odd_one_first(*, since: datetime) -> Iterator[Any]:
            yield UnreadableObject("cs_odd")
            yield from pages(since=since)

        monkeypatch.setattr(stripe, "list_checkout_sessions", odd_one_first)
        assert reconciliation.reconcile(days=1).problems == ["cs_odd: It cannot be read."]
        assert member_of(books.members[0]).balance_minor == 0

    def test_is_named_where_a_list_breaks_off_and_the_other_lists_go_on(
        self, books: Books, sandbox: Sandbox
    ) -> None:
        payment = press_pay(books)
        sandbox.pay(payment.stripe_session_id or "")
        deliver(sandbox)
        sandbox.refund(payment.stripe_session_id or "", amount=500)
        sandbox.fault(Fault(path="/stripe/v1/checkout/sessions", status=500, times=3))
        [problem] = reconciliation.reconcile(days=1).problems
        assert problem.startswith("list of payment pages: ")
        assert member_of(books.members[0]).balance_minor == 500


class TestAFee:
    def test_that_no_event_told_is_found(self, books: Books, sandbox: Sandbox) -> None:
        payment = press_pay(books)
        sandbox.pay(payment.stripe_session_id or "")
        deliver(sandbox)
        assert fees(books) == 0
        sandbox.hasten()
        sandbox.lose_deliveries()
        reconciliation.reconcile(days=1)
        assert fees(books) == 610
        reconciliation.reconcile(days=1)
        assert fees(books) == 610
        assert stripe_cash(books) == sandbox.balance()
        assert_books_hold(books)
