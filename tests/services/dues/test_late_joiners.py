"""Who joins after a dues period was charged."""

from __future__ import annotations

import pytest
from flask import Flask

from sigma_finance.domain.actors import OPERATOR, Actor
from sigma_finance.domain.members.members import MemberClass, MemberStatus
from sigma_finance.queries.dues import periods as queries
from sigma_finance.services.dues import batches, late_joiners
from tests.books import Books, assert_books_hold, member_of, open_books
from tests.dues import assess, balances, change, make


@pytest.fixture
def books(any_app: Flask) -> Books:
    """The last of three members is not there yet when the others are charged."""
    made = open_books(members=3)
    change(made.members[2], status=MemberStatus.INACTIVE)
    return made


def join(books: Books, by: Actor = OPERATOR) -> int:
    """The last member comes; returns how many periods they are charged."""
    change(books.members[2], status=MemberStatus.ACTIVE)
    charged = late_joiners.charge(chapter_id=books.chapter_id, member_id=books.members[2], by=by)
    assert_books_hold(books)
    return charged


class TestWhoJoinsLate:
    def test_is_charged_once_with_what_others_were_charged(self, books: Books) -> None:
        assess(books, make(books, charges_late_joiners=True, national_minor=3000))
        assert join(books) == 1
        assert balances(books) == [20000, 20000, 20000]
        assert join(books) == 0
        assert balances(books) == [20000, 20000, 20000]

    def test_is_charged_what_their_class_is(self, books: Books) -> None:
        by_class = {MemberClass.ALUMNI: 0, MemberClass.ASSOCIATE: 5000}
        assess(books, make(books, charges_late_joiners=True, by_class=by_class))
        change(books.members[2], member_class=MemberClass.ASSOCIATE)
        join(books)
        assert balances(books)[2] == 5000

    @pytest.mark.parametrize("member_class", [MemberClass.EXEMPT, MemberClass.ALUMNI])
    def test_is_not_charged_where_their_class_pays_nothing(
        self, books: Books, member_class: MemberClass
    ) -> None:
        assess(books, make(books, charges_late_joiners=True, by_class={MemberClass.ALUMNI: 0}))
        change(books.members[2], member_class=member_class, exempt_because="Abroad.")
        assert join(books) == 0

    def test_is_left_to_an_officer_where_the_period_says_so(self, books: Books) -> None:
        assess(books, make(books))
        assert join(books) == 0

    def test_is_charged_nothing_that_was_due_before_they_came(self, books: Books) -> None:
        assess(books, make(books, "Last year", due_in=-1, charges_late_joiners=True))
        assess(books, make(books, "Today", due_in=0, charges_late_joiners=True))
        assert join(books) == 1

    def test_is_charged_nothing_that_nobody_was_charged(self, books: Books) -> None:
        make(books, "Not yet", charges_late_joiners=True)
        taken_back = make(books, "Taken back", charges_late_joiners=True)
        assess(books, taken_back)
        [batch] = queries.batches(chapter_id=books.chapter_id, period_id=taken_back)
        batches.reverse_batch(chapter_id=books.chapter_id, batch_id=batch.id, reason="Wrong.", by=OPERATOR)
        assert join(books) == 0

    def test_owes_nobody_elses_chapter(self, books: Books) -> None:
        other = open_books(members=1)
        assess(other, make(other, charges_late_joiners=True))
        assert join(books) == 0
        assert member_of(other.members[0]).balance_minor == 20000
