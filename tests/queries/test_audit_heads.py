"""Where audit chains end."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from sigma_finance.extensions import db
from sigma_finance.models import AuditEvent, EntryLink
from sigma_finance.queries import audit_heads
from tests.books import Books, charge, open_books


@pytest.fixture
def books(any_app: Flask) -> Books:
    made = open_books()
    charge(made, made.members[0])
    charge(made, made.members[1])
    return made


class TestTheEndOfAChain:
    def test_is_its_last_line(self, books: Books) -> None:
        [end] = audit_heads.ends(chapter_ids=[books.chapter_id])
        last = select(AuditEvent.hash).where(AuditEvent.sequence == 2)
        assert (end.chapter, end.sequence, end.hash) == (books.slug, 2, db.session.scalar(last))
        assert audit_heads.hash_at(chapter_id=books.chapter_id, sequence=2) == end.hash

    def test_is_nowhere_before_the_first_line(self, any_app: Flask) -> None:
        assert audit_heads.ends(chapter_ids=[open_books().chapter_id]) == []

    def test_is_not_looked_for_in_another_chapter(self, books: Books) -> None:
        assert audit_heads.hash_at(chapter_id=open_books().chapter_id, sequence=2) is None
        assert audit_heads.hash_at(chapter_id=books.chapter_id, sequence=3) is None


class TestTheEndOfTheBooks:
    def test_is_the_last_entry(self, books: Books) -> None:
        [end] = audit_heads.books_ends(chapter_ids=[books.chapter_id])
        last = select(EntryLink.hash).where(EntryLink.chapter_id == books.chapter_id, EntryLink.sequence == 2)
        assert (end.chapter, end.sequence, end.hash) == (books.slug, 2, db.session.scalar(last))

    def test_is_nowhere_before_the_first_entry(self, any_app: Flask) -> None:
        assert audit_heads.books_ends(chapter_ids=[open_books().chapter_id]) == []


class TestMailedHeads:
    def test_are_none_where_none_was_mailed(self, books: Books) -> None:
        assert audit_heads.mailed() == []
