"""Bank accounts that their owners confirm by two small deposits, for a payment and for autopay."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from sandbox import Sandbox
from sandbox.engine import jobs
from sigma_finance.domain.dates import long_date, now
from sigma_finance.domain.payments import debits
from sigma_finance.domain.payments.autopay import AutopayEndReason, MandateState
from sigma_finance.domain.payments.debits import AccountCheck
from sigma_finance.domain.payments.payments import Method, PaymentState
from sigma_finance.extensions import db
from sigma_finance.gateways.payments import stripe
from sigma_finance.models import OutboxMessage
from sigma_finance.queries.payments import autopay as queries
from sigma_finance.services.payments import autopay_setup, settlement
from tests.books import Books, assert_books_hold, charge, member_of, open_books, payment_of
from tests.services.payments.autopay_member import WHO, AutopayMember
from tests.services.payments.paying import deliver, press_pay


def deposits_on() -> date:
    """When the sandbox's deposits of today arrive."""
    return (now() + timedelta(days=2)).date()


def kinds() -> list[str]:
    """The kinds of messages written so far."""
    db.session.rollback()
    return list(db.session.scalars(select(OutboxMessage.kind).order_by(OutboxMessage.id)))


class TestAPaymentFromAnAccountToBeConfirmed:
    @pytest.fixture
    def books(self, any_app: Flask) -> Books:
        made = open_books()
        charge(made, made.members[0])
        return made

    @pytest.fixture
    def reference(self, books: Books, sandbox: Sandbox) -> str:
        """A payment whose payer has typed their account in."""
        payment = press_pay(books)
        sandbox.ask_deposits(payment.stripe_session_id or "")
        deliver(sandbox)
        return payment.reference

    def test_waits_as_a_bank_debit_and_says_where_to_confirm(self, books: Books, reference: str) -> None:
        payment = payment_of(reference)
        assert (payment.state, payment.method) == (PaymentState.PROCESSING, Method.BANK_DEBIT)
        assert "/microdeposits/pi_" in (payment.checkout_url or "")
        assert (payment.account_check, payment.expected_on) == (AccountCheck.WAITS, deposits_on())
        assert member_of(books.members[0]).balance_minor == 20000
        assert kinds() == ["confirm_account"]

    def test_is_under_way_once_it_is_confirmed_and_then_paid(
        self, books: Books, sandbox: Sandbox, reference: str
    ) -> None:
        session_id = payment_of(reference).stripe_session_id or ""
        sandbox.confirm_account(session_id)
        deliver(sandbox)
        assert (payment_of(reference).state, payment_of(reference).checkout_url) == (
            PaymentState.PROCESSING,
            None,
        )
        assert payment_of(reference).account_check is AccountCheck.CONFIRMED
        assert payment_of(reference).expected_on == debits.settles_by(now().date())
        assert kinds() == ["confirm_account", "bank_debit_processing"]
        sandbox.settle(session_id)
        deliver(sandbox)
        assert payment_of(reference).state is PaymentState.SUCCEEDED
        assert member_of(books.members[0]).balance_minor == 0
        assert_books_hold(books)

    def test_has_failed_where_it_is_not_confirmed(
        self, books: Books, sandbox: Sandbox, reference: str
    ) -> None:
        sandbox.confirm_account(payment_of(reference).stripe_session_id or "", right=False)
        deliver(sandbox)
        payment = payment_of(reference)
        assert (payment.state, payment.method) == (PaymentState.FAILED, Method.BANK_DEBIT)
        assert (payment.account_check, "wrongly too often" in payment.problem) == (AccountCheck.FAILED, True)
        assert member_of(books.members[0]).balance_minor == 20000
        assert "bank_debit_failed" in kinds()

    def test_has_failed_where_nobody_confirms_it_in_ten_days(
        self, books: Books, sandbox: Sandbox, reference: str
    ) -> None:
        with time_machine.travel(now() + timedelta(days=11)):
            jobs.run_due(sandbox.bench)
            deliver(sandbox)
        payment = payment_of(reference)
        assert (payment.state, payment.account_check) == (PaymentState.FAILED, AccountCheck.FAILED)
        assert "Nobody said in ten days" in payment.problem

    def test_is_checked_first_where_stripe_does_that_itself(self, books: Books, sandbox: Sandbox) -> None:
        payment = press_pay(books)
        sandbox.ask_deposits(payment.stripe_session_id or "")
        page = stripe.get_checkout_session(session_id=payment.stripe_session_id or "")
        settlement.settle(taken=replace(page, confirm_url=None, expected_on=None, checking=True))
        assert payment_of(payment.reference).account_check is AccountCheck.CHECKING
        assert kinds() == []
        settlement.settle(taken=page)
        assert payment_of(payment.reference).account_check is AccountCheck.WAITS
        assert kinds() == ["confirm_account"]


