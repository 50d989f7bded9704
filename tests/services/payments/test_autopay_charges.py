"""Autopay: told three days before, charged once on the date."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from sandbox import Fault, Sandbox
from sigma_finance.domain.actors import OPERATOR, SYSTEM
from sigma_finance.domain.books.accounts import Account
from sigma_finance.domain.dates import now
from sigma_finance.domain.errors import Conflict, NotFound
from sigma_finance.domain.members.members import MemberClass, MemberStatus
from sigma_finance.domain.payments.autopay import AttemptState, AutopayEndReason, MandateState
from sigma_finance.domain.payments.delivery import EventState
from sigma_finance.domain.payments.payments import Method, PaymentState
from sigma_finance.domain.policy import LateFeeKind, Policy
from sigma_finance.extensions import db
from sigma_finance.gateways.payments.errors import IdempotencyConflict
from sigma_finance.gateways.payments.types import SavedCharge
from sigma_finance.models import Chapter, Installment, LateFee, Payment, Posting
from sigma_finance.queries.payments import autopay as queries
from sigma_finance.services import reminders
from sigma_finance.services.dues import late_fees
from sigma_finance.services.payments import autopay_charges, autopay_setup, checkout, reconciliation
from tests.books import assert_books_hold, charge, member_of, open_books, pay, set_policy
from tests.breaking import break_mail_to
from tests.rows import payment as payment_row
from tests.services.payments.autopay_member import START, WHO, AutopayMember
from tests.services.payments.paying import deliver


@pytest.fixture
def term(any_app: Flask, sandbox: Sandbox) -> Iterator[AutopayMember]:
    with time_machine.travel(START, tick=False) as clock:
        yield AutopayMember(open_books(members=2), sandbox, clock)


class TestReminders:
    def test_leave_out_what_autopay_pays_and_tell_of_what_is_past_due(self, term: AutopayMember) -> None:
        charge(term.books, term.member_id, due_in=4)
        term.turn_on()
        whose = {"chapter_id": term.books.chapter_id}
        assert reminders.send_now(**whose, member_ids=[term.member_id], by=OPERATOR) == 0
        charge(term.books, term.member_id, due_in=-1)
        assert reminders.send_now(**whose, member_ids=[term.member_id], by=OPERATOR) == 1


def what_is_open(term: AutopayMember) -> dict[int, int]:
    """What is open of each charge of the member's."""
    db.session.rollback()
    rows = db.session.execute(
        select(Installment.charge_id, Installment.open_minor).where(Installment.member_id == term.member_id)
    )
    return {row.charge_id: row.open_minor for row in rows}


def with_late_fee(term: AutopayMember) -> set[int]:
    """Which charges of the chapter have had a late fee."""
    late = select(Installment.charge_id).join(LateFee, LateFee.installment_id == Installment.id)
    return set(db.session.scalars(late.where(LateFee.chapter_id == term.books.chapter_id)))


