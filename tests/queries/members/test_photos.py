"""Photos of members, and the marks by which their addresses change."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from sigma_finance.domain.errors import NotFound
from sigma_finance.extensions import db
from sigma_finance.models import Member, MemberPhoto
from sigma_finance.queries.members import photos
from tests import rows
from tests.books import Books, open_books


@pytest.fixture
def books(any_app: Flask) -> Books:
    return open_books()


def draw(books: Books, member: int, content: bytes = b"PNG", sha256: str = "a" * 64) -> None:
    rows.keep(
        MemberPhoto(
            chapter_id=books.chapter_id, member_id=books.members[member], content=content, sha256=sha256
        )
    )


class TestAPhoto:
    def test_is_its_members_own(self, books: Books) -> None:
        draw(books, 0)
        assert photos.get_photo(chapter_id=books.chapter_id, member_id=books.members[0]) == b"PNG"
        assert photos.find_photo(chapter_id=books.chapter_id, member_id=books.members[1]) is None
        with pytest.raises(NotFound):
            photos.get_photo(chapter_id=books.chapter_id, member_id=books.members[1])

    def test_is_shown_in_no_other_chapter(self, books: Books) -> None:
        draw(books, 0)
        other = open_books().chapter_id
        assert photos.find_photo(chapter_id=other, member_id=books.members[0]) is None
        with pytest.raises(NotFound):
            photos.get_photo(chapter_id=other, member_id=books.members[0])

    def test_that_was_taken_off_is_not_shown(self, books: Books) -> None:
        draw(books, 0, b"", "")
        with pytest.raises(NotFound):
            photos.get_photo(chapter_id=books.chapter_id, member_id=books.members[0])


class TestAMark:
    def test_is_that_of_the_members_photo(self, books: Books) -> None:
        draw(books, 0)
        marks = db.session.execute(
            select(Member.id, photos.photo_mark()).where(Member.chapter_id == books.chapter_id)
        )
        assert {row[0]: row[1] for row in marks} == {books.members[0]: "a" * 64, books.members[1]: None}
