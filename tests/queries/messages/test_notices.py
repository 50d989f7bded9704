"""What a member was told, as the app shows it."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from sigma_finance.domain.dates import now
from sigma_finance.extensions import db
from sigma_finance.models import Member
from sigma_finance.queries.messages import notices
from tests import rows
from tests.books import Books, open_books


@pytest.fixture
def books(any_app: Flask) -> Books:
    return open_books()


def tell(books: Books, kind: str = "receipt", member: int = 0, in_app: bool = True) -> None:
    rows.message(books.chapter_id, kind, member_id=books.members[member], in_app=in_app)


def latest(books: Books, limit: int = 9) -> list[str]:
    found = notices.latest(chapter_id=books.chapter_id, member_id=books.members[0], limit=limit)
    return [one.kind for one in found]


def unread(books: Books) -> list[int]:
    counted = select(notices.unread()).where(Member.chapter_id == books.chapter_id).order_by(Member.id)
    return list(db.session.scalars(counted))


class TestNotices:
    def test_are_a_members_own_newest_first(self, books: Books) -> None:
        tell(books, "receipt")
        tell(books, "plan_done")
        tell(books, "invite", in_app=False)
        tell(books, "due_soon", member=1)
        assert latest(books) == ["plan_done", "receipt"]
        assert latest(books, limit=1) == ["plan_done"]
        other = open_books().chapter_id
        assert notices.latest(chapter_id=other, member_id=books.members[0], limit=9) == []

    def test_are_counted_until_they_are_read(self, books: Books) -> None:
        tell(books)
        tell(books)
        tell(books, "invite", in_app=False)
        tell(books, member=1)
        assert unread(books) == [2, 1]
        notices.mark_read(chapter_id=open_books().chapter_id, member_id=books.members[0], at=now())
        assert unread(books) == [2, 1]
        notices.mark_read(chapter_id=books.chapter_id, member_id=books.members[0], at=now())
        assert unread(books) == [0, 1]
        (read,) = notices.latest(chapter_id=books.chapter_id, member_id=books.members[0], limit=1)
        assert read.read_at is not None
