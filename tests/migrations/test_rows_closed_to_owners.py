"""A database whose rows were closed to the application's role alone."""

from __future__ import annotations

from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import Engine, text

from sigma_finance.database.scopes import for_chapter
from sigma_finance.extensions import db
from sigma_finance.models.rights import tables_of_chapters
from tests.migrations.earlier import fill

BEFORE, AFTER = "awaited_messages_first", "rows_closed_to_owners"


def open_to_the_owner(engine: Engine) -> None:
    """As databases were before: row-level security on, and not forced."""
    with engine.begin() as connection:
        known = set(connection.scalars(text("SELECT tablename FROM pg_policies")))
        for table in set(tables_of_chapters()) & known:
            connection.execute(text(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY"))


def count(engine: Engine) -> int:
    with engine.connect() as connection:
        return connection.scalar(text("SELECT count(*) FROM outbox_messages")) or 0


class TestRowsOfEarlierDays:
    def test_are_closed_to_the_owner_and_kept(self, empty_app: tuple[Flask, Engine]) -> None:
        _, engine = empty_app
        upgrade(revision="accounts_and_plans")
        fill(engine)
        upgrade(revision=BEFORE)
        if engine.dialect.name == "postgresql":
            open_to_the_owner(engine)
        assert count(engine) == 2
        upgrade(revision=AFTER)
        db.engine.dispose()
        if engine.dialect.name == "sqlite":
            assert count(engine) == 2
            return
        assert count(engine) == 0
        with for_chapter(1):
            assert count(engine) == 2
        with for_chapter(2):
            assert count(engine) == 0

    def test_are_open_again_where_it_is_taken_back(self, empty_app: tuple[Flask, Engine]) -> None:
        _, engine = empty_app
        upgrade(revision=AFTER)
        fill(engine)
        downgrade(revision=BEFORE)
        assert count(engine) == 2
