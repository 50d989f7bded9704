"""Messages written before they said of themselves how soon they leave, and whether the app shows them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import Engine

BEFORE = "accounts_and_plans"


def fill(engine: Engine) -> None:
    """A chapter with a message that the app shows and one that it does not, as the old schema has them."""
    with engine.begin() as connection:
        tables = sa.MetaData()
        tables.reflect(connection, only=["chapters", "outbox_messages"])
        at = datetime(2026, 11, 30, tzinfo=UTC)
        chapter = {"id": 1, "slug": "sds", "name": "Sigma", "currency": "USD", "timezone": "UTC"}
        connection.execute(_insert(tables.tables["chapters"], chapter, at))
        for number, kind in enumerate(("due_soon", "reset_password"), start=1):
            message = {"chapter_id": 1, "reference": f"M-{number}", "kind": kind, "to_email": "a@example.org"}
            message |= {"context": {"name": "Ada"}, "state": "queued"}
            connection.execute(_insert(tables.tables["outbox_messages"], {**message, "id": number}, at))


def _insert(table: sa.Table, values: dict[str, Any], at: datetime) -> sa.Insert:
    """An insert with something in every column that must hold something."""
    for column in table.columns:
        if column.name in values or column.nullable or column.server_default is not None:
            continue
        kind = column.type
        values[column.name] = (
            at
            if isinstance(kind, sa.DateTime)
            else {}
            if isinstance(kind, sa.JSON)
            else False
            if isinstance(kind, sa.Boolean)
            else 0
            if isinstance(kind, sa.Integer)
            else ""
        )
    return table.insert().values(values)


def rows(engine: Engine) -> list[tuple[Any, ...]]:
    with engine.connect() as connection:
        found = connection.execute(
            sa.text("SELECT kind, haste, in_app, reference FROM outbox_messages ORDER BY id")
        )
        return [(kind, haste, bool(in_app), reference) for kind, haste, in_app, reference in found]


class TestMessagesOfEarlierDays:
    def test_are_kept_and_say_whether_the_app_shows_them(self, empty_app: tuple[Flask, Engine]) -> None:
        _, engine = empty_app
        upgrade(revision=BEFORE)
        fill(engine)
        upgrade(revision="awaited_messages_first")
        assert rows(engine) == [("due_soon", 1, True, "M-1"), ("reset_password", 1, False, "M-2")]

    def test_survive_the_way_back(self, empty_app: tuple[Flask, Engine]) -> None:
        _, engine = empty_app
        upgrade(revision=BEFORE)
        fill(engine)
        upgrade(revision="awaited_messages_first")
        downgrade(revision=BEFORE)
        with engine.connect() as connection:
            assert connection.execute(sa.text("SELECT count(*) FROM outbox_messages")).scalar() == 2
            names = {column["name"] for column in sa.inspect(connection).get_columns("outbox_messages")}
        assert not {"haste", "in_app"} & names
