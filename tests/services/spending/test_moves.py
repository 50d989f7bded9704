"""Transfers between own accounts, and counts of cash."""

from __future__ import annotations

import secrets
from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import select

from sigma_finance.domain.approvals import Act
from sigma_finance.domain.books.accounts import Account
from sigma_finance.domain.errors import Conflict, Invalid
from sigma_finance.domain.payments.payments import FormSentAlready
from sigma_finance.domain.spending.requests import NewCount, NewTransfer
from sigma_finance.extensions import db
from sigma_finance.models import CashCount
from sigma_finance.queries.spending import moves as queries
from sigma_finance.services import approvals
from sigma_finance.services.approvals import ApprovalRequest
from sigma_finance.services.deciding import NeedsSecond
from sigma_finance.services.spending import moves
from tests.people import People
from tests.spending import acting, move, on, spend, spending_chapter, today

HAND, PETTY, BANK = Account.CASH_ON_HAND, Account.PETTY_CASH, Account.CASH_BANK


@pytest.fixture
def people(any_app: Flask) -> People:
    return spending_chapter()


def a_count(people: People, counted_minor: int, place: Account = HAND) -> NewCount:
    return NewCount(people.chapter_id, place, counted_minor, today(), "With Ada", secrets.token_urlsafe(16))


def count(people: People, counted_minor: int, place: Account = HAND) -> int:
    return moves.count(request=a_count(people, counted_minor, place), by=acting(people.treasurer))


class TestATransfer:
    def test_moves_money_that_is_neither_spent_nor_earned(self, people: People) -> None:
        move(people, HAND, PETTY, 10000)
        move(people, HAND, BANK, 5000)
        assert [on(people, place) for place in (HAND, PETTY, BANK)] == [35000, 10000, 5000]

    def test_takes_no_more_cash_than_is_there(self, people: People) -> None:
        with pytest.raises(Conflict, match="less petty cash"):
            move(people, PETTY, BANK, 1)
        with pytest.raises(Conflict, match="less cash on hand"):
            move(people, HAND, BANK, 50001)

    @pytest.mark.parametrize(
        ("out_of", "into", "amount_minor"),
        [(HAND, HAND, 1), (Account.CASH_STRIPE, BANK, 1), (HAND, Account.RECEIVABLE, 1), (HAND, BANK, 0)],
    )
    def test_goes_from_one_own_account_to_another(
        self, people: People, out_of: Account, into: Account, amount_minor: int
    ) -> None:
        with pytest.raises(Invalid):
            move(people, out_of, into, amount_minor)

    def test_sent_twice_is_one(self, people: People) -> None:
        request = NewTransfer(people.chapter_id, HAND, BANK, 100, today(), "", "a-key-of-a-form-sent")
        once, twice = (moves.transfer(request=request, by=acting(people.treasurer)) for _ in range(2))
        assert once == twice
        assert on(people, BANK) == 100
        with pytest.raises(FormSentAlready):
            moves.transfer(request=replace(request, amount_minor=1), by=acting(people.treasurer))

    def test_is_reversed_once_with_a_reason(self, people: People) -> None:
        made, by = move(people, HAND, BANK, 5000), acting(people.treasurer)
        moves.reverse(chapter_id=people.chapter_id, transfer_id=made, reason="Not done", by=by)
        assert [on(people, place) for place in (HAND, BANK)] == [50000, 0]
        assert queries.get_transfer(chapter_id=people.chapter_id, transfer_id=made).is_reversed
        with pytest.raises(Conflict, match="already"):
            moves.reverse(chapter_id=people.chapter_id, transfer_id=made, reason="Again", by=by)


class TestACount:
    def test_makes_the_books_say_what_was_counted(self, people: People) -> None:
        count(people, 49900)
        assert (on(people, HAND), on(people, Account.OVER_AND_SHORT)) == (49900, 100)
        count(people, 50050)
        assert (on(people, HAND), on(people, Account.OVER_AND_SHORT)) == (50050, -50)
        count(people, 50050)
        found = queries.counts(chapter_id=people.chapter_id)
        assert [(one.over_minor, one.entry_id is None) for one in found] == [
            (0, True),
            (150, False),
            (-100, False),
        ]

    def test_may_find_nothing_at_all(self, people: People) -> None:
        count(people, 0)
        assert on(people, HAND) == 0
        count(people, 0, PETTY)

    def test_is_of_cash_in_hands(self, people: People) -> None:
        for place, minor in ((BANK, 1), (HAND, -1)):
            with pytest.raises(Invalid):
                count(people, minor, place)

    def test_sent_twice_is_one(self, people: People) -> None:
        request = a_count(people, 40000)
        once, twice = (moves.count(request=request, by=acting(people.treasurer)) for _ in range(2))
        assert once == twice
        assert db.session.scalars(select(CashCount.counted_minor)).all() == [40000]
        with pytest.raises(FormSentAlready):
            moves.count(request=replace(request, counted_minor=1), by=acting(people.treasurer))

    def test_that_is_short_by_more_than_the_limit_takes_two(self, any_app: Flask) -> None:
        people = spending_chapter(limit_minor=10000)
        request = a_count(people, 30000)
        with pytest.raises(NeedsSecond):
            moves.count(request=request, by=acting(people.treasurer))
        assert on(people, HAND) == 50000
        facts = {
            "place": HAND.value,
            "counted_minor": 30000,
            "counted_on": today().isoformat(),
            "note": "",
            "form_key": request.form_key,
        }
        approval_id = approvals.ask(
            chapter_id=people.chapter_id,
            request=ApprovalRequest(Act.CASH_COUNT, 1, None, 20000, "Counted", facts),
            by=acting(people.treasurer),
        )
        spend(people, 100)
        with pytest.raises(Conflict, match="count again"):
            approvals.approve(chapter_id=people.chapter_id, approval_id=approval_id, by=acting(people.admin))
        count(people, 50000)
        approvals.approve(chapter_id=people.chapter_id, approval_id=approval_id, by=acting(people.admin))
        assert on(people, HAND) == 30000
        spend(people, 9900)

    def test_that_is_over_gives_nobody_more_to_spend(self, any_app: Flask) -> None:
        people = spending_chapter(limit_minor=10000)
        spend(people, 10000)
        count(people, 60000)
        with pytest.raises(NeedsSecond):
            spend(people, 100)
