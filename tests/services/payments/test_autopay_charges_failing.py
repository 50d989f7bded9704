"""Charges by autopay that a bank takes days for, whose answer never came, or whose customer is gone."""

from __future__ import annotations

from datetime import timedelta

import pytest

from sandbox import Fault
from sigma_finance.domain.actors import OPERATOR
from sigma_finance.domain.errors import Conflict, NotFound
from sigma_finance.domain.payments.autopay import AttemptState, AutopayEndReason
from sigma_finance.domain.payments.delivery import EventState
from sigma_finance.domain.payments.payments import Method, PaymentState
from sigma_finance.extensions import db
from sigma_finance.gateways.payments.errors import IdempotencyConflict
from sigma_finance.gateways.payments.types import SavedCharge
from sigma_finance.models import Payment
from sigma_finance.services.payments import autopay_charges, autopay_setup, checkout, reconciliation
from tests.books import assert_books_hold, charge, member_of
from tests.rows import payment as payment_row
from tests.services.payments.autopay_member import START, WHO, AutopayMember
from tests.services.payments.paying import deliver


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
