"""Money by Stripe in the books, against a stand-in that is as strict as Stripe."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from sandbox import Fault, Sandbox
from sigma_finance.domain.actors import OPERATOR
from sigma_finance.domain.books.accounts import EntryKind
from sigma_finance.domain.dates import now, today_in
from sigma_finance.domain.errors import Conflict, Unavailable
from sigma_finance.domain.payments.delivery import EventState
from sigma_finance.domain.payments.payments import Method, PaymentState
from sigma_finance.extensions import db
from sigma_finance.gateways.payments import stripe
from sigma_finance.gateways.payments.types import CheckoutSession, DirectCharge
from sigma_finance.models import JournalEntry, Payment, Receipt, ReceiptVoid
from sigma_finance.queries.payments import settling
from sigma_finance.services.payments import checkout, reconciliation, recording, settlement
from sigma_finance.services.payments.verdicts import NOT_OURS, Verdict
from tests.books import ZONE, Books, assert_books_hold, charge, member_of, open_books, pay, payment_of
from tests.services.payments.paying import deliver, press_pay, redeliver


@pytest.fixture
def books(app: Flask) -> Books:
    made = open_books()
    charge(made, made.members[0])
    return made


class TestPayingInFull:
    def test_books_exactly_what_stripe_took_once_however_often_it_is_told(
        self, books: Books, sandbox: Sandbox
    ) -> None:
        payment = press_pay(books)
        sandbox.pay(payment.stripe_session_id or "")
        events = sandbox.take_events()
        for event in [*events, *reversed(events)]:
            redeliver(sandbox, event["id"])
        payment = payment_of(payment.reference)
        assert (payment.state, payment.amount_minor, payment.method) == (
            PaymentState.SUCCEEDED,
            20000,
            Method.CARD,
        )
        assert payment.stripe_payment_intent_id
        assert member_of(books.members[0]).balance_minor == 0
        assert len(db.session.scalars(select(Receipt).where(Receipt.payment_id == payment.id)).all()) == 1
        assert_books_hold(books)

    def test_needs_no_webhook_once_the_member_returns(self, books: Books, sandbox: Sandbox) -> None:
        payment = press_pay(books)
        sandbox.pay(payment.stripe_session_id or "")
        checkout.settle_return(
            chapter_id=books.chapter_id,
            member_id=books.members[0],
            reference=payment.reference,
            session_id=payment.stripe_session_id,
        )
        assert payment_of(payment.reference).state is PaymentState.SUCCEEDED
        deliver(sandbox)
        assert member_of(books.members[0]).credit_minor == 0
        assert_books_hold(books)

    def test_needs_neither_when_the_books_are_reconciled(self, books: Books, sandbox: Sandbox) -> None:
        payment = press_pay(books)
        sandbox.pay(payment.stripe_session_id or "")
        sandbox.lose_deliveries()
        assert reconciliation.reconcile(days=1).problems == []
        assert payment_of(payment.reference).state is PaymentState.SUCCEEDED
        reconciliation.reconcile(days=1)
        assert_books_hold(books)

    def test_keeps_the_payment_in_the_books_of_a_restored_backup(
        self, books: Books, sandbox: Sandbox
    ) -> None:
        wanted = checkout.CheckoutOrder(books.chapter_id, books.members[0], 20000)
        request = checkout._intend(wanted=wanted, by=OPERATOR).request
        lost = type(request)(**{**request.__dict__, "payment_ref": "P-LOST"})
        session = stripe.create_checkout_session(request=lost, idempotency_key="P-LOST")
        sandbox.pay(session.id)
        assert EventState.APPLIED in deliver(sandbox)
        assert payment_of("P-LOST").member_id == books.members[0]
        assert member_of(books.members[0]).balance_minor == 0
        assert_books_hold(books)


class TestTheDayOfAPayment:
    @pytest.fixture
    def clock(self) -> Iterator[time_machine.Traveller]:
        """Half an hour before the year ends in the chapter's zone: in UTC it is the next one."""
        with time_machine.travel(datetime(2026, 12, 31, 23, 30, tzinfo=ZoneInfo(ZONE)), tick=False) as clock:
            yield clock

    def test_is_the_one_on_which_stripe_took_it_however_late_it_is_booked(
        self, clock: time_machine.Traveller, any_app: Flask, sandbox: Sandbox
    ) -> None:
        books = open_books()
        charge(books, books.members[0])
        payment = press_pay(books)
        sandbox.pay(payment.stripe_session_id or "")
        refund = sandbox.refund(payment.stripe_session_id or "", amount=500)
        sandbox.lose_deliveries()
        clock.shift(timedelta(days=12))
        assert reconciliation.reconcile(days=30).problems == []
        payment = payment_of(payment.reference)
        assert payment.received_on == date(2026, 12, 31)
        assert booked_on(payment) == {
            EntryKind.PAYMENT: date(2026, 12, 31),
            EntryKind.REFUND: date(2026, 12, 31),
        }
        receipt = settling.find_receipt(chapter_id=books.chapter_id, payment_id=payment.id)
        assert (receipt.label if receipt else "", refund["amount"]) == ("R-2027-0001", 500)
        assert_books_hold(books)

    def test_of_a_bank_debit_is_the_one_on_which_it_settled(
        self, clock: time_machine.Traveller, any_app: Flask, sandbox: Sandbox
    ) -> None:
        books = open_books()
        charge(books, books.members[0])
        payment = press_pay(books)
        session_id = payment.stripe_session_id or ""
        sandbox.pay_by_bank(session_id)
        clock.shift(timedelta(days=4))
        sandbox.settle(session_id)
        sandbox.hasten()
        clock.shift(timedelta(days=5))
        deliver(sandbox)
        assert payment_of(payment.reference).received_on == date(2027, 1, 4)

    def test_is_no_later_than_today_where_the_clocks_differ(self, books: Books, sandbox: Sandbox) -> None:
        payment = press_pay(books)
        with time_machine.travel(now() + timedelta(days=2)):
            sandbox.pay(payment.stripe_session_id or "")
        deliver(sandbox)
        assert payment_of(payment.reference).received_on == today_in(ZONE)


