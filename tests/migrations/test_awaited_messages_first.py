"""Messages written before they said of themselves how soon they leave, and whether the app shows them."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import Engine

from sigma_finance.database.scopes import across_chapters
from tests.migrations.earlier import fill

BEFORE = "accounts_and_plans"


def rows(engine: Engine) -> list[tuple[Any, ...]]:
    with across_chapters(), engine.connect() as connection:
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
        with across_chapters(), engine.connect() as connection:
            assert connection.execute(sa.text("SELECT count(*) FROM outbox_messages")).scalar() == 2
            names = {column["name"] for column in sa.inspect(connection).get_columns("outbox_messages")}
        assert not {"haste", "in_app"} & names
