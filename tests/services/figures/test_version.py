"""The version of a chapter's figures."""

from __future__ import annotations

import pytest
from flask import Flask

from sigma_finance.database.transactions import transactional
from sigma_finance.extensions import db
from sigma_finance.models import Chapter
from sigma_finance.services.figures import version
from tests.books import Books, open_books


@transactional
def change(books: Books, *, times: int = 1, fail: bool = False) -> None:
    for _ in range(times):
        version.changed(chapter_id=books.chapter_id)
    if fail:
        raise ArithmeticError


def version_of(books: Books) -> int:
    db.session.rollback()
    return db.session.get_one(Chapter, books.chapter_id).figures_version


class TestTheVersion:
    def test_is_raised_once_by_a_transaction_however_much_it_changes(self, any_app: Flask) -> None:
        books, other = open_books(), open_books()
        before = version_of(books), version_of(other)
        change(books, times=3)
        assert (version_of(books), version_of(other)) == (before[0] + 1, before[1])

    def test_stays_where_nothing_was_changed_after_all(self, any_app: Flask) -> None:
        books = open_books()
        before = version_of(books)
        with pytest.raises(ArithmeticError):
            change(books, fail=True)
        assert version_of(books) == before