def booked_on(payment: Payment) -> dict[EntryKind, date]:
    """On which day each kind of entry of a payment stands, its fee aside."""
    rows = db.session.execute(
        select(JournalEntry.kind, JournalEntry.booked_on).where(
            JournalEntry.payment_id == payment.id, JournalEntry.kind != EntryKind.PROCESSING_FEE
        )
    )
    return {row.kind: row.booked_on for row in rows}


class TestACurrencyOfSmallUnits:
    def test_is_charged_and_paid_in_its_everyday_sums(self, any_app: Flask, sandbox: Sandbox) -> None:
        books = open_books(currency="VND")
        ada = books.members[0]
        charge(books, ada, 1_200_000)
        payment = press_pay(books, 1_000_000)
        sandbox.pay(payment.stripe_session_id or "")
        deliver(sandbox)
        pay(books, ada, 200_000)
        assert (payment_of(payment.reference).amount_minor, member_of(ada).balance_minor) == (1_000_000, 0)
        assert_books_hold(books)


class TestUnmatchedMoney:
    def test_is_kept_apart_until_it_is_assigned(self, books: Books, sandbox: Sandbox) -> None:
        wanted = checkout.CheckoutOrder(books.chapter_id, books.members[0], 20000)
        request = checkout._intend(wanted=wanted, by=OPERATOR).request
        stranger = type(request)(**{**request.__dict__, "payment_ref": "P-NOBODY", "member_id": 10**9})
        sandbox.pay(stripe.create_checkout_session(request=stranger, idempotency_key="P-NOBODY").id)
        deliver(sandbox)
        payment = payment_of("P-NOBODY")
        assert (payment.state, payment.member_id) == (PaymentState.SUCCEEDED, None)
        assert settling.find_receipt(chapter_id=books.chapter_id, payment_id=payment.id) is None
        recorded = recording.assign(
            chapter_id=books.chapter_id, payment_id=payment.id, member_id=books.members[0], by=OPERATOR
        )
        assert recorded.receipt_number
        assert recorded.balance_minor == 0
        with pytest.raises(Conflict):
            recording.assign(
                chapter_id=books.chapter_id, payment_id=payment.id, member_id=books.members[1], by=OPERATOR
            )
        assert_books_hold(books)


