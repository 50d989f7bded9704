"""The types of columns on which both databases agree, and what every row of a chapter has."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError, StatementError
from sqlalchemy.schema import CreateTable

from sigma_finance.domain.permissions import Role
from sigma_finance.extensions import db
from sigma_finance.models import Base, Member
from tests.books import Books
from tests.models.samples import NOBODY, Sample, assert_refused, of
from tests.rows import keep

NOON = datetime(2026, 11, 30, 12, 0, 0, 123456, tzinfo=UTC)


class TestAMoment:
    def test_comes_back_in_utc_whatever_its_zone_was(self, books: Books) -> None:
        elsewhere = NOON.astimezone(timezone(timedelta(hours=-5)))
        member_id = keep(Member(**of(books, name="Cleo"), created_at=elsewhere))
        db.session.expunge_all()
        found = db.session.get_one(Member, member_id).created_at
        assert (found, found.utcoffset()) == (NOON, timedelta(0))

    def test_without_a_zone_is_refused(self, books: Books) -> None:
        with pytest.raises(StatementError, match="a moment without a zone"):
            keep(Member(**of(books, name="Cleo"), created_at=NOON.replace(tzinfo=None)))
        db.session.rollback()

    def test_may_be_missing_where_the_column_says_so(self, books: Books) -> None:
        member_id = keep(Member(**of(books, name="Cleo"), mail_stopped_at=None))
        db.session.expunge_all()
        assert db.session.get_one(Member, member_id).mail_stopped_at is None


class TestAWord:
    def test_is_kept_as_it_is_and_comes_back_as_one_of_its_kind(self, books: Books) -> None:
        member_id = keep(Member(**of(books, name="Cleo"), role=Role.SECRETARY))
        db.session.expunge_all()
        kept = db.session.scalar(text("SELECT role FROM members WHERE id = :id"), {"id": member_id})
        assert (kept, db.session.get_one(Member, member_id).role) == ("secretary", Role.SECRETARY)

    def test_that_its_kind_does_not_know_is_refused(self, books: Books) -> None:
        with pytest.raises(StatementError, match="'emperor' is not among the defined enum values"):
            keep(Member(**of(books, name="Cleo"), role="emperor"))
        db.session.rollback()

    def test_is_listed_by_its_check(self, any_app: Flask) -> None:
        made = str(CreateTable(Base.metadata.tables["members"]).compile(db.engine))
        words = "CHECK (role IN ('member', 'secretary', 'treasurer', 'admin'))"
        assert f"CONSTRAINT ck_members_role_known {words}" in made


class TestARowOfAChapter:
    def test_has_a_chapter_that_there_is(self, books: Books) -> None:
        with pytest.raises(IntegrityError):
            keep(Member(name="Cleo"))
        db.session.rollback()
        member = Sample(Member, {"name": "Cleo", "chapter_id": NOBODY})
        assert_refused(member, {"fk_members_chapter_id_chapters": {}})

    def test_is_never_without_one_but_for_what_stripe_sent(self) -> None:
        loose = [
            table.name
            for table in Base.metadata.sorted_tables
            if "chapter_id" in table.c and table.c.chapter_id.nullable
        ]
        assert loose == ["account_payouts", "webhook_events", "payout_lines"]
