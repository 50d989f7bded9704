"""A chapter's settings and its logo."""

from __future__ import annotations

import pytest
from flask import Flask

from sigma_finance.domain.errors import NotFound
from sigma_finance.domain.policy import Policy
from sigma_finance.extensions import db
from sigma_finance.models import Chapter, ChapterLogo
from sigma_finance.queries.chapters import settings
from tests.books import Books, open_books


@pytest.fixture
def books(any_app: Flask) -> Books:
    return open_books()


def draw(books: Books, content: bytes, sha256: str) -> None:
    db.session.add(ChapterLogo(chapter_id=books.chapter_id, content=content, sha256=sha256))
    db.session.commit()


class TestSettings:
    def test_are_the_chapters_own(self, books: Books) -> None:
        found = db.session.get_one(Chapter, books.chapter_id)
        found.dues_minor, found.neophyte_days = 12345, 42
        found.policy = Policy(receipt_prefix="SDS").kept()
        db.session.commit()
        read = settings.get_settings(chapter_id=books.chapter_id)
        assert (read.name, read.timezone) == ("Test Chapter", "America/New_York")
        assert (read.dues_minor, read.neophyte_days) == (12345, 42)
        assert read.policy == Policy(receipt_prefix="SDS")
        assert settings.get_settings(chapter_id=open_books().chapter_id).policy == Policy()


class TestALogo:
    def test_is_the_chapters_own(self, books: Books) -> None:
        draw(books, b"PNG", "a" * 64)
        assert settings.get_logo(chapter_id=books.chapter_id) == b"PNG"
        row = settings.find_logo(chapter_id=books.chapter_id)
        assert row is not None
        assert row.content == b"PNG"
        other = open_books().chapter_id
        assert settings.find_logo(chapter_id=other) is None
        with pytest.raises(NotFound):
            settings.get_logo(chapter_id=other)

    def test_that_was_taken_off_is_not_shown(self, books: Books) -> None:
        draw(books, b"", "")
        with pytest.raises(NotFound, match="no logo"):
            settings.get_logo(chapter_id=books.chapter_id)
