"""Cash on hand: no more leaves than there is."""

from __future__ import annotations

import secrets

import pytest
from flask import Flask
from sqlalchemy import select

from sigma_finance.domain.actors import OPERATOR
from sigma_finance.domain.books.accounts import Account
from sigma_finance.domain.dates import today_in
from sigma_finance.domain.errors import Conflict, DomainError
from sigma_finance.domain.payments.payments import Method
from sigma_finance.domain.payments.requests import NewCreditReturn
from sigma_finance.extensions import db
from sigma_finance.models import Payment
from sigma_finance.queries.books import postings
from sigma_finance.services.dues import opening
from sigma_finance.services.dues.opening import OpeningBalance
from sigma_finance.services.payments import credit_returns, deposits, reversing
from tests.at_once import at_once
from tests.books import ZONE, Books, assert_books_hold, charge, member_of, open_books, pay


@pytest.fixture
def books(any_app: Flask) -> Books:
    """One member paid 50 in cash, and one has brought 60 in credit, which was never cash here."""
    return fill(open_books(members=3))


def fill(made: Books) -> Books:
    charge(made, made.members[0], 5_000)
    pay(made, made.members[0], 5_000)
    brought = OpeningBalance(made.members[1], 0, 6_000, today_in(ZONE))
    opening.bring_forward(chapter_id=made.chapter_id, openings=[brought], by=OPERATOR)
    return made


def pay_out(books: Books, member_id: int, amount_minor: int, method: Method = Method.CASH) -> int:
    key = secrets.token_urlsafe(16)
    request = NewCreditReturn(books.chapter_id, member_id, amount_minor, method, today_in(ZONE), "", key)
    return credit_returns.return_credit(request=request, by=OPERATOR)


def on_hand(books: Books) -> int:
    db.session.rollback()
    return postings.total_of_account(chapter_id=books.chapter_id, account=Account.CASH_ON_HAND)


def payment_id(books: Books) -> int:
    return db.session.scalars(select(Payment.id).where(Payment.chapter_id == books.chapter_id)).one()


def deposit(books: Books) -> None:
    deposits.deposit(
        chapter_id=books.chapter_id,
        payment_ids=[payment_id(books)],
        deposited_on=today_in(ZONE),
        note="",
        by=OPERATOR,
    )


class TestCashOnHand:
    def test_is_paid_out_to_its_last_cent_and_no_further(self, books: Books) -> None:
        with pytest.raises(Conflict, match=r"\$0.01 less cash on hand"):
            pay_out(books, books.members[1], 5_001)
        assert member_of(books.members[1]).credit_minor == 6_000
        pay_out(books, books.members[1], 5_000)
        assert on_hand(books) == 0
        assert_books_hold(books)

    def test_is_not_deposited_once_it_was_paid_out(self, books: Books) -> None:
        pay_out(books, books.members[1], 1_000)
        with pytest.raises(Conflict, match=r"\$10.00 less cash on hand"):
            deposit(books)
        assert on_hand(books) == 4_000

    def test_is_not_taken_back_once_it_was_paid_out(self, books: Books) -> None:
        pay_out(books, books.members[1], 1_000)
        with pytest.raises(Conflict, match="less cash on hand"):
            reversing.reverse(
                chapter_id=books.chapter_id, payment_id=payment_id(books), reason="No", by=OPERATOR
            )
        assert on_hand(books) == 4_000

    def test_is_not_asked_where_the_bank_pays(self, books: Books) -> None:
        pay_out(books, books.members[1], 6_000, Method.CHECK)
        assert on_hand(books) == 5_000

    def test_is_not_spent_twice_by_two_at_once(self, app: Flask) -> None:
        books = open_books(members=3)
        fill(books)
        brought = OpeningBalance(books.members[2], 0, 5_000, today_in(ZONE))
        opening.bring_forward(chapter_id=books.chapter_id, openings=[brought], by=OPERATOR)
        answers = at_once(app, [lambda one=one: pay_out(books, one, 5_000) for one in books.members[1:]])  # type: ignore[misc]
        assert sum(isinstance(answer, DomainError) for answer in answers) == 1
        assert on_hand(books) == 0
