"""What those who run the platform see of each chapter."""

from __future__ import annotations

import pytest
from flask import Flask

from sigma_finance.database.paging import Cursor
from sigma_finance.domain.dates import now
from sigma_finance.domain.errors import NotFound
from sigma_finance.domain.members.members import MemberStatus
from sigma_finance.extensions import db
from sigma_finance.models import Chapter, Member, PlatformAdmin
from sigma_finance.queries.chapters import platform
from tests.books import Books, charge, open_books, pay
from tests.people import open_chapter


@pytest.fixture
def books(any_app: Flask) -> Books:
    """Three members, one of whom left: 200.00 charged to two, 250.00 paid by one of them."""
    made = open_books(members=3)
    charge(made, made.members[0], 20000)
    charge(made, made.members[1], 20000)
    pay(made, made.members[0], 25000)
    db.session.get_one(Member, made.members[2]).status = MemberStatus.INACTIVE
    db.session.commit()
    return made


class TestAChaptersTotals:
    def test_say_how_many_there_are_what_came_in_and_what_is_owed(self, books: Books) -> None:
        totals = platform.get_chapter(chapter_id=books.chapter_id)
        assert (totals.members, totals.collected_minor, totals.owed_minor) == (2, 25000, 20000)
        assert (totals.slug, totals.currency, totals.state) == (books.slug, "USD", "active")

    def test_are_each_chapters_own(self, books: Books) -> None:
        empty = open_books(members=0)
        charge(other := open_books(members=1), other.members[0], 100)
        totals = {
            one.id: (one.members, one.collected_minor, one.owed_minor)
            for one in platform.chapters(cursor=Cursor()).rows
        }
        assert totals[empty.chapter_id] == (0, 0, 0)
        assert totals[other.chapter_id] == (1, 0, 100)
        assert totals[books.chapter_id] == (2, 25000, 20000)

    def test_say_that_a_chapter_is_suspended(self, books: Books) -> None:
        found = db.session.get_one(Chapter, books.chapter_id)
        found.suspended_at, found.suspended_because = now(), "Unpaid"
        db.session.commit()
        totals = platform.get_chapter(chapter_id=books.chapter_id)
        assert (totals.state, totals.suspended_because) == ("suspended", "Unpaid")

    def test_are_not_found_where_there_is_none(self, books: Books) -> None:
        with pytest.raises(NotFound):
            platform.get_chapter(chapter_id=books.chapter_id + 1000)

    def test_stand_by_name(self, books: Books) -> None:
        open_chapter("zz", "Alpha Beta")
        names = [one.name for one in platform.chapters(cursor=Cursor()).rows]
        assert names == sorted(names)


class TestWhoRunsThePlatform:
    def test_is_kept_by_login(self, any_app: Flask) -> None:
        people = open_chapter()
        assert platform.lock_admin(user_id=people.admin.user_id) is None
        db.session.add(PlatformAdmin(user_id=people.admin.user_id))
        db.session.commit()
        found = platform.lock_admin(user_id=people.admin.user_id)
        assert found is not None
        assert found.user_id == people.admin.user_id
        assert platform.lock_admin(user_id=people.member.user_id) is None
