"""What a chapter held when its books began."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from sigma_finance.domain.actors import Actor, ActorKind
from sigma_finance.domain.books.accounts import Account, EntryKind
from sigma_finance.domain.dates import today_in
from sigma_finance.domain.errors import Invalid
from sigma_finance.domain.policy import Policy
from sigma_finance.extensions import db
from sigma_finance.models import JournalEntry
from sigma_finance.services.bank import accounts as bank
from sigma_finance.services.bank.accounts import NewBankAccount
from sigma_finance.services.books import closing, opening
from sigma_finance.services.deciding import NeedsSecond
from tests.books import ZONE, Books, charge, open_books, pay, set_policy

HELD = {Account.CASH_ON_HAND: 12_000, Account.CASH_BANK: 250_000, Account.HELD_NATIONAL: 40_000}


@pytest.fixture
def books(any_app: Flask) -> Books:
    return open_books()


def officer(books: Books) -> Actor:
    return Actor(ActorKind.PERSON, None, books.members[1])


def today() -> date:
    return today_in(ZONE)


def bring(books: Books, held: dict[Account, int], *, day: date | None = None) -> int:
    return opening.bring_forward(
        chapter_id=books.chapter_id, day=day or today() - timedelta(days=40), held=held, by=officer(books)
    )


class TestOpeningBalances:
    def test_stand_in_the_books_from_their_day(self, books: Books) -> None:
        assert bring(books, HELD) == 3
        assert opening.held_on(chapter_id=books.chapter_id, day=today()) == {
            **HELD,
            Account.PETTY_CASH: 0,
            Account.HELD_REGIONAL: 0,
        }
        before = today() - timedelta(days=41)
        assert not any(opening.held_on(chapter_id=books.chapter_id, day=before).values())

    def test_are_corrected_by_entering_them_again(self, books: Books) -> None:
        bring(books, HELD)
        assert bring(books, HELD) == 0
        assert bring(books, {Account.CASH_ON_HAND: 15_000}) == 1
        assert opening.held_on(chapter_id=books.chapter_id, day=today())[Account.CASH_ON_HAND] == 15_000
        kinds = db.session.scalars(select(JournalEntry.kind)).all()
        assert kinds == [EntryKind.OPENING_BALANCES] * 2

    def test_leave_what_was_booked_later_as_it_is(self, books: Books) -> None:
        charge(books, books.members[0])
        pay(books, books.members[0], 5_000)
        bring(books, {Account.CASH_ON_HAND: 1_000})
        assert opening.held_on(chapter_id=books.chapter_id, day=today())[Account.CASH_ON_HAND] == 6_000

    def test_that_take_cash_away_count_towards_the_limit(self, books: Books) -> None:
        set_policy(books, Policy(second_person_above_minor=10_000))
        bring(books, HELD)
        bring(books, {Account.CASH_ON_HAND: 5_000})
        with pytest.raises(NeedsSecond):
            bring(books, {Account.CASH_ON_HAND: 0})
        assert opening.held_on(chapter_id=books.chapter_id, day=today())[Account.CASH_ON_HAND] == 5_000
        with pytest.raises(NeedsSecond):
            bank.add(
                request=NewBankAccount(books.chapter_id, "Checking", today(), 200_000), by=officer(books)
            )
        made = bank.add(
            request=NewBankAccount(books.chapter_id, "Checking", today(), 300_000), by=officer(books)
        )
        assert made

    def test_of_a_bank_account_come_with_the_account(self, books: Books) -> None:
        request = NewBankAccount(books.chapter_id, "Checking", today(), 300_000)
        bank.add(request=request, by=officer(books))
        assert Account.CASH_BANK not in opening.accounts_to_open(chapter_id=books.chapter_id)
        with pytest.raises(Invalid, match="cannot be brought forward"):
            bring(books, {Account.CASH_BANK: 1})

    @pytest.mark.parametrize(
        ("day", "held", "said"),
        [
            (today() + timedelta(days=2), HELD, "has not come"),
            (date(1890, 1, 1), HELD, "Enter a day from"),
            (None, {Account.CASH_ON_HAND: -1}, "above zero"),
            (None, {Account.RECEIVABLE: 1}, "cannot be brought forward"),
        ],
    )
    def test_are_refused_in_a_sentence(
        self, books: Books, day: date | None, held: dict[Account, int], said: str
    ) -> None:
        with pytest.raises(Invalid, match=said):
            bring(books, held, day=day)

    def test_go_into_no_closed_books(self, books: Books) -> None:
        closing.close(chapter_id=books.chapter_id, through=date(2020, 1, 31), by=officer(books))
        with pytest.raises(Invalid, match="closed through January 31, 2020"):
            bring(books, HELD, day=date(2020, 1, 31))
