"""Names of earlier days as they are searched."""

from __future__ import annotations

from datetime import UTC, datetime

import sqlalchemy as sa
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import Engine

from sigma_finance.database.scopes import across_chapters
from tests.migrations.earlier import fill, insert_into

AT = datetime(2026, 11, 30, tzinfo=UTC)
BEFORE, AFTER = "address_changes", "folded_names"
NAMES = {"Élodie Núñez": "elodie nunez", "Søren Groß": "soren gross", "O’Brien Ａda": "obrien ada"}


def add(engine: Engine) -> None:
    """A member and a login of each name."""
    with across_chapters(), engine.begin() as connection:
        tables = sa.MetaData()
        tables.reflect(connection, only=["members", "users"])
        members = {"chapter_id": 1, "role": "member", "status": "active", "member_class": "regular"}
        for number, name in enumerate(NAMES, start=1):
            for table, values in (("members", members), ("users", {"email": f"{number}@example.org"})):
                connection.execute(
                    insert_into(tables.tables[table], {"id": number, "name": name, **values}, AT)
                )


class TestNamesOfEarlierDays:
    def test_are_found_as_those_written_since(self, empty_app: tuple[Flask, Engine]) -> None:
        _, engine = empty_app
        upgrade(revision=BEFORE)
        fill(engine)
        add(engine)
        upgrade(revision=AFTER)
        with across_chapters(), engine.connect() as connection:
            for table in ("members", "users"):
                rows = connection.execute(sa.text(f"SELECT name, folded_name FROM {table}"))
                assert dict(tuple(row) for row in rows) == NAMES

    def test_stay_on_the_way_back(self, empty_app: tuple[Flask, Engine]) -> None:
        _, engine = empty_app
        upgrade(revision=BEFORE)
        fill(engine)
        add(engine)
        upgrade(revision=AFTER)
        downgrade(revision=BEFORE)
        with across_chapters(), engine.connect() as connection:
            assert connection.execute(sa.text("SELECT count(*) FROM members")).scalar() == len(NAMES)
