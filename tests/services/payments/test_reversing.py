"""Payments that are reversed."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from sigma_finance.domain.actors import OPERATOR
from sigma_finance.domain.dates import today_in
from sigma_finance.domain.errors import Conflict, Invalid
from sigma_finance.domain.payments.payments import Method, PaymentState
from sigma_finance.domain.payments.requests import NewCreditReturn
from sigma_finance.extensions import db
from sigma_finance.models import Payment, ReceiptVoid
from sigma_finance.services.payments import credit_returns, reversing
from tests.books import ZONE, Books, assert_books_hold, charge, member_of, open_books, pay


@pytest.fixture
def books(any_app: Flask) -> Books:
    made = open_books()
    charge(made, made.members[0])
    return made


class TestReversing:
    def test_takes_the_money_out_keeps_the_original_and_voids_the_receipt(self, books: Books) -> None:
        recorded = pay(books, books.members[0], 25000)
        reversing.reverse(
            chapter_id=books.chapter_id,
            payment_id=recorded.payment_id,
            reason="The check bounced",
            by=OPERATOR,
        )
        member = member_of(books.members[0])
        assert (member.balance_minor, member.credit_minor) == (20000, 0)
        assert db.session.get_one(Payment, recorded.payment_id).state is PaymentState.REVERSED
        assert db.session.scalars(select(ReceiptVoid.reason)).all() == ["The check bounced"]
        assert_books_hold(books)

    def test_works_once_and_asks_for_a_reason(self, books: Books) -> None:
        recorded = pay(books, books.members[0], 100)
        with pytest.raises(Invalid):
            reversing.reverse(
                chapter_id=books.chapter_id, payment_id=recorded.payment_id, reason="  ", by=OPERATOR
            )
        reversing.reverse(
            chapter_id=books.chapter_id, payment_id=recorded.payment_id, reason="No", by=OPERATOR
        )
        with pytest.raises(Conflict):
            reversing.reverse(
                chapter_id=books.chapter_id, payment_id=recorded.payment_id, reason="No", by=OPERATOR
            )

    def test_is_refused_while_its_credit_is_paid_out(self, books: Books) -> None:
        recorded = pay(books, books.members[0], 25_000)
        returned = credit_returns.return_credit(
            request=NewCreditReturn(
                books.chapter_id, books.members[0], 5_000, Method.CASH, today_in(ZONE), "", "once"
            ),
            by=OPERATOR,
        )
        whose: dict[str, Any] = {"chapter_id": books.chapter_id, "payment_id": recorded.payment_id}
        with pytest.raises(Conflict, match="returned to the member as credit"):
            reversing.reverse(**whose, reason="No", by=OPERATOR)
        credit_returns.reverse(
            chapter_id=books.chapter_id, credit_return_id=returned, reason="Not paid", by=OPERATOR
        )
        reversing.reverse(**whose, reason="No", by=OPERATOR)
        assert member_of(books.members[0]).balance_minor == 20_000
        assert_books_hold(books)
