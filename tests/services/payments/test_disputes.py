"""Disputes at the provider, in the books."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import select

from sandbox import Sandbox
from sigma_finance.domain.books.accounts import EntryKind
from sigma_finance.domain.payments.payments import DisputeState
from sigma_finance.extensions import db
from sigma_finance.gateways.payments import stripe
from sigma_finance.models import Dispute, JournalEntry, ReceiptVoid
from sigma_finance.services.payments import disputes
from sigma_finance.services.payments.verdicts import NOT_OURS
from tests.books import Books, assert_books_hold, charge, member_of, open_books
from tests.services.payments.paying import deliver, press_pay, redeliver


@pytest.fixture
def books(any_app: Flask) -> Books:
    made = open_books()
    charge(made, made.members[0])
    return made


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

    def test_are_nothing_to_us_where_no_payment_here_is_theirs(self, books: Books, sandbox: Sandbox) -> None:
        payment = press_pay(books)
        sandbox.pay(payment.stripe_session_id or "")
        dispute = sandbox.dispute(payment.stripe_session_id or "")
        disputed = stripe.get_dispute(dispute_id=dispute["id"])
        for intent in (None, "pi_of_another_product"):
            assert disputes.book_dispute(dispute=replace(disputed, payment_intent=intent)) == NOT_OURS
        assert db.session.scalars(select(JournalEntry.kind)).all() == [EntryKind.CHARGE]
