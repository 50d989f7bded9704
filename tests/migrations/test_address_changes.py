"""Changes of address that waited in a mailbox before they had a row of their own."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import Connection, Engine

from tests.migrations.earlier import fill

BEFORE = "rows_closed_to_owners"
MOMENT = "2026-11-30 02:00:00"


def add_user(connection: Connection, name: str) -> int:
    """A login of the name."""
    connection.execute(
        sa.text(
            "INSERT INTO users (email, name, timezone, is_active, created_at)"
            " VALUES (:email, :name, '', :yes, :at)"
        ),
        {"email": f"{name}@example.org", "name": name, "yes": True, "at": MOMENT},
    )
    found = sa.text("SELECT id FROM users WHERE name = :name")
    return int(connection.execute(found, {"name": name}).scalar_one())


def add_link(connection: Connection, token: str, user_id: int | None, email: str, **facts: Any) -> None:
    """A mailed link."""
    values = {"purpose": "new_address", "used_at": None, **facts}
    connection.execute(
        sa.text(
            "INSERT INTO account_links (user_id, purpose, token_hash, email, created_at, expires_at, used_at)"
            " VALUES (:user_id, :purpose, :token, :email, :at, :at, :used_at)"
        ),
        {"user_id": user_id, "token": token, "email": email, "at": MOMENT, **values},
    )


def changes(engine: Engine) -> list[tuple[int, str, bool]]:
    """Whose change to which address waits, and whether it has ended."""
    with engine.connect() as connection:
        rows = connection.execute(
            sa.text("SELECT user_id, email, ended_at IS NOT NULL FROM address_changes ORDER BY user_id")
        )
        return [(user_id, email, bool(ended)) for user_id, email, ended in rows]


class TestLinksToANewAddress:
    def test_that_still_wait_have_a_change_that_waits_the_latest_of_each_person(
        self, empty_app: tuple[Flask, Engine]
    ) -> None:
        _, engine = empty_app
        upgrade(revision=BEFORE)
        fill(engine)
        with engine.begin() as connection:
            ada, ben = add_user(connection, "ada.links"), add_user(connection, "ben.links")
            add_link(connection, "1", ada, "first@example.org")
            add_link(connection, "2", ada, "second@example.org")
            add_link(connection, "3", ben, "done@example.org", used_at=MOMENT)
            add_link(connection, "4", ben, "", purpose="reset")
            add_link(connection, "5", None, "nobody@example.org")
        upgrade(revision="address_changes")
        assert changes(engine) == [(ada, "second@example.org", False)]

    def test_are_as_they_were_on_the_way_back(self, empty_app: tuple[Flask, Engine]) -> None:
        _, engine = empty_app
        upgrade(revision="address_changes")
        downgrade(revision=BEFORE)
        with engine.connect() as connection:
            assert "address_changes" not in sa.inspect(connection).get_table_names()
            assert "account_links" in sa.inspect(connection).get_table_names()