class TestADueDate:
    def test_is_told_three_days_before_and_charged_once(self, term: AutopayMember) -> None:
        charge(term.books, term.member_id, due_in=10)
        term.turn_on()
        heard = {
            day: (ran.told, ran.charged) for day in range(15) if (ran := term.day(day)).told + ran.charged
        }
        assert heard == {7: (1, 0), 10: (0, 1)}
        [payment] = term.payments()
        assert (payment.state, payment.amount_minor, payment.autopay) == (PaymentState.SUCCEEDED, 20000, True)
        assert payment.method is Method.CARD
        assert member_of(term.member_id).balance_minor == 0
        assert term.kinds() == ["autopay_on", "autopay_notice"]
        notice = term.mails()[1].context
        assert (notice["amount"], notice["method"]) == ("$200.00", "Visa ending 4242")
        assert notice["charged_on"] == "January 11, 2027"
        assert_books_hold(term.books)

    def test_is_charged_what_is_left_of_it(self, term: AutopayMember) -> None:
        charge(term.books, term.member_id, due_in=10)
        term.turn_on()
        term.day(7)
        pay(term.books, term.member_id, 15000)
        term.day(10)
        assert [payment.amount_minor for payment in term.payments() if payment.autopay] == [5000]
        assert_books_hold(term.books)

    def test_is_not_charged_when_it_was_paid_meanwhile(self, term: AutopayMember) -> None:
        charge(term.books, term.member_id, due_in=10)
        term.turn_on()
        term.day(7)
        pay(term.books, term.member_id, 20000)
        term.day(10)
        assert [payment for payment in term.payments() if payment.autopay] == []
        assert term.states() == [AttemptState.DROPPED]

    def test_that_comes_with_another_is_one_charge(self, term: AutopayMember) -> None:
        charge(term.books, term.member_id, 5000, due_in=10)
        charge(term.books, term.member_id, 7000, due_in=10)
        term.turn_on()
        term.day(7)
        term.day(10)
        assert [payment.amount_minor for payment in term.payments()] == [12000]

    def test_that_was_not_told_in_time_waits_for_its_three_days(self, term: AutopayMember) -> None:
        term.turn_on()
        charge(term.books, term.member_id, due_in=1)
        charged = [day for day in range(6) if term.day(day).charged]
        assert charged == [3]

    @pytest.mark.parametrize("due_in", [0, 1, 2])
    def test_within_the_days_of_notice_is_charged_when_they_are_over(
        self, term: AutopayMember, due_in: int
    ) -> None:
        charge(term.books, term.member_id, due_in=due_in)
        term.turn_on()
        [[what, _]] = term.mails()[0].context["items"]
        assert what == "Dues, January 4, 2027"
        assert [day for day in range(6) if term.day(day).charged] == [3]
        assert term.kinds() == ["autopay_on"]

    def test_before_autopay_began_is_left_to_its_member(self, term: AutopayMember) -> None:
        charge(term.books, term.member_id, due_in=2)
        term.clock.move_to(START + timedelta(days=5))
        term.turn_on()
        assert not [day for day in range(5, 12) if term.day(day).charged]

    def test_is_what_its_charge_settles_where_something_older_is_open(self, term: AutopayMember) -> None:
        charge(term.books, term.member_id, 5000, due_in=2)
        term.clock.move_to(START + timedelta(days=5))
        term.turn_on()
        due = charge(term.books, term.member_id, 6600, due_in=10)
        assert [day for day in range(5, 20) if term.day(day).charged] == [15]
        [payment] = term.payments()
        assert payment.amount_minor == 6600
        assert what_is_open(term) == {due: 0, due - 1: 5000}
        assert_books_hold(term.books)

    def test_that_autopay_paid_has_no_late_fee_and_leaves_its_member_owing_what_is_older(
        self, term: AutopayMember
    ) -> None:
        set_policy(term.books, Policy(late_fee=LateFeeKind.FLAT, late_fee_minor=1000, late_fee_grace_days=3))
        old = charge(term.books, term.member_id, 5000, due_in=2)
        term.clock.move_to(START + timedelta(days=5))
        term.turn_on()
        due = charge(term.books, term.member_id, 6600, due_in=10)
        for day in range(5, 20):
            term.day(day)
        late_fees.charge_each(chapter_id=term.books.chapter_id, by=SYSTEM)
        assert with_late_fee(term) == {old}
        assert what_is_open(term)[due] == 0
        assert_books_hold(term.books)

    def test_leaves_what_is_older_to_the_next_payment(self, term: AutopayMember) -> None:
        old = charge(term.books, term.member_id, 5000, due_in=2)
        term.clock.move_to(START + timedelta(days=5))
        term.turn_on()
        due = charge(term.books, term.member_id, 6600, due_in=10)
        for day in range(5, 16):
            term.day(day)
        pay(term.books, term.member_id, 5000)
        assert what_is_open(term) == {due: 0, old: 0}

    def test_can_be_skipped_and_stays_owed(self, term: AutopayMember) -> None:
        charge(term.books, term.member_id, due_in=10)
        term.turn_on()
        term.day(7)
        [one] = queries.coming(
            chapter_id=term.books.chapter_id, member_id=term.member_id, from_on=START.date()
        )
        autopay_setup.skip(
            chapter_id=term.books.chapter_id,
            member_id=term.member_id,
            installment_id=one.installment_id,
            by=WHO,
        )
        term.day(10)
        assert term.payments() == []
        assert member_of(term.member_id).balance_minor == 20000

    def test_can_be_skipped_before_it_was_told(self, term: AutopayMember) -> None:
        charge(term.books, term.member_id, due_in=10)
        term.turn_on()
        installment_id = db.session.scalars(
            select(Installment.id).where(Installment.chapter_id == term.books.chapter_id)
        ).one()
        args = {"chapter_id": term.books.chapter_id, "member_id": term.member_id, "by": WHO}
        autopay_setup.skip(**args, installment_id=installment_id)  # type: ignore[arg-type]
        with pytest.raises(Conflict):
            autopay_setup.skip(**args, installment_id=installment_id)  # type: ignore[arg-type]
        assert term.day(7).told == 0
        assert term.day(10).charged == 0

    def test_of_who_left_or_of_a_suspended_chapter_is_not_charged(self, term: AutopayMember) -> None:
        charge(term.books, term.member_id, due_in=4)
        term.turn_on()
        term.day(1)
        chapter = db.session.get_one(Chapter, term.books.chapter_id)
        chapter.suspended_at = now()
        db.session.commit()
        assert not autopay_charges.charge_due(chapter_id=term.books.chapter_id, member_id=term.member_id)
        term.day(4)
        member_of(term.member_id).status = MemberStatus.INACTIVE
        db.session.get_one(Chapter, term.books.chapter_id).suspended_at = None
        db.session.commit()
        term.day(5)
        assert term.payments() == []
        assert term.last().ending is AutopayEndReason.LEFT

    def test_of_who_was_exempted_meanwhile_is_not_charged(self, term: AutopayMember) -> None:
        charge(term.books, term.member_id, due_in=4)
        term.turn_on()
        term.day(1)
        member_of(term.member_id).member_class = MemberClass.EXEMPT
        db.session.commit()
        assert term.day(4).charged == 0
        assert (term.payments(), term.states()) == ([], [AttemptState.DROPPED])

    def test_that_was_paid_meanwhile_is_left_out_of_the_charge_of_another(self, term: AutopayMember) -> None:
        charge(term.books, term.member_id, 5000, due_in=10)
        charge(term.books, term.member_id, 7000, due_in=10)
        term.turn_on()
        term.day(7)
        pay(term.books, term.member_id, 5000)
        term.day(10)
        assert [payment.amount_minor for payment in term.payments() if payment.autopay] == [7000]
        assert term.states() == [AttemptState.DROPPED, AttemptState.PAID]

    def test_waits_for_a_page_that_is_being_paid_on_and_closes_one_left_behind(
        self, term: AutopayMember
    ) -> None:
        charge(term.books, term.member_id, due_in=4)
        term.turn_on()
        term.day(1)
        term.clock.move_to(START + timedelta(days=4))
        checkout.start(
            chapter_id=term.books.chapter_id, member_id=term.member_id, amount_minor=20000, by=OPERATOR
        )
        assert term.run().charged == 0
        term.clock.shift(timedelta(minutes=40))
        assert term.run().charged == 1
        assert [p.state for p in term.payments()] == [PaymentState.EXPIRED, PaymentState.SUCCEEDED]


