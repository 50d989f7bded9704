"""Giving money of a payment back, through Stripe and by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select

from sandbox import Fault, Sandbox
from sigma_finance.domain.actors import OPERATOR, Actor, ActorKind
from sigma_finance.domain.audit import Action
from sigma_finance.domain.books.accounts import Account
from sigma_finance.domain.dates import now, today_in
from sigma_finance.domain.errors import Conflict, DomainError, Invalid, NotFound, Unavailable
from sigma_finance.domain.payments.payments import FormSentAlready, Method, PaymentState, RefundState
from sigma_finance.domain.payments.refunds import HandRefund, StillOwed
from sigma_finance.domain.payments.requests import NewRefund
from sigma_finance.extensions import db
from sigma_finance.gateways.payments import stripe
from sigma_finance.models import AuditEvent, Charge, JournalEntry, OutboxMessage, Payment, Receipt
from sigma_finance.queries.payments import amendments
from sigma_finance.queries.payments import refunds as queries
from sigma_finance.services.dues import charges
from sigma_finance.services.payments import deposits, reconciliation, refunding, refunds, reversing
from tests.at_once import at_once
from tests.books import ZONE, Books, assert_books_hold, charge, lies, member_of, open_books, pay, payment_of
from tests.services.payments.in_excess import assert_holds, on
from tests.services.payments.paying import deliver, press_pay
from tests.services.payments.refunding import not_there, pay_online, refund, refunds_of, wanted


@pytest.fixture
def books(any_app: Flask) -> Books:
    made = open_books()
    charge(made, made.members[0])
    return made


def owes(books: Books) -> int:
    return member_of(books.members[0]).balance_minor


def told(books: Books, kind: str) -> list[dict[str, object]]:
    db.session.rollback()
    mine = (OutboxMessage.kind == kind, OutboxMessage.member_id == books.members[0])
    return list(db.session.scalars(select(OutboxMessage.context).where(*mine).order_by(OutboxMessage.id)))


def noted(books: Books) -> list[tuple[str, str]]:
    """What the trail says of refunds, and by whom."""
    db.session.rollback()
    rows = db.session.execute(
        select(AuditEvent.action, AuditEvent.actor)
        .where(AuditEvent.chapter_id == books.chapter_id, AuditEvent.action.contains("refund"))
        .order_by(AuditEvent.sequence)
    )
    return [(action, kind) for action, kind in rows]


class TestARefundThroughStripe:
    def test_is_booked_once_with_its_answer_and_its_events(self, books: Books, sandbox: Sandbox) -> None:
        payment = pay_online(books, sandbox)
        assert refund(payment, 5000) is RefundState.SUCCEEDED
        deliver(sandbox)
        [made] = refunds_of(payment)
        assert (made.amount_minor, made.state, made.reason) == (
            5000,
            RefundState.SUCCEEDED,
            "Left the chapter",
        )
        assert owes(books) == 5000
        assert_holds(books, sandbox)

    def test_keeps_its_key_before_the_call(self, books: Books, sandbox: Sandbox) -> None:
        payment = pay_online(books, sandbox)
        refunding.intend(request=wanted(payment, 5000), by=OPERATOR)
        [made] = refunds_of(payment)
        assert (made.state, made.stripe_refund_id, owes(books)) == (RefundState.CREATED, None, 0)
        refunding.ask(chapter_id=books.chapter_id, refund_id=made.id)
        keys = [
            one.idempotency_key
            for one in sandbox.requests()
            if one.method == "POST" and one.path.endswith("/refunds")
        ]
        assert keys == [refunds_of(payment)[0].reference]

    def test_is_booked_by_its_event_where_that_comes_first(self, books: Books, sandbox: Sandbox) -> None:
        payment = pay_online(books, sandbox)
        sandbox.fault(Fault(path="/stripe/v1/refunds", kind="drop", moment="after", times=9))
        assert refund(payment, 5000) is RefundState.CREATED
        sandbox.clear_faults()
        deliver(sandbox)
        [made] = refunds_of(payment)
        assert (made.state, made.reason, owes(books)) == (RefundState.SUCCEEDED, "Left the chapter", 5000)
        assert_holds(books, sandbox)

    def test_under_way_succeeds_later(self, books: Books, sandbox: Sandbox) -> None:
        payment = pay_online(books, sandbox, card="4000000000007726")
        assert refund(payment, 20000) is RefundState.PENDING
        assert owes(books) == 20000
        sandbox.settle_refund(refunds_of(payment)[0].stripe_refund_id or "")
        deliver(sandbox)
        assert refunds_of(payment)[0].state is RefundState.SUCCEEDED
        assert_holds(books, sandbox)

    def test_tells_the_member(self, books: Books, sandbox: Sandbox) -> None:
        refund(pay_online(books, sandbox), 5000)
        [one] = told(books, "refunded")
        assert (one["amount"], one["balance"]) == ("$50.00", "$50.00")
        assert "ten days" in str(one["how"])

    def test_is_on_the_trail_as_asked_for_and_as_gone(self, books: Books, sandbox: Sandbox) -> None:
        refund(pay_online(books, sandbox), 5000)
        assert noted(books) == [
            (Action.REFUND_ASKED.value, "operator"),
            (Action.PAYMENT_REFUNDED.value, "stripe"),
        ]

    def test_restates_the_receipt(self, books: Books, sandbox: Sandbox) -> None:
        payment = pay_online(books, sandbox)
        refund(payment, 5000)
        receipt = db.session.scalars(select(Receipt).where(Receipt.payment_id == payment.id)).one()
        assert amendments.standing(receipt).stays_minor == 15000

    def test_of_all_that_is_left_comes_after_one_at_the_dashboard(
        self, books: Books, sandbox: Sandbox
    ) -> None:
        payment = pay_online(books, sandbox)
        sandbox.refund(payment.stripe_session_id or "", amount=5000)
        deliver(sandbox)
        with pytest.raises(Invalid, match=r"\$150.00 of this payment is left"):
            refund(payment, 15001)
        refund(payment, 15000)
        with pytest.raises(Conflict, match="All of this payment has gone back"):
            refund(payment, 1)
        assert_holds(books, sandbox)


class TestARefundThatCannotBe:
    @pytest.mark.parametrize("amount", [0, -1, 20001])
    def test_of_nothing_or_more_than_is_left_is_refused(
        self, books: Books, sandbox: Sandbox, amount: int
    ) -> None:
        payment = pay_online(books, sandbox)
        with pytest.raises(Invalid, match="is left") as refusal:
            refund(payment, amount)
        assert refusal.value.field == "amount"
        assert refunds_of(payment) == []

    def test_asks_for_a_reason(self, books: Books, sandbox: Sandbox) -> None:
        payment = pay_online(books, sandbox)
        bare = NewRefund(payment.chapter_id, payment.id, 100, StillOwed.YES, " ", "k" * 20)
        with pytest.raises(Invalid) as refusal:
            refunding.refund(request=bare, by=OPERATOR)
        assert refusal.value.field == "reason"

    def test_is_refused_while_a_dispute_is_open(self, books: Books, sandbox: Sandbox) -> None:
        payment = pay_online(books, sandbox)
        made = sandbox.dispute(payment.stripe_session_id or "", amount=5000)
        deliver(sandbox)
        with pytest.raises(Conflict, match="disputes this payment"):
            refund(payment, 100)
        sandbox.win(made["id"])
        deliver(sandbox)
        refund(payment, 100)
        assert_holds(books, sandbox)

    def test_is_refused_by_stripe_where_it_knows_better(self, books: Books, sandbox: Sandbox) -> None:
        payment = pay_online(books, sandbox)
        sandbox.refund(payment.stripe_session_id or "")
        with pytest.raises(Conflict, match="has been refunded at Stripe already"):
            refund(payment, 5000)
        [made] = refunds_of(payment)
        assert (made.state, made.form_key) == (RefundState.REFUSED, None)
        assert noted(books)[-1] == (Action.REFUND_REFUSED.value, "stripe")
        deliver(sandbox)
        assert owes(books) == 20000
        assert_holds(books, sandbox)

    def test_is_refused_where_stripe_has_not_so_much(self, books: Books, sandbox: Sandbox) -> None:
        payment = pay_online(books, sandbox)
        sandbox.bench.settings.refund_floor = 0
        try:
            with pytest.raises(Conflict, match="not enough money at Stripe"):
                refund(payment, 20000)
        finally:
            sandbox.bench.settings.refund_floor = None
        assert (refunds_of(payment)[0].state, owes(books)) == (RefundState.REFUSED, 0)

    def test_is_refused_while_stripe_is_busy(self, books: Books, sandbox: Sandbox) -> None:
        payment = pay_online(books, sandbox)
        sandbox.fault(Fault(path="/stripe/v1/refunds", status=429, times=9))
        with pytest.raises(Unavailable, match="Nothing was refunded"):
            refund(payment, 5000)
        sandbox.clear_faults()
        assert refunds_of(payment)[0].state is RefundState.REFUSED
        assert refund(payment, 5000) is RefundState.SUCCEEDED

    def test_of_an_imported_or_unbooked_payment_says_so(self, books: Books, sandbox: Sandbox) -> None:
        waiting = press_pay(books)
        with pytest.raises(Conflict, match="not in the books"):
            refund(waiting, 100)

    def test_is_another_chapters(self, books: Books, sandbox: Sandbox) -> None:
        payment, other = pay_online(books, sandbox), open_books()
        strange = NewRefund(other.chapter_id, payment.id, 100, StillOwed.YES, "Mine", "k" * 20)
        with pytest.raises(NotFound):
            refunding.refund(request=strange, by=OPERATOR)
        with pytest.raises(NotFound):
            refunding.ask(chapter_id=other.chapter_id, refund_id=10**9)


class TestABankDebit:
    def test_is_given_back_by_hand_after_half_a_year(self, books: Books, sandbox: Sandbox) -> None:
        payment = press_pay(books)
        sandbox.pay_by_bank(payment.stripe_session_id or "")
        sandbox.settle(payment.stripe_session_id or "")
        deliver(sandbox)
        with time_machine.travel(now() + timedelta(days=181)):
            with pytest.raises(Invalid, match="for 180 days"):
                refund(payment, 20000)
            assert refund(payment, 20000, method=Method.CHECK) is RefundState.SUCCEEDED
        sandbox.hasten()
        deliver(sandbox)
        assert owes(books) == 20000
        assert on(books, Account.CASH_STRIPE) == sandbox.balance()
        assert on(books, Account.CASH_BANK) == -20000
        assert_books_hold(books)

    def test_goes_back_through_stripe_until_then(self, books: Books, sandbox: Sandbox) -> None:
        payment = press_pay(books)
        sandbox.pay_by_bank(payment.stripe_session_id or "")
        sandbox.settle(payment.stripe_session_id or "")
        deliver(sandbox)
        with pytest.raises(Invalid, match="goes back through Stripe"):
            refund(payment, 20000, method=Method.CHECK)
        assert refund(payment, 20000) is RefundState.PENDING
        deliver(sandbox)
        assert_holds(books, sandbox)


class TestAnAnswerThatNeverCame:
    def test_is_asked_for_again_under_the_same_key(self, books: Books, sandbox: Sandbox) -> None:
        payment = pay_online(books, sandbox)
        sandbox.fault(Fault(path="/stripe/v1/refunds", kind="drop", method="POST", times=9))
        assert refund(payment, 5000) is RefundState.CREATED
        sandbox.clear_faults()
        assert reconciliation.reconcile().problems == []
        assert refunds_of(payment)[0].state is RefundState.CREATED
        with time_machine.travel(now() + timedelta(minutes=5)):
            reconciliation.reconcile()
        assert (refunds_of(payment)[0].state, owes(books)) == (RefundState.SUCCEEDED, 5000)
        deliver(sandbox)
        assert_holds(books, sandbox)

    def test_is_found_where_stripe_had_acted(self, books: Books, sandbox: Sandbox) -> None:
        payment = pay_online(books, sandbox)
        sandbox.fault(Fault(path="/stripe/v1/refunds", kind="drop", moment="after", method="POST", times=9))
        assert refund(payment, 5000) is RefundState.CREATED
        sandbox.clear_faults()
        [one] = queries.unanswered(before=now() + timedelta(minutes=1))
        refunding.find_out(one)
        assert (refunds_of(payment)[0].state, owes(books)) == (RefundState.SUCCEEDED, 5000)
        refunding.find_out(one)
        assert len(sandbox.every("refund")) == 1
        deliver(sandbox)
        assert_holds(books, sandbox)

    def test_is_given_up_once_its_key_may_be_forgotten(self, books: Books, sandbox: Sandbox) -> None:
        payment = pay_online(books, sandbox)
        sandbox.fault(Fault(path="/stripe/v1/refunds", kind="drop", method="POST", times=9))
        refund(payment, 5000)
        sandbox.clear_faults()
        with time_machine.travel(now() + timedelta(hours=21)):
            reconciliation.reconcile()
        [made] = refunds_of(payment)
        assert (made.state, made.problem) == (RefundState.REFUSED, refunding.NEVER_REACHED)
        refunding.refuse(reference=made.reference or "", problem="Again")
        refunding.refuse(reference="RF-NONE", problem="None")
        assert refunds_of(payment)[0].problem == refunding.NEVER_REACHED

    def test_counts_as_gone_meanwhile(self, books: Books, sandbox: Sandbox) -> None:
        payment = pay_online(books, sandbox)
        refunding.intend(request=wanted(payment, 15000), by=OPERATOR)
        with pytest.raises(Invalid, match=r"\$50.00 of this payment is left"):
            refunding.intend(request=wanted(payment, 5001), by=OPERATOR)

    def test_is_booked_though_it_had_been_given_up(self, books: Books, sandbox: Sandbox) -> None:
        payment = pay_online(books, sandbox)
        sandbox.fault(Fault(path="/stripe/v1/refunds", kind="drop", moment="after", method="POST", times=9))
        refund(payment, 5000)
        sandbox.clear_faults()
        refunding.refuse(reference=refunds_of(payment)[0].reference or "", problem="Given up")
        deliver(sandbox)
        assert (refunds_of(payment)[0].state, owes(books)) == (RefundState.SUCCEEDED, 5000)
        assert_holds(books, sandbox)


class TestARefundThatComesBackAtOnce:
    def test_books_nothing_and_says_so(self, books: Books, sandbox: Sandbox) -> None:
        payment = pay_online(books, sandbox)
        request = wanted(payment, 5000)
        refunding.intend(request=request, by=OPERATOR)
        reference = refunds_of(payment)[0].reference
        made = sandbox.refund(payment.stripe_session_id or "", amount=5000)
        sandbox.fail_refund(made["id"])
        failed = replace(stripe.get_refund(refund_id=made["id"]), refund_ref=reference)
        refunds.book_refund(refund=failed)
        assert (refunds_of(payment)[0].state, owes(books)) == (RefundState.FAILED, 0)
        with pytest.raises(Conflict, match="came back at once"):
            refunding.refund(request=request, by=OPERATOR)
        deliver(sandbox)
        assert owes(books) == 0
        assert_holds(books, sandbox)


class TestTwiceAtOnce:
    def test_sends_a_form_once(self, books: Books, sandbox: Sandbox) -> None:
        payment = pay_online(books, sandbox)
        request = wanted(payment, 5000)
        assert refunding.refund(request=request, by=OPERATOR) is RefundState.SUCCEEDED
        assert refunding.refund(request=request, by=OPERATOR) is RefundState.SUCCEEDED
        with pytest.raises(FormSentAlready):
            refunding.refund(request=wanted(payment, 6000, form_key=request.form_key), by=OPERATOR)
        assert len(refunds_of(payment)) == 1

    def test_refunds_one_form_once(self, app: Flask, sandbox: Sandbox) -> None:
        books = open_books()
        charge(books, books.members[0])
        payment = pay_online(books, sandbox)
        request = wanted(payment, 5000)
        answers = at_once(app, [lambda: refunding.refund(request=request, by=OPERATOR)] * 4)
        assert {one for one in answers if not isinstance(one, DomainError)} <= {
            RefundState.CREATED,
            RefundState.SUCCEEDED,
        }
        deliver(sandbox)
        assert (len(sandbox.every("refund")), owes(books)) == (1, 5000)
        assert_holds(books, sandbox)

    def test_refunds_no_more_than_is_left(self, app: Flask, sandbox: Sandbox) -> None:
        books = open_books()
        charge(books, books.members[0])
        payment = pay_online(books, sandbox)
        requests = [wanted(payment, 12000) for _ in range(3)]
        at_once(app, [lambda one=one: refunding.refund(request=one, by=OPERATOR) for one in requests])  # type: ignore[misc]
        deliver(sandbox)
        assert (len(sandbox.every("refund")), owes(books)) == (1, 12000)
        assert_holds(books, sandbox)


class TestIsItStillOwed:
    @pytest.mark.parametrize("owed", list(StillOwed))
    @pytest.mark.parametrize("amount", [5000, 20000])
    def test_leaves_what_was_answered(
        self, books: Books, sandbox: Sandbox, owed: StillOwed, amount: int
    ) -> None:
        payment = pay_online(books, sandbox)
        refund(payment, amount, owed=owed)
        deliver(sandbox)
        member = member_of(books.members[0])
        left = {
            StillOwed.YES: (amount, 0),
            StillOwed.WAIVED: (0, 0),
            StillOwed.REVERSED: (0, 20000 - amount),
        }
        assert (member.balance_minor, member.credit_minor) == left[owed]
        assert_holds(books, sandbox)

    @pytest.mark.parametrize("owed", list(StillOwed))
    @pytest.mark.parametrize("amount", [5000, 20000])
    def test_is_as_before_where_the_refund_fails(
        self, books: Books, sandbox: Sandbox, owed: StillOwed, amount: int
    ) -> None:
        payment = pay_online(books, sandbox, card="4000000000005126")
        refund(payment, amount, owed=owed)
        deliver(sandbox)
        sandbox.fail_refund(refunds_of(payment)[0].stripe_refund_id or "")
        deliver(sandbox)
        member = member_of(books.members[0])
        assert (member.balance_minor, member.credit_minor) == (0, 0)
        assert on(books, Account.WAIVERS) == 0
        assert refunds_of(payment)[0].state is RefundState.FAILED
        assert_holds(books, sandbox)

    def test_waives_before_other_credit_is_used(self, books: Books, sandbox: Sandbox) -> None:
        payment = pay_online(books, sandbox)
        pay(books, books.members[0], 3000)
        refund(payment, 5000, owed=StillOwed.WAIVED)
        member = member_of(books.members[0])
        assert (member.balance_minor, member.credit_minor) == (0, 3000)
        assert on(books, Account.WAIVERS) == 5000

    def test_is_not_asked_again_of_a_charge_that_was_reversed_since(
        self, books: Books, sandbox: Sandbox
    ) -> None:
        payment = pay_online(books, sandbox)
        refund(payment, 5000, owed=StillOwed.WAIVED)
        made = db.session.scalars(select(Charge.id).where(Charge.chapter_id == books.chapter_id)).one()
        charges.reverse(chapter_id=books.chapter_id, charge_id=made, reason="Wrong", by=OPERATOR)
        sandbox.fail_refund(refunds_of(payment)[0].stripe_refund_id or "")
        deliver(sandbox)
        member = member_of(books.members[0])
        assert (member.balance_minor, member.credit_minor) == (0, 20000)
        assert_holds(books, sandbox)


class TestARefundThatFails:
    def test_tells_the_member_and_puts_the_money_back(self, books: Books, sandbox: Sandbox) -> None:
        payment = pay_online(books, sandbox)
        refund(payment, 5000)
        sandbox.fail_refund(refunds_of(payment)[0].stripe_refund_id or "")
        deliver(sandbox)
        [made] = refunds_of(payment)
        assert (made.state, made.problem) == (RefundState.FAILED, "The card is not used any more.")
        [one] = told(books, "refund_failed")
        assert (one["amount"], one["problem"]) == ("$50.00", "The card is not used any more.")
        assert owes(books) == 0

    def test_may_be_given_back_by_hand_then(self, books: Books, sandbox: Sandbox) -> None:
        payment = pay_online(books, sandbox)
        with pytest.raises(Invalid, match="goes back through Stripe"):
            refund(payment, 5000, method=Method.CHECK)
        refund(payment, 5000)
        sandbox.fail_refund(refunds_of(payment)[0].stripe_refund_id or "")
        deliver(sandbox)
        assert refund(payment, 5000, method=Method.CHECK) is RefundState.SUCCEEDED
        assert (owes(books), on(books, Account.CASH_BANK)) == (5000, -5000)
        assert on(books, Account.CASH_STRIPE) == sandbox.balance()


def cash_of(books: Books, amount_minor: int = 20000) -> Payment:
    """Cash that the first member paid."""
    return payment_of(pay(books, books.members[0], amount_minor).reference)


class TestARefundByHand:
    @pytest.mark.parametrize(("method", "where"), [(Method.CASH, (15000, 0)), (Method.CHECK, (20000, -5000))])
    def test_is_booked_out_of_where_it_was_given(
        self, books: Books, method: Method, where: tuple[int, int]
    ) -> None:
        payment = cash_of(books)
        assert refund(payment, 5000, method=method) is RefundState.SUCCEEDED
        [made] = refunds_of(payment)
        assert (made.method, made.trace, made.stripe_refund_id) == (method, "1042", None)
        assert (owes(books), lies(books)) == (5000, where)
        [one] = told(books, "refunded")
        assert str(one["how"]).endswith(f"{method.in_words}, 1042.")
        assert noted(books) == [(Action.REFUND_MADE.value, "operator")]
        assert_books_hold(books)

    def test_waives_what_it_opens_where_that_is_not_owed(self, books: Books) -> None:
        refund(cash_of(books), 5000, owed=StillOwed.WAIVED, method=Method.CASH)
        assert (owes(books), on(books, Account.WAIVERS)) == (0, 5000)

    def test_names_its_method(self, books: Books) -> None:
        payment = cash_of(books)
        with pytest.raises(Invalid, match="how it was given back"):
            refund(payment, 5000)
        with pytest.raises(Invalid, match="how it was given back"):
            refund(payment, 5000, method=Method.CARD)

    def test_takes_no_more_cash_than_there_is(self, books: Books) -> None:
        payment = cash_of(books)
        deposits.deposit(
            chapter_id=books.chapter_id,
            payment_ids=[payment.id],
            deposited_on=today_in(ZONE),
            note="",
            by=OPERATOR,
        )
        with pytest.raises(Conflict, match="less cash on hand"):
            refund(payment, 5000, method=Method.CASH)
        refund(payment, 5000, method=Method.ZELLE)
        assert lies(books) == (0, 15000)

    @pytest.mark.parametrize(("days", "word"), [(1, "has not come yet"), (-2, "cannot have gone back")])
    def test_is_of_a_day_between_the_payment_and_today(self, books: Books, days: int, word: str) -> None:
        payment = cash_of(books)
        sent = wanted(payment, 100, method=Method.CASH)
        assert sent.by_hand is not None
        day = HandRefund(Method.CASH, sent.by_hand.on + timedelta(days=days))
        odd = NewRefund(payment.chapter_id, payment.id, 100, StillOwed.YES, "Odd", "k" * 20, day)
        with pytest.raises(Invalid, match=word) as refusal:
            refunding.refund(request=odd, by=OPERATOR)
        assert refusal.value.field == "given_on"

    def test_keeps_its_payment_from_being_reversed(self, books: Books) -> None:
        payment = cash_of(books)
        refund(payment, 5000, method=Method.CASH)
        with pytest.raises(Conflict, match="Some of this payment was refunded"):
            reversing.reverse(chapter_id=books.chapter_id, payment_id=payment.id, reason="Twice", by=OPERATOR)
        assert payment_of(payment.reference).state is PaymentState.SUCCEEDED


class TestARefundByHandThatDidNotArrive:
    @pytest.mark.parametrize("owed", list(StillOwed))
    def test_puts_everything_back(self, books: Books, owed: StillOwed) -> None:
        payment = cash_of(books)
        refund(payment, 20000, owed=owed, method=Method.CHECK)
        not_there(payment)
        member = member_of(books.members[0])
        assert (member.balance_minor, member.credit_minor, lies(books)) == (0, 0, (20000, 0))
        assert on(books, Account.WAIVERS) == 0
        assert [one["problem"] for one in told(books, "refund_failed")] == ["Never cashed"]
        assert noted(books)[-1] == (Action.REFUND_FAILED.value, "operator")
        receipt = db.session.scalars(select(Receipt).where(Receipt.payment_id == payment.id)).one()
        assert amendments.standing(receipt).stays_minor == 20000
        assert_books_hold(books)

    def test_can_be_said_once(self, books: Books) -> None:
        payment = cash_of(books)
        refund(payment, 5000, method=Method.CHECK)
        not_there(payment)
        with pytest.raises(Conflict, match="taken back already"):
            not_there(payment)
        reversing.reverse(chapter_id=books.chapter_id, payment_id=payment.id, reason="Twice", by=OPERATOR)

    def test_is_stripes_to_say_of_its_own(self, books: Books, sandbox: Sandbox) -> None:
        payment = pay_online(books, sandbox)
        refund(payment, 5000)
        with pytest.raises(Conflict, match="Stripe says itself"):
            not_there(payment)
        with pytest.raises(NotFound):
            not_there(payment, refund_id=10**9)


class TestWhoRefunds:
    def test_stands_at_the_entry(self, books: Books, sandbox: Sandbox) -> None:
        officer = Actor(ActorKind.PERSON, member_id=books.members[1])
        refund(pay_online(books, sandbox), 5000, by=officer)
        db.session.rollback()
        by = select(JournalEntry.actor_member_id).where(JournalEntry.refund_id.is_not(None))
        assert db.session.scalars(by).all() == [books.members[1]]

    def test_is_nobody_twice(self, books: Books, sandbox: Sandbox) -> None:
        refund(pay_online(books, sandbox), 5000)
        db.session.rollback()
        assert db.session.scalar(select(func.count()).where(JournalEntry.refund_id.is_not(None))) == 1
