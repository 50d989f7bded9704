"""Dues periods: what each class is charged, and what is held for others."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from sigma_finance.domain.actors import OPERATOR
from sigma_finance.domain.books.accounts import Account
from sigma_finance.domain.dates import today_in
from sigma_finance.domain.errors import Invalid
from sigma_finance.domain.members.members import MemberClass
from sigma_finance.domain.policy import Policy
from sigma_finance.extensions import db
from sigma_finance.models import Posting
from sigma_finance.queries.dues import periods as queries
from sigma_finance.services.dues import batches, charges, periods
from tests.books import ZONE, Books, assert_books_hold, member_of, open_books, pay, set_policy
from tests.dues import assess, balances, change, charges_of, make
from tests.routes.house import selects


@pytest.fixture
def books(any_app: Flask) -> Books:
    return open_books(members=3)


def total(books: Books, account: Account) -> int:
    chosen = select(func.coalesce(func.sum(Posting.amount_minor), 0)).where(
        Posting.chapter_id == books.chapter_id, Posting.account == account
    )
    return int(db.session.scalar(chosen) or 0)


class TestClasses:
    def test_are_charged_what_the_period_says_of_each(self, books: Books) -> None:
        _, second, third = books.members
        change(second, member_class=MemberClass.ASSOCIATE)
        change(third, member_class=MemberClass.ALUMNI)
        amounts = {MemberClass.ASSOCIATE: 12500, MemberClass.ALUMNI: 0}
        done = assess(books, make(books, by_class=amounts))
        assert balances(books) == [20000, 12500, 0]
        assert (done.charged, done.left_out, done.total_minor) == (2, 1, 32500)

    def test_are_counted_before_they_are_charged(self, books: Books) -> None:
        change(books.members[1], member_class=MemberClass.ASSOCIATE)
        period_id = make(books, by_class={MemberClass.ASSOCIATE: 12500})
        found = queries.get_period(chapter_id=books.chapter_id, period_id=period_id, today=today_in(ZONE))
        assert (found.to_charge, found.to_charge_minor) == (3, 52500)

    def test_that_are_newly_initiated_are_spared_where_the_chapter_says_so(self, books: Books) -> None:
        change(books.members[0], initiated_on=today_in(ZONE) - timedelta(days=365))
        change(books.members[1], initiated_on=today_in(ZONE) - timedelta(days=366))
        set_policy(books, Policy(neophytes_charged=False))
        assess(books, make(books))
        assert balances(books) == [0, 20000, 20000]

    @pytest.mark.parametrize("minor", [-1, 1_000_000_000, 4999])
    def test_take_no_amount_that_cannot_be(self, books: Books, minor: int) -> None:
        with pytest.raises(Invalid) as refusal:
            make(books, by_class={MemberClass.ALUMNI: minor}, national_minor=5000)
        assert refusal.value.field == "alumni"

    def test_share_what_other_bodies_get_within_the_amount(self, books: Books) -> None:
        with pytest.raises(Invalid):
            make(books, amount_minor=1000, national_minor=600, regional_minor=401)


class TestWhatIsHeldForOthers:
    def test_is_a_liability_and_not_income(self, books: Books) -> None:
        assess(books, make(books, national_minor=5000, regional_minor=2500))
        assert total(books, Account.HELD_NATIONAL) == -15000
        assert total(books, Account.HELD_REGIONAL) == -7500
        assert total(books, Account.INCOME_DUES) == -37500

    def test_stays_when_the_charge_is_waived_and_goes_when_it_is_reversed(self, books: Books) -> None:
        assess(books, make(books, national_minor=5000))
        [batch] = queries.batches(chapter_id=books.chapter_id)
        first = charges_of(books)[0]
        charges.waive(
            chapter_id=books.chapter_id,
            charge_id=first,
            amount_minor=20000,
            reason="Scholarship",
            by=OPERATOR,
        )
        assert total(books, Account.HELD_NATIONAL) == -15000
        batches.reverse_batch(chapter_id=books.chapter_id, batch_id=batch.id, reason="Wrong", by=OPERATOR)
        assert total(books, Account.HELD_NATIONAL) == 0
        assert_books_hold(books)


def asked_for(members: int) -> int:
    """How many SELECTs it takes to charge so many members, each of whom has more than enough credit."""
    books = open_books(members=members)
    for member_id in books.members:
        pay(books, member_id, 15000)
        pay(books, member_id, 15000)
    period = make(books)
    with selects() as asked:
        periods.assess(chapter_id=books.chapter_id, period_id=period, by=OPERATOR)
    for member_id in books.members:
        member = member_of(member_id)
        assert (member.balance_minor, member.credit_minor) == (0, 10000)
    assert_books_hold(books)
    return len(asked)


class TestMembersWhoHaveCredit:
    def test_have_it_settle_their_charges_in_one_go(self, any_app: Flask) -> None:
        assert asked_for(12) - asked_for(2) <= 2 * 10
