"""The books and Stripe compared."""

from __future__ import annotations

from decimal import Decimal

import pytest
from flask import Flask
from sqlalchemy import select

from sandbox import Sandbox
from sigma_finance.domain.books.accounts import Account
from sigma_finance.extensions import db
from sigma_finance.models import Posting
from sigma_finance.services.payments import reconciliation
from tests.books import Books, assert_books_hold, charge, open_books
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
