"""The figures behind the overview."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from sigma_finance.domain.actors import OPERATOR
from sigma_finance.domain.books.standing import StandingKind
from sigma_finance.domain.members.members import MemberClass, MemberStatus
from sigma_finance.queries.figures import figures
from sigma_finance.queries.figures.figures import IncomeFigures, MemberDebt, StandingRow
from sigma_finance.services.payments import reversing
from tests.books import Books, charge, open_books, pay
from tests.dues import assess, change, make
from tests.routes.treasurer.desk import today


@pytest.fixture
def books(any_app: Flask) -> Books:
    return open_books(members=3)


class TestWhatCameIn:
    def test_counts_the_period_apart_and_leaves_out_what_went_back(self, books: Books) -> None:
        ada, ben, _ = books.members
        period_id = make(books)
        assess(books, period_id)
        charge(books, ada, 700)
        pay(books, ada, 20300)
        gone = pay(books, ben, 900).payment_id
        reversing.reverse(chapter_id=books.chapter_id, payment_id=gone, reason="Bounced", by=OPERATOR)
        pay(other := open_books(), other.members[0], 50)
        found = figures.get_collected(chapter_id=books.chapter_id, period_id=period_id, since=today())
        assert found == IncomeFigures(20300, 20300, 20000, 60000)

    def test_of_this_year_begins_on_its_first_day(self, books: Books) -> None:
        pay(books, books.members[0], 500)
        tomorrow = today() + timedelta(days=1)
        found = figures.get_collected(chapter_id=books.chapter_id, period_id=None, since=tomorrow)
        assert found == IncomeFigures(500, 0, 0, 0)


class TestWhereMembersStand:
    def test_is_told_by_status_and_standing_with_what_is_owed(self, books: Books) -> None:
        ada, ben, cy = books.members
        charge(books, ada, 300, due_in=-5)
        charge(books, ada, 100, due_in=5)
        charge(books, ben, 200, due_in=5)
        change(cy, status=MemberStatus.INACTIVE)
        found = figures.groups(chapter_id=books.chapter_id, today=today(), neophyte_days=365)
        assert {(one.status, one.standing, one.members, one.owing, one.balance_minor) for one in found} == {
            (MemberStatus.ACTIVE, StandingKind.NOT_FINANCIAL, 1, 1, 400),
            (MemberStatus.ACTIVE, StandingKind.FINANCIAL, 1, 1, 200),
            (MemberStatus.INACTIVE, StandingKind.FINANCIAL, 1, 0, 0),
        }
        [late] = [one for one in found if one.late]
        assert (late.late, late.past_due_minor) == (1, 300)
        assert late.oldest_due_on == today() - timedelta(days=5)

    def test_is_told_of_each_active_member(self, books: Books) -> None:
        ada, ben, cy = books.members
        charge(books, ada, 300, due_in=-5)
        change(ben, member_class=MemberClass.EXEMPT)
        change(cy, status=MemberStatus.INACTIVE)
        due_on = today() - timedelta(days=5)
        assert figures.standings(chapter_id=books.chapter_id, today=today(), neophyte_days=365) == [
            StandingRow(ada, StandingKind.NOT_FINANCIAL, 300, 300, due_on),
            StandingRow(ben, StandingKind.EXEMPT, 0, 0, None),
        ]


class TestWhoOwes:
    def test_is_told_the_longest_first_and_the_most_among_those(self, books: Books) -> None:
        ada, ben, cy = books.members
        charge(books, ada, 100, due_in=-5)
        charge(books, ben, 200, due_in=-5)
        charge(books, cy, 900, due_in=5)
        other = open_books()
        charge(other, other.members[0], 800, due_in=-50)
        late, soon = (today() + timedelta(days=days) for days in (-5, 5))
        found = figures.owing(chapter_id=books.chapter_id, today=today())
        assert found == [
            MemberDebt(ben, 200, 200, late),
            MemberDebt(ada, 100, 100, late),
            MemberDebt(cy, 900, 0, soon),
        ]
        assert figures.owing(chapter_id=books.chapter_id, today=today(), limit=1) == found[:1]

    def test_has_names_of_the_chapter_alone(self, books: Books) -> None:
        ada, stranger = books.members[0], open_books().members[0]
        found = figures.names(chapter_id=books.chapter_id, member_ids=[ada, stranger, ada])
        assert found == {ada: "Member 0"}
