"""Officers' terms: of one member, and of the whole chapter."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from sigma_finance.domain.dates import today_in
from sigma_finance.domain.errors import NotFound
from sigma_finance.domain.members.members import MemberStatus, Post
from sigma_finance.extensions import db
from sigma_finance.models import OfficerTerm
from sigma_finance.queries.members import terms
from tests import rows
from tests.books import ZONE, Books, open_books
from tests.dues import change


@pytest.fixture
def books(any_app: Flask) -> Books:
    return open_books()


def term(books: Books, post: Post, begins: int = 0, ends: int | None = None, who: int = 0) -> int:
    return rows.term(books.chapter_id, books.members[who], post, begins, ends)


class TestATerm:
    @pytest.mark.parametrize(
        ("begins", "ends", "state"),
        [
            (-9, -1, "ended"),
            (-9, 0, "in_office"),
            (0, None, "in_office"),
            (1, None, "to_come"),
            (1, 2, "to_come"),
        ],
    )
    def test_is_to_come_in_office_or_ended(
        self, books: Books, begins: int, ends: int | None, state: str
    ) -> None:
        found = terms.get_term(chapter_id=books.chapter_id, term_id=term(books, Post.SECRETARY, begins, ends))
        assert found.state(today_in(ZONE)) == state
        assert (found.member_name, found.registered) == ("Member 0", False)

    @pytest.mark.parametrize(
        ("first", "last", "shared"),
        [(-9, -6, False), (-9, -5, True), (5, 9, True), (6, 9, False), (6, None, False), (-9, None, True)],
    )
    def test_shares_a_day_with_another_or_none(
        self, books: Books, first: int, last: int | None, shared: bool
    ) -> None:
        found = terms.get_term(chapter_id=books.chapter_id, term_id=term(books, Post.SECRETARY, -5, 5))
        until = None if last is None else today_in(ZONE) + timedelta(days=last)
        assert found.overlaps(today_in(ZONE) + timedelta(days=first), until) is shared

    def test_without_an_end_shares_every_later_day(self, books: Books) -> None:
        found = terms.get_term(chapter_id=books.chapter_id, term_id=term(books, Post.SECRETARY))
        assert found.overlaps(today_in(ZONE) + timedelta(days=999), None)

    def test_of_another_chapter_is_not_found(self, books: Books) -> None:
        term_id, other = term(books, Post.SECRETARY), open_books()
        with pytest.raises(NotFound):
            terms.get_term(chapter_id=other.chapter_id, term_id=term_id)
        assert terms.lock_term(chapter_id=other.chapter_id, term_id=term_id) is None
        assert terms.terms_of(chapter_id=other.chapter_id, member_id=books.members[0]) == []
        assert terms.terms_not_over(chapter_id=other.chapter_id, today=today_in(ZONE)) == []
        found = terms.lock_term(chapter_id=books.chapter_id, term_id=term_id)
        assert found is not None
        assert found.post is Post.SECRETARY


class TestTerms:
    def test_of_a_member_stand_latest_first(self, books: Books) -> None:
        older, newer = term(books, Post.SECRETARY, -9, -5), term(books, Post.PRESIDENT, -2)
        term(books, Post.TREASURER, who=1)
        found = terms.terms_of(chapter_id=books.chapter_id, member_id=books.members[0])
        assert [one.id for one in found] == [newer, older]

    def test_that_are_not_over_stand_by_office(self, books: Books) -> None:
        treasurer, president = term(books, Post.TREASURER, -2), term(books, Post.PRESIDENT, 3, who=1)
        over = term(books, Post.SECRETARY, -9, -1)
        found = terms.terms_not_over(chapter_id=books.chapter_id, today=today_in(ZONE))
        assert [one.id for one in found] == [president, treasurer]
        ended = terms.terms_over(chapter_id=books.chapter_id, today=today_in(ZONE))
        assert [one.id for one in ended] == [over]

    def test_of_who_was_removed_stand_nowhere(self, books: Books) -> None:
        term(books, Post.SECRETARY)
        change(books.members[0], status=MemberStatus.REMOVED)
        assert terms.terms_not_over(chapter_id=books.chapter_id, today=today_in(ZONE)) == []

    def test_that_run_are_locked_with_those_that_go_on(self, books: Books) -> None:
        today = today_in(ZONE)
        ends_today, goes_on = term(books, Post.SECRETARY, -5, 0), term(books, Post.PRESIDENT, -5, 5)
        term(books, Post.TREASURER, 3)
        running = terms.lock_running(chapter_id=books.chapter_id, member_id=books.members[0], on=today)
        assert [one.id for one in running] == [goes_on]
        held = terms.lock_held(
            chapter_id=books.chapter_id, member_id=books.members[0], post=Post.SECRETARY, on=today
        )
        assert [one.id for one in held] == [ends_today]
        assert (
            terms.lock_held(
                chapter_id=books.chapter_id, member_id=books.members[0], post=Post.TREASURER, on=today
            )
            == []
        )
        assert db.session.get_one(OfficerTerm, goes_on).ends_on == today + timedelta(days=5)