class TestABankAccount:
    def on_bank(self, term: AutopayMember) -> None:
        charge(term.books, term.member_id, due_in=4)
        url = autopay_setup.begin_setup(chapter_id=term.books.chapter_id, member_id=term.member_id, by=WHO)
        term.sandbox.save_bank(url.rpartition("/")[2])
        autopay_setup.settle_return(
            chapter_id=term.books.chapter_id, member_id=term.member_id, reference=term.last().reference
        )
        term.day(1)
        term.sandbox.settings.debit_delay = None
        term.day(4)

    def test_is_under_way_and_counts_when_the_bank_pays(self, term: AutopayMember) -> None:
        self.on_bank(term)
        [payment] = term.payments()
        assert (payment.state, payment.method) == (PaymentState.PROCESSING, Method.BANK_DEBIT)
        term.day(5)
        assert len(term.payments()) == 1
        term.sandbox.settle_debit(payment.stripe_payment_intent_id or "")
        reconciliation.reconcile()
        assert member_of(term.member_id).balance_minor == 0
        assert term.states() == [AttemptState.PAID]

    def test_that_fails_later_is_tried_again(self, term: AutopayMember) -> None:
        self.on_bank(term)
        [payment] = term.payments()
        term.clock.move_to(START + timedelta(days=6))
        term.sandbox.fail_debit(payment.stripe_payment_intent_id or "")
        reconciliation.reconcile()
        assert term.states() == [AttemptState.FAILED, AttemptState.PLANNED]
        assert member_of(term.member_id).balance_minor == 20000