class TestAutopayFromAnAccountToBeConfirmed:
    @pytest.fixture
    def session_id(self, term: AutopayMember) -> str:
        """The setup page of a member who has typed their account in."""
        url = autopay_setup.begin_setup(chapter_id=term.books.chapter_id, member_id=term.member_id, by=WHO)
        found = url.rpartition("/")[2]
        term.sandbox.ask_deposits(found)
        deliver(term.sandbox)
        return found

    def test_has_not_begun_and_is_told_where_to_confirm(self, term: AutopayMember, session_id: str) -> None:
        whose = {"chapter_id": term.books.chapter_id, "member_id": term.member_id}
        assert term.last().state is MandateState.STARTED
        assert queries.find_active(**whose) is None
        assert (waiting := queries.find_waiting(**whose))
        assert waiting.by_bank
        assert "/microdeposits/seti_" in (autopay_setup.confirm_url(**whose) or "")
        assert kinds() == ["confirm_account"]

    def test_begins_once_it_is_confirmed(self, term: AutopayMember, session_id: str) -> None:
        term.sandbox.confirm_account(session_id)
        deliver(term.sandbox)
        assert term.last().state is MandateState.ACTIVE
        assert kinds() == ["confirm_account", "autopay_on"]

    def test_begins_without_any_message_of_stripes_once_the_member_looks(
        self, term: AutopayMember, session_id: str
    ) -> None:
        term.sandbox.confirm_account(session_id)
        term.sandbox.lose_deliveries()
        whose = {"chapter_id": term.books.chapter_id, "member_id": term.member_id}
        assert autopay_setup.confirm_url(**whose) is None
        assert term.last().state is MandateState.ACTIVE

    def test_ends_where_it_is_not_confirmed(self, term: AutopayMember, session_id: str) -> None:
        term.sandbox.confirm_account(session_id, right=False)
        deliver(term.sandbox)
        assert (term.last().state, term.last().ending) == (MandateState.ENDED, AutopayEndReason.UNCONFIRMED)
        assert kinds() == ["confirm_account", "autopay_ended"]
        whose = {"chapter_id": term.books.chapter_id, "member_id": term.member_id}
        assert queries.find_waiting(**whose) is None
        assert autopay_setup.confirm_url(**whose) is None

    def test_says_by_when_the_deposits_arrive(self, term: AutopayMember, session_id: str) -> None:
        assert term.last().expected_on == deposits_on()
        [told] = db.session.scalars(select(OutboxMessage.context))
        assert told["expected_on"] == long_date(deposits_on())

    def test_ends_where_nobody_confirms_it_in_ten_days(self, term: AutopayMember, session_id: str) -> None:
        term.sandbox.let_account_run_out(session_id)
        deliver(term.sandbox)
        assert (term.last().state, term.last().ending) == (MandateState.ENDED, AutopayEndReason.TIMED_OUT)
        assert kinds() == ["confirm_account", "autopay_ended"]

    def test_is_told_nothing_while_stripe_looks_at_it_itself(
        self, term: AutopayMember, session_id: str
    ) -> None:
        mandate = term.last()
        mandate.stripe_method_id = mandate.expected_on = None
        db.session.commit()
        setup = stripe.get_setup_session(session_id=session_id)
        autopay_setup.finish_setup(setup=replace(setup, confirm_url=None, deposits_on=None))
        whose = {"chapter_id": term.books.chapter_id, "member_id": term.member_id}
        assert (waiting := queries.find_waiting(**whose))
        assert waiting.expected_on is None
        assert kinds() == ["confirm_account"], "that of the fixture alone"
        autopay_setup.finish_setup(setup=replace(setup, deposits_on=None))
        assert term.last().expected_on == debits.deposits_by(now().date())
        assert kinds() == ["confirm_account", "confirm_account"]
