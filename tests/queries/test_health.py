"""Whether the database answers, and which schema it has."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from sigma_finance.extensions import db
from sigma_finance.models.schema import REVISION
from sigma_finance.queries import health


class TestTheDatabase:
    def test_answers_and_stands_at_the_revision_of_the_code(self, any_app: Flask) -> None:
        assert health.database_answers()
        assert health.find_revision() == REVISION
        assert health.is_current()

    def test_that_is_away_does_not_answer(self, any_app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
        def refuse(*_: object) -> None:
            raise OperationalError("SELECT 1", {}, Exception("away"))

        monkeypatch.setattr(db.session, "execute", refuse)
        assert not health.database_answers()

    def test_at_another_revision_is_not_current(self, sqlite_app: Flask) -> None:
        db.session.execute(text("UPDATE alembic_version SET version_num = 'before'"))
        assert health.find_revision() == "before"
        assert not health.is_current()
        db.session.rollback()

    def test_that_was_never_migrated_has_no_revision(self, sqlite_app: Flask) -> None:
        db.session.execute(text("ALTER TABLE alembic_version RENAME TO kept"))
        assert health.find_revision() is None
        db.session.rollback()
