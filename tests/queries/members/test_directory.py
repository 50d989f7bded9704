"""Who is in a chapter, as its members see each other."""

from __future__ import annotations

from datetime import date

import pytest
from flask import Flask

from sigma_finance.database.paging import Cursor
from sigma_finance.domain.dates import today_in
from sigma_finance.domain.members.members import MemberStatus, Post
from sigma_finance.domain.permissions import Role
from sigma_finance.models import MemberPhoto
from sigma_finance.queries.members import directory
from sigma_finance.queries.members.directory import FellowMember
from tests import rows
from tests.books import ZONE, Books, open_books
from tests.dues import change


@pytest.fixture
def books(any_app: Flask) -> Books:
    """Three members, and another chapter with more."""
    made = open_books(members=3)
    open_books(members=5)
    return made


def read(books: Books, today: date | None = None) -> list[FellowMember]:
    day = today or today_in(ZONE)
    return directory.fellow_members(chapter_id=books.chapter_id, cursor=Cursor(), today=day).rows


class TestThePeople:
    def test_are_the_active_members_by_name(self, books: Books) -> None:
        change(books.members[0], name="élan")
        change(books.members[1], status=MemberStatus.INACTIVE)
        assert [books.members.index(one.id) for one in read(books)] == [0, 2]

    def test_have_their_offices_of_the_day_else_their_role(self, books: Books) -> None:
        change(books.members[0], role=Role.TREASURER)
        change(books.members[1], role=Role.SECRETARY)
        rows.term(books.chapter_id, books.members[1], Post.PRESIDENT, begins=0, ends=0)
        rows.term(books.chapter_id, books.members[2], Post.PRESIDENT, begins=1)
        assert [one.title for one in read(books)] == ["Treasurer", "President", ""]

    def test_have_the_mark_of_their_photo(self, books: Books) -> None:
        photo = {"chapter_id": books.chapter_id, "member_id": books.members[1], "content": b"PNG"}
        rows.keep(MemberPhoto(**photo, sha256="b" * 64))
        assert [one.photo for one in read(books)] == [None, "b" * 64, None]
