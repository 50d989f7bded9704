"""Money by Stripe, from the press of *Pay* to the books, against a stand-in that is as strict as Stripe."""

from __future__ import annotations

from decimal import Decimal

import pytest
from flask import Flask
from sqlalchemy import select

from sandbox import Fault, Sandbox
from sigma_finance.domain.actors import OPERATOR
from sigma_finance.domain.books.accounts import Account
from sigma_finance.domain.errors import Conflict, Invalid, NotFound, Unavailable
from sigma_finance.domain.payments.delivery import EventState
from sigma_finance.domain.payments.payments import DisputeState, Method, PaymentState
from sigma_finance.extensions import db
from sigma_finance.gateways.payments import stripe
from sigma_finance.models import Dispute, Payment, Posting, Receipt, ReceiptVoid, WebhookEvent
from sigma_finance.queries.payments import settling
from sigma_finance.services.payments import checkout, reconciliation, recording, webhooks
from tests.books import Books, assert_books_hold, charge, member_of, open_books, pay, payment_of


@pytest.fixture
def books(app: Flask) -> Books:
    made = open_books()
    charge(made, made.members[0])
    return made


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


def deliver(sandbox: Sandbox) -> list[EventState]:
    """Hand every new event to the endpoint's service, as the webhook does."""
    return [redeliver(sandbox, event["id"]) for event in sandbox.take_events()]


def redeliver(sandbox: Sandbox, event_id: str) -> EventState:
    signed = sandbox.signed(event_id)
    return webhooks.handle(event_id=webhooks.receive(payload=signed.payload, signature=signed.header))


def stripe_cash(books: Books) -> int:
    lines = select(Posting.amount_minor).where(
        Posting.chapter_id == books.chapter_id, Posting.account == Account.CASH_STRIPE
    )
    return sum(db.session.scalars(lines))


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


class TestPressingPay:
    def test_leads_to_the_same_session_for_the_same_amount(self, books: Books, sandbox: Sandbox) -> None:
        first = press_pay(books)
        again = press_pay(books)
        assert (again.id, again.stripe_session_id) == (first.id, first.stripe_session_id)
        assert len(sandbox.sessions()) == 1

    def test_expires_the_first_session_for_another_amount(self, books: Books, sandbox: Sandbox) -> None:
        first = press_pay(books)
        second = press_pay(books, 5000)
        assert sandbox.session(first.stripe_session_id or "")["status"] == "expired"
        assert payment_of(first.reference).state is PaymentState.EXPIRED
        assert payment_of(second.reference).state is PaymentState.PENDING

    @pytest.mark.parametrize("amount", [0, -5, 20001, 10**12])
    def test_refuses_what_is_not_owed(self, books: Books, amount: int) -> None:
        with pytest.raises(Invalid):
            press_pay(books, amount)
        assert db.session.scalars(select(Payment).where(Payment.chapter_id == books.chapter_id)).all() == []

    def test_refuses_when_nothing_is_owed(self, books: Books) -> None:
        with pytest.raises(Invalid, match="nothing to pay"):
            press_pay(books, member=1)

    def test_closes_the_row_when_stripe_says_no(self, books: Books, sandbox: Sandbox) -> None:
        with pytest.raises(Unavailable, match="Nothing was charged"):
            press_pay(books, 30)
        [payment] = db.session.scalars(select(Payment).where(Payment.chapter_id == books.chapter_id))
        assert payment.state is PaymentState.FAILED

    def test_keeps_row_and_key_when_the_answer_is_lost_and_asks_again_with_them(
        self, books: Books, sandbox: Sandbox
    ) -> None:
        sandbox.fault(Fault(path="/stripe/v1/checkout/sessions", kind="drop", moment="after", times=4))
        with pytest.raises(Unavailable):
            press_pay(books)
        [kept] = db.session.scalars(select(Payment).where(Payment.chapter_id == books.chapter_id))
        assert kept.state is PaymentState.CREATED
        sandbox.clear_faults()
        assert press_pay(books).id == kept.id
        assert len(sandbox.sessions()) == 1

    def test_names_the_chapter_and_keeps_to_our_own_key(self, books: Books, sandbox: Sandbox) -> None:
        payment = press_pay(books)
        [request] = [r for r in sandbox.requests() if r.method == "POST" and r.path.endswith("/sessions")]
        assert request.idempotency_key == payment.reference


