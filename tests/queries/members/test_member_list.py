"""The list of a chapter's members: searched, filtered, sorted."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from sigma_finance.database.paging import Cursor
from sigma_finance.domain.books.standing import StandingKind
from sigma_finance.domain.dates import now, today_in
from sigma_finance.domain.members.members import MemberClass, MemberStatus
from sigma_finance.queries.members import member_list
from sigma_finance.queries.members.member_list import MemberFilter, MemberList, Sort
from tests.books import ZONE, Books, charge, open_books, pay
from tests.dues import change
from tests.people import open_chapter

DAY = timedelta(days=1)


@pytest.fixture
def books(any_app: Flask) -> Books:
    """Member 0 is past due, member 1 owes more and later, member 2 has credit, and another chapter's owes too."""
    made, other = open_books(members=3), open_books()
    charge(made, made.members[0], 10000, due_in=-10)
    charge(made, made.members[1], 20000, due_in=10)
    pay(made, made.members[2], 500)
    charge(other, other.members[0], 99)
    return made


def read(books: Books, **wanted: object) -> MemberList:
    return member_list.members(
        chapter_id=books.chapter_id,
        wanted=MemberFilter(**wanted),  # type: ignore[arg-type]
        cursor=Cursor(),
        today=today_in(ZONE),
    )


def found(books: Books, **wanted: object) -> list[int]:
    """Which members are listed, by their number."""
    return [books.members.index(row.id) for row in read(books, **wanted).page.rows]


class TestTheList:
    def test_shows_what_each_owes_and_adds_it_up(self, books: Books) -> None:
        whole = read(books)
        first, second, third = whole.page.rows
        assert (first.name, first.balance_minor, first.past_due_minor) == ("Member 0", 10000, 10000)
        assert (first.standing, first.oldest_due_on) == (
            StandingKind.NOT_FINANCIAL,
            today_in(ZONE) - 10 * DAY,
        )
        assert (second.standing, second.past_due_minor) == (StandingKind.FINANCIAL, 0)
        assert (third.credit_minor, third.balance_minor) == (500, 0)
        assert (whole.members, whole.balance_minor) == (3, 30000)

    def test_leaves_out_who_was_removed(self, books: Books) -> None:
        change(books.members[0], status=MemberStatus.REMOVED)
        assert found(books) == [1, 2]
        assert read(books).balance_minor == 20000

    @pytest.mark.parametrize(
        ("sort", "descending", "order"),
        [
            (Sort.NAME, False, [0, 1, 2]),
            (Sort.NAME, True, [2, 1, 0]),
            (Sort.BALANCE, True, [1, 0, 2]),
            (Sort.BALANCE, False, [2, 0, 1]),
            (Sort.DUE, False, [0, 1, 2]),
            (Sort.DUE, True, [1, 0, 2]),
        ],
    )
    def test_goes_by_what_is_asked_for(
        self, books: Books, sort: Sort, descending: bool, order: list[int]
    ) -> None:
        assert found(books, sort=sort, descending=descending) == order


class TestASearch:
    @pytest.mark.parametrize(
        ("search", "numbers"),
        [
            ("example.org", [0, 1, 2]),
            ("BYRON", [0]),
            ("bell ben", [1]),
            ("bell byron", []),
            ("member2.", [2]),
            ("555-9876", [1]),
            ("%", []),
            ("_", []),
            ("nobody", []),
        ],
    )
    def test_finds_each_word_in_name_address_or_telephone(
        self, books: Books, search: str, numbers: list[int]
    ) -> None:
        change(books.members[0], name="Ada Byron")
        change(books.members[1], name="Ben Bell", phone="404 555-9876")
        assert found(books, search=search) == numbers


class TestAFilter:
    def test_lets_through_by_what_members_are(self, books: Books) -> None:
        change(books.members[1], status=MemberStatus.INACTIVE)
        change(books.members[2], member_class=MemberClass.ALUMNI)
        assert found(books, status=MemberStatus.ACTIVE) == [0, 2]
        assert found(books, member_class=MemberClass.ALUMNI) == [2]
        assert found(books, standing=StandingKind.NOT_FINANCIAL) == [0]
        assert found(books, owing=True) == [0, 1]
        assert read(books, owing=True, status=MemberStatus.ACTIVE).balance_minor == 10000

    def test_lets_through_by_whether_they_can_sign_in(self, books: Books) -> None:
        assert found(books, has_login=True) == []
        assert found(books, has_login=False) == [0, 1, 2]
        people = open_chapter()
        rows = member_list.members(
            chapter_id=people.chapter_id,
            wanted=MemberFilter(has_login=True),
            cursor=Cursor(),
            today=today_in(ZONE),
        ).page.rows
        assert len(rows) == 4

    def test_lets_through_by_days(self, books: Books) -> None:
        today = today_in(ZONE)
        change(books.members[0], initiated_on=today)
        change(books.members[1], initiated_on=today - DAY, created_at=now() - 5 * DAY)
        assert found(books, initiated_from=today) == [0]
        assert found(books, initiated_to=today - DAY) == [1]
        assert found(books, initiated_from=today - DAY, initiated_to=today) == [0, 1]
        assert found(books, joined_before=now() - DAY) == [1]
        assert found(books, joined_from=now() - DAY) == [0, 2]

    def test_sorts_by_words_of_its_own(self) -> None:
        assert [sort.label for sort in Sort] == ["Name", "Balance", "Oldest due date"]
