"""Taking cash to the bank."""

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
from sigma_finance.extensions import db
from sigma_finance.models import Deposit
from sigma_finance.queries.payments import deposits as queries
from sigma_finance.services.payments import deposits, recording, reversing
from tests.books import ZONE, Books, assert_books_hold, charge, lies, manual, member_of, open_books, pay


@pytest.fixture
def books(any_app: Flask) -> Books:
    return open_books()


def take(books: Books, *payment_ids: int, after: int = 0) -> int:
    day = today_in(ZONE) + timedelta(days=after)
    made = deposits.deposit(
        chapter_id=books.chapter_id, payment_ids=payment_ids, deposited_on=day, note="Slip 7", by=OPERATOR
    )
    assert_books_hold(books)
    return made


class TestADeposit:
    def test_moves_what_is_on_hand_to_the_bank_and_lists_what_is_in_it(self, books: Books) -> None:
        first, second = (pay(books, member, 5000).payment_id for member in books.members)
        deposit_id = take(books, first)
        assert lies(books) == (5000, 5000)
        inside = queries.of_deposit(chapter_id=books.chapter_id, deposit_id=deposit_id)
        assert [(one.payment_id, one.amount_minor) for one in inside] == [(first, 5000)]
        assert [one.payment_id for one in queries.on_hand(chapter_id=books.chapter_id)] == [second]

    def test_changes_nothing_that_a_member_owes(self, books: Books) -> None:
        charge(books, books.members[0], 20000)
        paid = pay(books, books.members[0], 5000)
        take(books, paid.payment_id)
        assert member_of(books.members[0]).balance_minor == 15000

    def test_takes_what_came_on_hand_alone(self, books: Books) -> None:
        request = replace(manual(books, books.members[0], 5000), method=Method.ZELLE)
        by_zelle = recording.record(request=request, by=OPERATOR)
        assert lies(books) == (0, 5000)
        with pytest.raises(Conflict):
            take(books, by_zelle.payment_id)

    def test_takes_nothing_twice(self, books: Books) -> None:
        paid = pay(books, books.members[0], 5000).payment_id
        take(books, paid)
        with pytest.raises(Conflict):
            take(books, paid)
        assert lies(books) == (0, 5000)

    def test_asks_for_a_payment_and_a_day_that_has_come(self, books: Books) -> None:
        with pytest.raises(Invalid):
            take(books)
        paid = pay(books, books.members[0], 5000).payment_id
        with pytest.raises(Invalid):
            take(books, paid, after=1)
        assert db.session.scalars(select(Deposit)).all() == []

    def test_of_another_chapters_money_is_none(self, books: Books) -> None:
        theirs = open_books()
        paid = pay(theirs, theirs.members[0], 5000).payment_id
        with pytest.raises(Conflict):
            take(books, paid)

    def test_that_was_not_made_is_taken_back(self, books: Books) -> None:
        paid = pay(books, books.members[0], 5000).payment_id
        deposit_id = take(books, paid)
        deposits.reverse(chapter_id=books.chapter_id, deposit_id=deposit_id, reason="Forgot it", by=OPERATOR)
        assert lies(books) == (5000, 0)
        with pytest.raises(Conflict):
            deposits.reverse(chapter_id=books.chapter_id, deposit_id=deposit_id, reason="Twice", by=OPERATOR)
        take(books, paid)
        assert lies(books) == (0, 5000)

    def test_stands_once_a_check_in_it_has_bounced(self, books: Books) -> None:
        paid = pay(books, books.members[0], 5000).payment_id
        deposit_id = take(books, paid)
        reversing.reverse(chapter_id=books.chapter_id, payment_id=paid, reason="Bounced", by=OPERATOR)
        assert lies(books) == (0, 0)
        assert_books_hold(books)
        with pytest.raises(Conflict):
            deposits.reverse(chapter_id=books.chapter_id, deposit_id=deposit_id, reason="No", by=OPERATOR)

    def test_that_is_not_there_is_not_found(self, books: Books) -> None:
        with pytest.raises(NotFound):
            deposits.reverse(chapter_id=books.chapter_id, deposit_id=999999, reason="No", by=OPERATOR)
