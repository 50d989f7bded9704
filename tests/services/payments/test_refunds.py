"""Refunds at the provider, in the books."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import select

from sandbox import Sandbox
from sigma_finance.domain.books.accounts import EntryKind
from sigma_finance.domain.payments.payments import PaymentState
from sigma_finance.extensions import db
from sigma_finance.gateways.payments import stripe
from sigma_finance.models import JournalEntry
from sigma_finance.services.payments import refunds
from sigma_finance.services.payments.verdicts import NOT_OURS
from tests.books import Books, assert_books_hold, charge, member_of, open_books, payment_of
from tests.services.payments.paying import deliver, press_pay, redeliver


@pytest.fixture
def books(any_app: Flask) -> Books:
    made = open_books()
    charge(made, made.members[0])
    return made


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

    def test_are_nothing_to_us_where_no_payment_here_is_theirs(self, books: Books, sandbox: Sandbox) -> None:
        payment = press_pay(books)
        sandbox.pay(payment.stripe_session_id or "")
        refund = sandbox.refund(payment.stripe_session_id or "", amount=500)
        refunded = stripe.get_refund(refund_id=refund["id"])
        for intent in (None, "pi_of_another_product"):
            assert refunds.book_refund(refund=replace(refunded, payment_intent=intent)) == NOT_OURS
        assert db.session.scalars(select(JournalEntry.kind)).all() == [EntryKind.CHARGE]