class TestAnAnswerThatNeverCame:
    def test_is_found_out_and_booked_once(self, term: AutopayMember) -> None:
        charge(term.books, term.member_id, due_in=4)
        term.turn_on()
        term.day(1)
        term.sandbox.fault(Fault("/stripe/v1/payment_intents", method="POST", moment="after", times=9))
        term.clock.move_to(START + timedelta(days=4))
        assert len(term.run().problems) == 1
        term.sandbox.clear_faults()
        assert [payment.state for payment in term.payments()] == [PaymentState.CREATED]
        assert term.run().charged == 0
        term.clock.shift(timedelta(minutes=20))
        reconciliation.reconcile()
        assert [payment.state for payment in term.payments()] == [PaymentState.SUCCEEDED]
        assert len(term.sandbox.every("payment_intent")) == 1
        assert_books_hold(term.books)

    def test_from_a_stripe_that_was_never_reached_is_asked_anew(self, term: AutopayMember) -> None:
        charge(term.books, term.member_id, due_in=4)
        term.turn_on()
        term.day(1)
        term.sandbox.fault(Fault("/stripe/v1/payment_intents", method="POST", status=500, times=9))
        term.clock.move_to(START + timedelta(days=4))
        assert len(term.run().problems) == 1
        term.sandbox.clear_faults()
        with pytest.raises(Conflict):
            checkout.start(
                chapter_id=term.books.chapter_id, member_id=term.member_id, amount_minor=100, by=OPERATOR
            )
        term.clock.shift(timedelta(minutes=20))
        reconciliation.reconcile()
        assert term.states() == [AttemptState.PLANNED]
        assert term.run().charged == 1
        assert member_of(term.member_id).balance_minor == 0
        assert len(term.sandbox.every("payment_intent")) == 1


