"""What follows where a refund or a dispute took money out of a payment, or put it back."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from sandbox import Sandbox
from sigma_finance.database.transactions import transactional
from sigma_finance.extensions import db
from sigma_finance.models import Payment, ReceiptAmendment, ReceiptVoid
from sigma_finance.services.payments import going_back
from tests.books import Books, charge, open_books
from tests.services.payments.in_excess import assert_holds, excess
from tests.services.payments.paying import deliver, pay_by_card


@pytest.fixture
def books(any_app: Flask) -> Books:
    made = open_books()
    charge(made, made.members[0])
    return made


@pytest.fixture
def paid(books: Books, sandbox: Sandbox) -> str:
    return pay_by_card(books, sandbox)


@transactional
def again() -> None:
    payment = db.session.scalars(select(Payment)).one()
    going_back.give_up_what_is_lost(payment)
    going_back.restate_receipt(payment, "It was refunded, in whole or in part.")
    going_back.open_again(payment)


class TestWhatStandsInExcess:
    def test_is_given_up_once_a_dispute_is_lost_and_none_is_open(
        self, books: Books, sandbox: Sandbox, paid: str
    ) -> None:
        sandbox.refund(paid, amount=15000)
        disputed = sandbox.dispute(paid)
        deliver(sandbox)
        again()
        assert excess(books) == (15000, 0)
        sandbox.lose(disputed["id"])
        deliver(sandbox)
        again()
        assert excess(books) == (0, 15000)
        assert_holds(books, sandbox)


class TestAReceipt:
    def test_says_once_what_stays_paid(self, books: Books, sandbox: Sandbox, paid: str) -> None:
        sandbox.refund(paid, amount=5000)
        deliver(sandbox)
        again()
        stated = db.session.scalars(select(ReceiptAmendment.stays_minor)).all()
        assert (stated, db.session.scalars(select(ReceiptVoid)).all()) == ([15000], [])
        assert_holds(books, sandbox)