class TestADecline:
    def test_credits_nothing_shows_why_and_leaves_the_session_payable(
        self, books: Books, sandbox: Sandbox
    ) -> None:
        payment = press_pay(books)
        sandbox.decline(payment.stripe_session_id or "")
        deliver(sandbox)
        declined = payment_of(payment.reference)
        assert declined.state is PaymentState.PENDING
        assert declined.problem
        sandbox.pay(payment.stripe_session_id or "")
        deliver(sandbox)
        assert payment_of(payment.reference).state is PaymentState.SUCCEEDED
        assert payment_of(payment.reference).problem == ""


class TestTwoWaysAtOnce:
    def test_books_both_sessions_that_were_paid_and_keeps_the_surplus_as_credit(
        self, books: Books, sandbox: Sandbox
    ) -> None:
        first = press_pay(books)
        pay(books, books.members[0], 20000)
        sandbox.pay(first.stripe_session_id or "")
        deliver(sandbox)
        member = member_of(books.members[0])
        assert (member.balance_minor, member.credit_minor) == (0, 20000)
        assert_books_hold(books)

    def test_lets_paid_win_over_expired(self, books: Books, sandbox: Sandbox) -> None:
        payment = press_pay(books)
        checkout.close(reference=payment.reference, state=PaymentState.EXPIRED, problem="late")
        sandbox.pay(payment.stripe_session_id or "")
        deliver(sandbox)
        assert payment_of(payment.reference).state is PaymentState.SUCCEEDED

    def test_leaves_a_newer_payment_alone_when_an_old_session_expires(
        self, books: Books, sandbox: Sandbox
    ) -> None:
        old = press_pay(books, 5000)
        new = press_pay(books)
        sandbox.pay(new.stripe_session_id or "")
        deliver(sandbox)
        assert payment_of(old.reference).state is PaymentState.EXPIRED
        assert member_of(books.members[0]).balance_minor == 0


class TestABankDebit:
    def test_counts_when_it_settles_and_not_before(self, books: Books, sandbox: Sandbox) -> None:
        payment = press_pay(books)
        sandbox.pay_by_bank(payment.stripe_session_id or "")
        deliver(sandbox)
        under_way = payment_of(payment.reference)
        assert (under_way.state, under_way.method) == (PaymentState.PROCESSING, Method.BANK_DEBIT)
        assert member_of(books.members[0]).balance_minor == 20000
        sandbox.settle(payment.stripe_session_id or "")
        deliver(sandbox)
        assert payment_of(payment.reference).state is PaymentState.SUCCEEDED
        assert member_of(books.members[0]).balance_minor == 0
        assert_books_hold(books)

    def test_leaves_the_charge_open_with_the_reason_when_it_fails(
        self, books: Books, sandbox: Sandbox
    ) -> None:
        payment = press_pay(books)
        sandbox.pay_by_bank(payment.stripe_session_id or "")
        deliver(sandbox)
        sandbox.fail(payment.stripe_session_id or "")
        deliver(sandbox)
        failed = payment_of(payment.reference)
        assert failed.state is PaymentState.FAILED
        assert failed.problem
        assert member_of(books.members[0]).balance_minor == 20000
        kinds = {message.subject for message in sandbox.messages(to=member_of(books.members[0]).email)}
        assert len(kinds) == 2

    def test_is_taken_back_with_its_receipt_when_the_bank_returns_it(
        self, books: Books, sandbox: Sandbox
    ) -> None:
        payment = press_pay(books)
        sandbox.pay_by_bank(payment.stripe_session_id or "")
        sandbox.settle(payment.stripe_session_id or "")
        deliver(sandbox)
        sandbox.return_debit(payment.stripe_session_id or "")
        deliver(sandbox)
        assert member_of(books.members[0]).balance_minor == 20000
        assert (
            len(
                db.session.scalars(
                    select(ReceiptVoid).where(ReceiptVoid.chapter_id == books.chapter_id)
                ).all()
            )
            == 1
        )
        assert_books_hold(books)