class TestACharge:
    def test_carries_the_key_of_its_own_row_so_that_repeating_it_takes_nothing(
        self, term: AutopayMember
    ) -> None:
        charge(term.books, term.member_id, due_in=4)
        term.turn_on()
        term.day(1)
        term.day(4)
        [payment] = term.payments()
        [asked] = [
            request
            for request in term.sandbox.requests()
            if (request.method, request.path) == ("POST", "/stripe/v1/payment_intents")
        ]
        assert asked.idempotency_key == f"{payment.reference}:charge"

    def test_waits_while_other_money_is_under_way(self, term: AutopayMember) -> None:
        charge(term.books, term.member_id, due_in=10)
        term.turn_on()
        term.day(7)
        term.clock.move_to(START + timedelta(days=10))
        checkout.start(
            chapter_id=term.books.chapter_id, member_id=term.member_id, amount_minor=5000, by=OPERATOR
        )
        session_id = term.payments()[0].stripe_session_id or ""
        term.sandbox.pay_by_bank(session_id)
        reconciliation.reconcile()
        assert term.run().charged == 0
        assert term.sandbox.every("payment_intent")[0]["status"] == "processing"
        term.sandbox.settle(session_id)
        reconciliation.reconcile()
        assert term.run().charged == 1
        assert [payment.amount_minor for payment in term.payments()] == [5000, 15000]
        assert member_of(term.member_id).balance_minor == member_of(term.member_id).credit_minor == 0

    def test_is_never_more_than_is_owed_on_its_day(self, term: AutopayMember) -> None:
        charge(term.books, term.member_id, due_in=10)
        charge(term.books, term.member_id, 7000, due_in=60)
        term.turn_on()
        term.day(7)
        pay(term.books, term.member_id, 15000)
        term.day(10)
        assert [payment.amount_minor for payment in term.payments() if payment.autopay] == [5000]
        assert member_of(term.member_id).balance_minor == 7000
        assert member_of(term.member_id).credit_minor == 0

    def test_holds_nobody_up_where_it_fails_for_one(
        self, term: AutopayMember, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        one, other = term.books.members
        for member_id in (one, other):
            charge(term.books, member_id, due_in=10)
        term.turn_on()
        term.turn_on(member_id=other)
        with monkeypatch.context() as patch:
            break_mail_to(patch, one)
            term.clock.move_to(START + timedelta(days=7))
            ran = term.run()
        assert (ran.told, ran.problems) == (1, [f"member {one}: ArithmeticError"])
        assert term.run().told == 1

    def test_has_its_fee_found_where_no_event_told_it(self, term: AutopayMember) -> None:
        charge(term.books, term.member_id, due_in=4)
        term.turn_on()
        term.day(1)
        term.day(4)
        term.sandbox.hasten()
        term.sandbox.lose_deliveries()
        reconciliation.reconcile()
        db.session.rollback()
        lines = select(Posting.amount_minor).where(
            Posting.chapter_id == term.books.chapter_id, Posting.account == Account.PROCESSING_FEES
        )
        assert list(db.session.scalars(lines)) == [610]


class TestTheRequestOfACharge:
    """What Stripe is asked for once the row is committed, whatever has become of either meanwhile."""

    def request(self, term: AutopayMember, payment: Payment, amount_minor: int = 5000) -> SavedCharge:
        mandate = term.last()
        return SavedCharge(
            payment_ref=payment.reference,
            chapter_slug=term.books.slug,
            member_id=term.member_id,
            customer=mandate.stripe_customer_id or "",
            method_id=mandate.stripe_method_id or "",
            amount_minor=amount_minor,
            currency="USD",
            description="Test Chapter dues",
            statement_suffix="TEST",
        )

    def begun(self, term: AutopayMember) -> Payment:
        """A charge whose row alone is there."""
        made = payment_row(term.books.chapter_id, term.member_id, PaymentState.CREATED, autopay=True)
        return db.session.get_one(Payment, made)

    @pytest.mark.parametrize("status", [429, 401])
    def test_is_put_back_where_stripe_is_busy_or_refuses_the_key(
        self, term: AutopayMember, status: int
    ) -> None:
        charge(term.books, term.member_id, due_in=4)
        term.turn_on()
        term.day(1)
        term.sandbox.fault(Fault("/stripe/v1/payment_intents", method="POST", status=status, times=9))
        term.clock.move_to(START + timedelta(days=4))
        assert len(term.run().problems) == 1
        term.sandbox.clear_faults()
        assert [payment.state for payment in term.payments()] == [PaymentState.CANCELLED]
        assert term.states() == [AttemptState.PLANNED]
        assert term.run().charged == 1
        assert member_of(term.member_id).balance_minor == 0

    def test_is_left_to_the_reconciliation_where_its_key_was_used_for_another(
        self, term: AutopayMember
    ) -> None:
        charge(term.books, term.member_id, due_in=4)
        term.turn_on()
        term.day(1)
        term.day(4)
        [paid] = term.payments()
        with pytest.raises(IdempotencyConflict):
            autopay_charges.ask(self.request(term, paid))
        assert [(one.state, one.amount_minor) for one in term.payments()] == [(PaymentState.SUCCEEDED, 20000)]

    def test_of_a_customer_who_is_gone_ends_no_autopay_that_has_ended(self, term: AutopayMember) -> None:
        term.turn_on()
        request = self.request(term, self.begun(term))
        autopay_setup.turn_off(chapter_id=term.books.chapter_id, member_id=term.member_id, by=WHO)
        term.sandbox.delete_customer(request.customer)
        autopay_charges.ask(request)
        [payment] = term.payments()
        assert (payment.state, payment.problem) == (PaymentState.CANCELLED, autopay_charges.NOT_KEPT)
        assert term.last().ending is AutopayEndReason.TURNED_OFF
        assert term.kinds() == ["autopay_on", "autopay_ended"]

    def test_that_was_answered_is_neither_refused_nor_put_back(self, term: AutopayMember) -> None:
        charge(term.books, term.member_id, due_in=4)
        term.turn_on()
        term.day(1)
        term.day(4)
        [paid] = term.payments()
        autopay_charges.refuse(reference=paid.reference, problem="Too late")
        autopay_charges.put_back(reference=paid.reference, problem="Too late")
        assert [(one.state, one.problem) for one in term.payments()] == [(PaymentState.SUCCEEDED, "")]
        assert term.states() == [AttemptState.PAID]


class TestWhoLeft:
    def test_is_not_told_twice_where_they_turned_it_off_themselves_meanwhile(
        self, term: AutopayMember, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        term.turn_on()
        autopay_setup.turn_off(chapter_id=term.books.chapter_id, member_id=term.member_id, by=WHO)
        monkeypatch.setattr(queries, "members_gone", lambda **_: [term.member_id])
        assert autopay_charges.notify_due(chapter_id=term.books.chapter_id).problems == []
        assert term.last().ending is AutopayEndReason.TURNED_OFF
        assert term.kinds() == ["autopay_on", "autopay_ended"]


class TestTooLittleForACard:
    def test_waits_for_the_next_charge_and_is_charged_with_it(self, term: AutopayMember) -> None:
        charge(term.books, term.member_id, 30, due_in=5)
        charge(term.books, term.member_id, 5000, due_in=20)
        term.turn_on()
        heard = {
            day: (ran.told, ran.charged) for day in range(22) if (ran := term.day(day)).told + ran.charged
        }
        assert heard == {17: (1, 0), 20: (0, 1)}
        assert [payment.amount_minor for payment in term.payments()] == [5030]
        assert term.mails()[-1].context["amount"] == "$50.30"
        assert member_of(term.member_id).balance_minor == 0
        assert term.last().state is MandateState.ACTIVE

    def test_waits_as_well_when_it_is_the_rest_of_what_was_announced(self, term: AutopayMember) -> None:
        charge(term.books, term.member_id, due_in=5)
        charge(term.books, term.member_id, 5000, due_in=20)
        term.turn_on()
        term.day(2)
        pay(term.books, term.member_id, 19970)
        assert [day for day in range(5, 22) if term.day(day).charged] == [20]
        assert [payment.amount_minor for payment in term.payments() if payment.autopay] == [5030]
        assert "autopay_failed" not in term.kinds()

    def test_is_by_the_currency(self, any_app: Flask, sandbox: Sandbox, term: AutopayMember) -> None:
        term.books = open_books(currency="DKK")
        charge(term.books, term.member_id, 249, due_in=5)
        term.turn_on()
        assert [day for day in range(8) if term.day(day).charged] == []
        charge(term.books, term.member_id, 1, due_in=5)
        assert [day for day in range(8, 20) if term.day(day).charged] == [12]


class TestWhatIsOpenAgain:
    def paid(self, term: AutopayMember) -> str:
        """The charge of an installment that autopay has paid."""
        charge(term.books, term.member_id, due_in=4)
        term.turn_on()
        term.day(1)
        term.day(4)
        return term.payments()[0].stripe_payment_intent_id or ""

    def test_after_a_refund_is_told_and_charged_anew(self, term: AutopayMember) -> None:
        term.sandbox.refund_intent(self.paid(term), amount=5000)
        reconciliation.reconcile()
        [open_again] = queries.coming(
            chapter_id=term.books.chapter_id, member_id=term.member_id, from_on=START.date()
        )
        assert (open_again.open_minor, open_again.state) == (5000, AttemptState.DROPPED)
        heard = {
            day: (ran.told, ran.charged) for day in range(5, 12) if (ran := term.day(day)).told + ran.charged
        }
        assert heard == {5: (1, 0), 8: (0, 1)}
        assert member_of(term.member_id).balance_minor == 0
        assert_books_hold(term.books)

    def test_of_two_that_one_charge_paid_is_the_one_that_went_back(self, term: AutopayMember) -> None:
        charge(term.books, term.member_id, 5000, due_in=4)
        charge(term.books, term.member_id, 7000, due_in=4)
        term.turn_on()
        term.day(1)
        term.day(4)
        term.sandbox.refund_intent(term.payments()[0].stripe_payment_intent_id or "", amount=7000)
        reconciliation.reconcile()
        assert term.states() == [AttemptState.PAID, AttemptState.DROPPED]
        assert member_of(term.member_id).balance_minor == 7000


class TestACustomerWhoIsGone:
    def test_ends_autopay_when_stripe_tells_and_the_member_hears_why(self, term: AutopayMember) -> None:
        charge(term.books, term.member_id, due_in=4)
        term.turn_on()
        term.sandbox.take_events()
        term.sandbox.delete_customer(term.last().stripe_customer_id or "")
        assert deliver(term.sandbox) == [EventState.APPLIED]
        assert term.last().ending is AutopayEndReason.REMOVED
        assert term.kinds()[-1] == "autopay_ended"

    def test_ends_it_at_the_next_charge_where_nothing_was_told(self, term: AutopayMember) -> None:
        charge(term.books, term.member_id, due_in=4)
        term.turn_on()
        term.day(1)
        term.sandbox.delete_customer(term.last().stripe_customer_id or "")
        term.day(4)
        assert term.last().ending is AutopayEndReason.REMOVED
        assert term.kinds() == ["autopay_on", "autopay_notice", "autopay_ended"]
        [payment] = term.payments()
        assert payment.state is PaymentState.CANCELLED
        assert "not kept at Stripe any more" in payment.problem
        assert member_of(term.member_id).balance_minor == 20000

    def test_has_no_portal_and_is_told_so(self, term: AutopayMember) -> None:
        term.turn_on()
        term.sandbox.delete_customer(term.last().stripe_customer_id or "")
        with pytest.raises(NotFound, match="Nothing of yours is kept"):
            autopay_setup.open_portal(chapter_id=term.books.chapter_id, member_id=term.member_id)