class TestTheReturnPage:
    def test_credits_nothing_for_an_unpaid_session(self, books: Books) -> None:
        payment = press_pay(books)
        self._return(books, payment.reference, payment.stripe_session_id)
        assert payment_of(payment.reference).state is PaymentState.PENDING

    def test_knows_nothing_of_what_is_not_the_members(self, books: Books, sandbox: Sandbox) -> None:
        payment = press_pay(books)
        sandbox.pay(payment.stripe_session_id or "")
        other = open_books()
        for reference, session in [
            (payment.reference, "cs_test_invented"),
            ("P-INVENTED", payment.stripe_session_id),
        ]:
            with pytest.raises(NotFound):
                self._return(books, reference, session)
        with pytest.raises(NotFound):
            self._return(books, payment.reference, payment.stripe_session_id, member=1)
        with pytest.raises(NotFound):
            self._return(other, payment.reference, payment.stripe_session_id)
        assert member_of(books.members[0]).balance_minor == 20000

    def _return(self, books: Books, reference: str, session_id: str | None, *, member: int = 0) -> None:
        checkout.settle_return(
            chapter_id=books.chapter_id,
            member_id=books.members[member],
            reference=reference,
            session_id=session_id,
        )


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


class TestRefunds:
    def test_are_booked_once_each_and_open_what_they_had_settled(
        self, books: Books, sandbox: Sandbox
    ) -> None:
        payment = press_pay(books)
        sandbox.pay(payment.stripe_session_id or "")
        sandbox.refund(payment.stripe_session_id or "", amount=5000)
        sandbox.refund(payment.stripe_session_id or "", amount=2500)
        events = sandbox.take_events()
        for event in [*events, *events]:
            redeliver(sandbox, event["id"])
        assert member_of(books.members[0]).balance_minor == 7500
        assert_books_hold(books)

    def test_end_right_when_they_are_told_before_the_payment(self, books: Books, sandbox: Sandbox) -> None:
        payment = press_pay(books)
        sandbox.pay(payment.stripe_session_id or "")
        sandbox.refund(payment.stripe_session_id or "")
        for event in reversed(sandbox.take_events()):
            redeliver(sandbox, event["id"])
        assert member_of(books.members[0]).balance_minor == 20000
        assert payment_of(payment.reference).state is PaymentState.SUCCEEDED
        assert_books_hold(books)

    def test_put_the_money_back_when_they_fail(self, books: Books, sandbox: Sandbox) -> None:
        payment = press_pay(books)
        sandbox.pay(payment.stripe_session_id or "")
        refund = sandbox.refund(payment.stripe_session_id or "")
        deliver(sandbox)
        sandbox.fail_refund(refund["id"])
        deliver(sandbox)
        assert member_of(books.members[0]).balance_minor == 0
        assert_books_hold(books)


class TestDisputes:
    def test_take_the_money_at_once_and_give_it_back_when_won(self, books: Books, sandbox: Sandbox) -> None:
        payment = press_pay(books)
        sandbox.pay(payment.stripe_session_id or "")
        disputed = sandbox.dispute(payment.stripe_session_id or "")
        deliver(sandbox)
        assert member_of(books.members[0]).balance_minor == 20000
        sandbox.win(disputed["id"])
        deliver(sandbox)
        assert member_of(books.members[0]).balance_minor == 0
        assert db.session.scalars(select(Dispute.state)).all() == [DisputeState.WON]
        assert_books_hold(books)

    def test_void_the_receipt_when_lost(self, books: Books, sandbox: Sandbox) -> None:
        payment = press_pay(books)
        sandbox.pay(payment.stripe_session_id or "")
        disputed = sandbox.dispute(payment.stripe_session_id or "")
        sandbox.lose(disputed["id"])
        for event in reversed(sandbox.take_events()):
            redeliver(sandbox, event["id"])
        assert member_of(books.members[0]).balance_minor == 20000
        assert len(db.session.scalars(select(ReceiptVoid)).all()) == 1
        assert_books_hold(books)


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