class TestASessionThatDoesNotFit:
    """Whatever is compared of it, and nothing of it is booked."""

    @pytest.fixture
    def paid(self, books: Books, sandbox: Sandbox) -> CheckoutSession:
        payment = press_pay(books)
        sandbox.pay(payment.stripe_session_id or "")
        return stripe.get_checkout_session(session_id=payment.stripe_session_id or "")

    def test_is_booked_where_it_fits(self, books: Books, paid: CheckoutSession) -> None:
        assert settlement.settle(taken=paid).verdict is Verdict.APPLIED
        assert member_of(books.members[0]).balance_minor == 0

    @pytest.mark.parametrize(
        ("other", "reason"),
        [
            ({"livemode": True}, "the other mode"),
            ({"currency": "EUR"}, "It is in EUR, the chapter's books are in USD."),
            ({"chapter_slug": "another"}, "Its chapter is not the payment's."),
            ({"chapter_slug": None}, "Its chapter is not the payment's."),
            ({"id": "cs_test_another"}, "Another session has been opened for this payment."),
        ],
    )
    def test_is_put_aside_with_the_reason(
        self, books: Books, paid: CheckoutSession, other: dict[str, Any], reason: str
    ) -> None:
        outcome = settlement.settle(taken=replace(paid, **other))
        assert outcome.verdict is Verdict.QUARANTINED
        assert reason in outcome.reason
        assert member_of(books.members[0]).balance_minor == 20000
        assert payment_of(paid.payment_ref or "").state is PaymentState.PENDING

    def test_is_put_aside_where_it_is_no_page_at_all(self, books: Books, paid: CheckoutSession) -> None:
        facts = {
            name: value
            for name, value in vars(paid).items()
            if name not in ("id", "url", "payer_email", "is_setup", "confirm_url")
        }
        assert settlement.settle(taken=DirectCharge(**facts)).verdict is Verdict.QUARANTINED
        assert member_of(books.members[0]).balance_minor == 20000

    @pytest.mark.parametrize("other", [{"livemode": True}, {"currency": "EUR"}, {"chapter_slug": "another"}])
    def test_is_not_taken_in_where_its_payment_is_not_here(
        self, books: Books, paid: CheckoutSession, other: dict[str, Any]
    ) -> None:
        outcome = settlement.settle(taken=replace(paid, payment_ref="P-LOST", **other))
        assert outcome.verdict is Verdict.QUARANTINED
        assert db.session.scalars(select(Payment).where(Payment.reference == "P-LOST")).all() == []

    def test_is_passed_over_where_it_is_not_ours_or_brought_nothing(
        self, books: Books, paid: CheckoutSession
    ) -> None:
        assert settlement.settle(taken=replace(paid, payment_ref=None)) == NOT_OURS
        for brought in ({"stage": "open"}, {"amount_minor": 0}):
            lost: dict[str, Any] = {"payment_ref": "P-LOST", **brought}
            outcome = settlement.settle(taken=replace(paid, **lost))
            assert (outcome.verdict, "was not paid" in outcome.reason) == (Verdict.IGNORED, True)
        assert member_of(books.members[0]).balance_minor == 20000
        assert db.session.scalars(select(Payment.reference)).all() == [paid.payment_ref]


class TestAPageWhoseAnswerWasLost:
    def test_waits_to_be_paid_once_it_is_found_open(self, books: Books, sandbox: Sandbox) -> None:
        sandbox.fault(Fault(path="/stripe/v1/checkout/sessions", kind="drop", moment="after", times=4))
        with pytest.raises(Unavailable):
            press_pay(books)
        sandbox.clear_faults()
        [session] = sandbox.sessions()
        found = stripe.get_checkout_session(session_id=session["id"])
        assert settlement.settle(taken=found).verdict is Verdict.APPLIED
        payment = payment_of(found.payment_ref or "")
        assert (payment.state, payment.stripe_session_id) == (PaymentState.PENDING, session["id"])
