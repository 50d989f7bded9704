"""Whose rows the database gives out, and for how long."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import pytest
from flask import Flask
from sqlalchemy import Table, func, select, text

from sigma_finance.database import scopes
from sigma_finance.database.scopes import across_chapters, for_chapter, for_lines
from sigma_finance.extensions import db
from sigma_finance.models import Base, Member
from tests.harness.databases import Database
from tests.people import open_chapter


class Chapters(NamedTuple):
    """The ids of two chapters."""

    ours: int
    theirs: int


@pytest.fixture
def closed(app: Flask, database: Database) -> Iterator[Chapters]:
    """Two chapters, and neither open to whoever asks, as where a request begins."""
    made = Chapters(open_chapter().chapter_id, open_chapter("kr", "Kappa Rho").chapter_id)
    kept = scopes._scope.set("")
    yield made
    db.session.rollback()
    scopes._scope.reset(kept)


def rows(table: Table) -> int:
    return db.session.scalar(select(func.count()).select_from(table)) or 0


class TestAScope:
    def test_ends_with_its_block_and_with_its_transaction(self, closed: Chapters) -> None:
        with for_chapter(closed.ours):
            assert rows(Base.metadata.tables["members"]) > 0
            db.session.rollback()
            assert rows(Base.metadata.tables["members"]) > 0
        assert rows(Base.metadata.tables["members"]) == 0
        db.session.rollback()
        assert db.session.scalar(text("SELECT current_setting('sigma.chapter_id', true)")) in ("", None)

    def test_of_an_earlier_request_is_gone_where_the_next_begins(self, closed: Chapters, app: Flask) -> None:
        with for_chapter(closed.ours), app.test_request_context("/monitoring/health"):
            app.preprocess_request()
            assert scopes._scope.get() == ""

    def test_comes_back_after_a_savepoint_is_undone(self, closed: Chapters) -> None:
        with for_chapter(closed.ours):
            savepoint = db.session.begin_nested()
            with across_chapters():
                assert rows(Base.metadata.tables["members"]) > 0
            savepoint.rollback()
            assert set(db.session.scalars(select(Member.chapter_id))) == {closed.ours}

    def test_writes_under_it_what_was_made_in_it(self, closed: Chapters) -> None:
        with for_chapter(closed.ours):
            with across_chapters():
                db.session.add(Member(chapter_id=closed.theirs, name="Zoe"))
            assert db.session.scalar(select(Member).where(Member.name == "Zoe")) is None
            db.session.commit()
        with for_chapter(closed.theirs):
            assert db.session.scalar(select(Member).where(Member.name == "Zoe")) is not None

    def test_opens_one_chapter_or_all_or_none(self, closed: Chapters) -> None:
        def seen() -> set[int]:
            return set(db.session.scalars(select(Member.chapter_id)))

        assert seen() == set()
        with for_chapter(closed.ours):
            assert seen() == {closed.ours}
            with across_chapters():
                assert seen() == set(closed)
            assert seen() == {closed.ours}
        assert seen() == set()

    def test_is_told_again_before_what_a_commit_checks(self, closed: Chapters) -> None:
        with across_chapters():
            with for_chapter(closed.ours):
                rows(Base.metadata.tables["members"])
            told = db.session.connection().info
            assert told[scopes._TOLD] == str(closed.ours)
            scopes.restore()
            assert told[scopes._TOLD] == scopes._ALL

    def test_closes_where_its_block_fails(self, closed: Chapters) -> None:
        with pytest.raises(LookupError), across_chapters():
            raise LookupError
        assert rows(Base.metadata.tables["members"]) == 0

    def test_stays_around_lines_that_are_read_later(self, closed: Chapters) -> None:
        lines = for_lines(closed.ours, _first_names())
        assert rows(Base.metadata.tables["members"]) == 0
        assert len(list(lines)) == 4
        assert rows(Base.metadata.tables["members"]) == 0


def _first_names() -> Iterator[str]:
    yield from (name.split()[0] for name in db.session.scalars(select(Member.name)))
