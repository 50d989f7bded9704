"""Where files are, and how much of them a chapter keeps."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from sigma_finance.domain.dates import now
from sigma_finance.domain.errors import NotFound
from sigma_finance.queries import files
from tests.books import Books, open_books
from tests.stored import put


@pytest.fixture
def books(any_app: Flask) -> Books:
    return open_books()


class TestAFile:
    def test_is_found_in_its_own_chapter_until_it_is_removed(self, books: Books) -> None:
        file_id = put(books, "1/a")
        assert files.get_content(chapter_id=books.chapter_id, file_id=file_id).key == "1/a"
        removed = put(books, "1/b", removed_at=now())
        for chapter_id, one in ((books.chapter_id, removed), (books.chapter_id + 1, file_id)):
            with pytest.raises(NotFound):
                files.get_content(chapter_id=chapter_id, file_id=one)

    def test_takes_room_until_it_is_removed(self, books: Books) -> None:
        assert files.total_bytes(chapter_id=books.chapter_id) == 0
        put(books, "1/a")
        put(books, "1/b", removed_at=now())
        assert files.total_bytes(chapter_id=books.chapter_id) == 10

    def test_counts_once(self, books: Books) -> None:
        file_id = put(books, "1/a")
        once, twice = (
            files.mark_used(chapter_id=books.chapter_id, file_id=file_id, member_id=None, at=now())
            for _ in range(2)
        )
        assert (once, twice) == (True, False)

    def test_that_counts_for_nothing_is_listed_once_it_is_old(self, books: Books) -> None:
        old = now() - timedelta(days=2)
        waiting = put(books, "1/a", created_at=old)
        put(books, "1/b", created_at=old, used_at=old)
        put(books, "1/c", created_at=old, removed_at=old)
        put(books, "1/d")
        found = files.unused(before=now() - timedelta(days=1), limit=10)
        assert [one.id for one in found] == [waiting]
