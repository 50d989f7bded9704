"""Whom a chapter's pages know of."""

from __future__ import annotations

from flask import Flask
from sqlalchemy import select

from sigma_finance.domain.members.members import MemberStatus
from sigma_finance.extensions import db
from sigma_finance.models import Member
from sigma_finance.queries.people import known
from tests.books import open_books
from tests.dues import change


class TestAMember:
    def test_is_known_to_their_chapter_until_their_import_is_undone(self, any_app: Flask) -> None:
        books, _ = open_books(members=3), open_books()
        change(books.members[1], status=MemberStatus.INACTIVE)
        change(books.members[2], status=MemberStatus.REMOVED)
        found = db.session.scalars(select(Member.id).where(known(books.chapter_id)).order_by(Member.id))
        assert list(found) == books.members[:2]
