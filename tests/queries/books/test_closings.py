"""Where books are closed, and what is not finished in them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from sigma_finance.domain.actors import OPERATOR
from sigma_finance.domain.books.closing import OpenMatter, last_days
from sigma_finance.domain.dates import today_in
from sigma_finance.domain.errors import NotFound
from sigma_finance.queries.books import closings
from sigma_finance.services.books import closing
from sigma_finance.services.payments import recording
from tests.books import ZONE, Books, manual, open_books, pay


@pytest.fixture
def books(any_app: Flask) -> Books:
    return open_books()


class TestClosings:
    def test_stand_latest_first_with_those_that_were_opened(self, books: Books) -> None:
        later, earlier, *_ = last_days(today=today_in(ZONE), closed_through=None)
        for through in (earlier, later):
            closing.close(chapter_id=books.chapter_id, through=through, by=OPERATOR)
        closing.reopen(chapter_id=books.chapter_id, through=later, reason="A wrong day", by=OPERATOR)
        found = closings.closings(chapter_id=books.chapter_id)
        assert [(one.through, one.reason, one.reopened_at is None) for one in found] == [
            (later, "A wrong day", False),
            (earlier, "", True),
        ]
        assert closings.closed_through(chapter_id=books.chapter_id) == earlier
        assert closings.get_closing(chapter_id=books.chapter_id, closing_id=found[0].id) == found[0]
        assert [one.through for one in closings.standing(chapter_id=books.chapter_id)] == [earlier]

    def test_of_another_chapter_are_not_there(self, books: Books) -> None:
        [through, *_] = last_days(today=today_in(ZONE), closed_through=None)
        made = closing.close(chapter_id=books.chapter_id, through=through, by=OPERATOR)
        other = open_books()
        assert closings.closings(chapter_id=other.chapter_id) == []
        with pytest.raises(NotFound):
            closings.get_closing(chapter_id=other.chapter_id, closing_id=made)


class TestWhatIsNotFinished:
    def test_is_what_was_there_by_the_end_of_the_day(self, books: Books) -> None:
        pay(books, books.members[0], 500)
        recording.report(request=manual(books, books.members[1], 700), by=OPERATOR)
        today = today_in(ZONE)
        found = closings.unfinished(chapter_id=books.chapter_id, through=today, timezone=ZONE)
        assert {one.what: (one.count, one.amount_minor) for one in found} == {
            OpenMatter.ON_HAND: (None, 500),
            OpenMatter.UNMATCHED: (None, 0),
            OpenMatter.REPORTED: (1, 700),
            OpenMatter.UNDER_WAY: (0, 0),
            OpenMatter.DISPUTES: (0, 0),
            OpenMatter.IN_TRANSIT: (None, 0),
            OpenMatter.UNEXPLAINED: (None, 0),
            OpenMatter.IN_EXCESS: (None, 0),
            OpenMatter.BANK_LINES: (0, 0),
            OpenMatter.NOT_RECONCILED: (0, 0),
        }
        before = closings.unfinished(
            chapter_id=books.chapter_id, through=today - timedelta(days=1), timezone=ZONE
        )
        assert not any(one.count or one.amount_minor for one in before)
