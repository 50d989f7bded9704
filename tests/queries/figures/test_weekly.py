"""What the weekly note says."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from sigma_finance.domain.actors import OPERATOR
from sigma_finance.domain.dates import now
from sigma_finance.domain.members.members import MemberStatus
from sigma_finance.queries.figures import weekly
from sigma_finance.queries.figures.weekly import Week
from sigma_finance.services.payments import reversing
from tests.books import Books, charge, open_books, pay
from tests.dues import change
from tests.routes.treasurer.desk import today
from tests.rows import message

WEEK = timedelta(days=7)


@pytest.fixture
def books(any_app: Flask) -> Books:
    return open_books()


def week(books: Books, since: timedelta = WEEK) -> Week:
    return weekly.get_week(chapter_id=books.chapter_id, since=now() - since, today=today())


class TestAWeek:
    def test_counts_what_came_in_and_what_is_owed_and_late(self, books: Books) -> None:
        ada, ben = books.members
        charge(books, ada, 500, due_in=-3)
        charge(books, ada, 100, due_in=3)
        charge(books, ben, 200, due_in=3)
        pay(books, ada, 50)
        gone = pay(books, ben, 70).payment_id
        reversing.reverse(chapter_id=books.chapter_id, payment_id=gone, reason="Bounced", by=OPERATOR)
        charge(other := open_books(), other.members[0], 7, due_in=-3)
        assert week(books) == Week(1, 50, 750, 1, 450)
        assert not week(books).is_empty

    def test_begins_at_its_moment_and_leaves_out_the_removed(self, books: Books) -> None:
        ada = books.members[0]
        pay(books, ada, 50)
        charge(books, ada, 500)
        change(ada, status=MemberStatus.REMOVED)
        found = week(books, since=-WEEK)
        assert found == Week(0, 0, 0, 0, 0)
        assert found.is_empty


class TestANote:
    def test_was_written_where_the_chapter_has_one_since_the_moment(self, books: Books) -> None:
        message(books.chapter_id, "weekly_note", created_at=now() - WEEK)
        message(books.chapter_id, "receipt")
        other = open_books()
        message(other.chapter_id, "weekly_note")
        lately = now() - timedelta(days=1)
        assert not weekly.was_written(chapter_id=books.chapter_id, since=lately)
        assert weekly.was_written(chapter_id=books.chapter_id, since=now() - 2 * WEEK)
        assert weekly.was_written(chapter_id=other.chapter_id, since=lately)
