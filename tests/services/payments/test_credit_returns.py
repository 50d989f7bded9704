"""Paying credit back."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from sigma_finance.domain.actors import OPERATOR
from sigma_finance.domain.dates import today_in
from sigma_finance.domain.errors import Conflict, Invalid, NotFound
from sigma_finance.domain.payments.payments import Method
from sigma_finance.domain.payments.requests import NewCreditReturn
from sigma_finance.extensions import db
from sigma_finance.models import CreditReturn, OutboxMessage
from sigma_finance.services.payments import credit_returns
from tests.books import ZONE, Books, assert_books_hold, charge, lies, member_of, open_books, pay


@pytest.fixture
def books(any_app: Flask) -> Books:
    return open_books()


def give_back(books: Books, amount_minor: int, *, key: str = "k" * 16, method: Method = Method.CASH) -> int:
    made = credit_returns.return_credit(
        request=NewCreditReturn(
            books.chapter_id, books.members[0], amount_minor, method, today_in(ZONE), "Left", key
        ),
        by=OPERATOR,
    )
    assert_books_hold(books)
    return made


class TestPayingCreditBack:
    def test_takes_it_out_of_the_cash_and_tells_the_member(self, books: Books) -> None:
        pay(books, books.members[0], 5000)
        give_back(books, 2000)
        assert member_of(books.members[0]).credit_minor == 3000
        assert lies(books) == (3000, 0)
        kinds = db.session.scalars(
            select(OutboxMessage.kind).where(OutboxMessage.chapter_id == books.chapter_id)
        )
        assert "credit_paid_back" in set(kinds)

    def test_uses_the_oldest_payments_up_first_and_comes_from_the_bank_unless_it_is_cash(
        self, books: Books
    ) -> None:
        for _ in range(2):
            pay(books, books.members[0], 1000)
        give_back(books, 1500, method=Method.CHECK)
        give_back(books, 500, key="l" * 16, method=Method.BANK_TRANSFER)
        assert member_of(books.members[0]).credit_minor == 0
        assert lies(books) == (2000, -2000)

    def test_gives_no_more_than_there_is(self, books: Books) -> None:
        pay(books, books.members[0], 1000)
        for minor in (1001, 0, -5):
            with pytest.raises(Invalid, match=r"\$10.00 in credit"):
                give_back(books, minor)

    def test_of_stripes_money_is_a_refund(self, books: Books) -> None:
        pay(books, books.members[0], 1000)
        with pytest.raises(Invalid):
            give_back(books, 500, method=Method.CARD)

    def test_happens_once_for_a_form_and_never_with_other_contents(self, books: Books) -> None:
        pay(books, books.members[0], 1000)
        assert give_back(books, 400) == give_back(books, 400)
        with pytest.raises(Conflict):
            give_back(books, 500)
        assert len(db.session.scalars(select(CreditReturn)).all()) == 1

    def test_that_did_not_happen_is_taken_back(self, books: Books) -> None:
        pay(books, books.members[0], 1000)
        credit_return_id = give_back(books, 400)
        credit_returns.reverse(
            chapter_id=books.chapter_id, credit_return_id=credit_return_id, reason="Wrong", by=OPERATOR
        )
        assert member_of(books.members[0]).credit_minor == 1000
        assert lies(books) == (1000, 0)
        assert_books_hold(books)
        with pytest.raises(Conflict):
            credit_returns.reverse(
                chapter_id=books.chapter_id, credit_return_id=credit_return_id, reason="Twice", by=OPERATOR
            )

    def test_settles_what_is_owed_by_then_when_it_is_taken_back(self, books: Books) -> None:
        pay(books, books.members[0], 1000)
        credit_return_id = give_back(books, 1000)
        charge(books, books.members[0], 700)
        credit_returns.reverse(
            chapter_id=books.chapter_id, credit_return_id=credit_return_id, reason="Wrong", by=OPERATOR
        )
        member = member_of(books.members[0])
        assert (member.balance_minor, member.credit_minor) == (0, 300)
        assert_books_hold(books)

    def test_happens_on_no_day_to_come(self, books: Books) -> None:
        pay(books, books.members[0], 1000)
        request = NewCreditReturn(
            books.chapter_id, books.members[0], 400, Method.CASH, today_in(ZONE), "Left", "k" * 16
        )
        with pytest.raises(Invalid, match="not come yet") as refusal:
            credit_returns.return_credit(
                request=replace(request, paid_on=request.paid_on + timedelta(days=1)), by=OPERATOR
            )
        assert refusal.value.field == "paid_on"
        assert lies(books) == (1000, 0)

    def test_is_taken_back_in_its_own_chapter(self, books: Books) -> None:
        pay(books, books.members[0], 1000)
        made = give_back(books, 400)
        with pytest.raises(NotFound):
            credit_returns.reverse(
                chapter_id=open_books().chapter_id, credit_return_id=made, reason="No", by=OPERATOR
            )
        assert lies(books) == (600, 0)
