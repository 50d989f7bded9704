"""Receipts' numbers."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from sigma_finance.database.transactions import transactional
from sigma_finance.domain.actors import OPERATOR
from sigma_finance.domain.dates import today_in
from sigma_finance.domain.payments.payments import PaymentState
from sigma_finance.domain.policy import Policy
from sigma_finance.extensions import db
from sigma_finance.models import Payment, ReceiptVoid
from sigma_finance.services.books import receipts
from sigma_finance.services.payments import reversing
from tests.books import ZONE, Books, open_books, pay, set_policy
from tests.rows import payment


@pytest.fixture
def books(any_app: Flask) -> Books:
    return open_books(members=3)


class TestAReceiptsPrefix:
    def test_is_the_chapters(self, books: Books) -> None:
        set_policy(books, Policy(receipt_prefix="SDS"))
        assert pay(books, books.members[0], 100).receipt_number == f"SDS-{today_in(ZONE).year}-0001"


@transactional
def void(payment_id: int, reason: str) -> None:
    receipts.void(db.session.get_one(Payment, payment_id), reason=reason)


class TestVoiding:
    def test_happens_once_and_keeps_its_first_reason(self, books: Books) -> None:
        paid = pay(books, books.members[0], 100).payment_id
        reversing.reverse(chapter_id=books.chapter_id, payment_id=paid, reason="Bounced", by=OPERATOR)
        void(paid, "Again")
        assert db.session.scalars(select(ReceiptVoid.reason)).all() == ["Bounced"]

    def test_is_of_a_receipt_that_there_is(self, books: Books) -> None:
        void(payment(books.chapter_id, books.members[0], PaymentState.PENDING), "Bounced")
        assert db.session.scalars(select(ReceiptVoid)).all() == []
