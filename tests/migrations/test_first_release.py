"""The first schema, and the rules that its database keeps by itself."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError

from sigma_finance.database.scopes import across_chapters
from tests.migrations.earlier import insert_into

FIRST = "accounts_and_plans"
AT = datetime(2026, 11, 30, tzinfo=UTC)
TODAY = date(2026, 11, 30)
#: A row of each table that only grows, and what it stands on.
ROWS: list[tuple[str, dict[str, Any]]] = [
    ("chapters", {"slug": "sds", "name": "Sigma", "currency": "USD", "timezone": "UTC"}),
    ("members", {"name": "Ada", "member_class": "regular", "status": "active", "role": "member"}),
    ("members", {"name": "Ben", "member_class": "regular", "status": "active", "role": "member"}),
    ("payments", {"reference": "P-1", "method": "cash", "state": "pending", "amount_minor": 300}),
    ("journal_entries", {"kind": "payment", "booked_on": TODAY, "payment_id": 1}),
    ("postings", {"entry_id": 1, "account": "cash_bank", "amount_minor": 300}),
    ("postings", {"entry_id": 1, "account": "unassigned", "amount_minor": -300}),
    ("audit_events", {"sequence": 1, "action": "exported", "actor": "operator"}),
    ("receipts", {"payment_id": 1, "number": 1, "year": 2026, "label": "R-1", "amount_minor": 300}),
    ("receipt_voids", {"receipt_id": 1, "reason": "No"}),
    ("handovers", {"from_member_id": 1, "to_member_id": 2, "state": "done", "ended_at": AT}),
    ("handover_books", {"handover_id": 1, "content": b"%PDF", "sha256": "0"}),
]
ONLY_GROWS = (
    "journal_entries",
    "postings",
    "audit_events",
    "receipts",
    "receipt_voids",
    "handover_books",
)


def add(connection: Connection, name: str, values: dict[str, Any]) -> None:
    table = sa.Table(name, sa.MetaData(), autoload_with=connection)
    of_chapter = {} if name == "chapters" else {"chapter_id": 1}
    connection.execute(insert_into(table, values | of_chapter, AT))


def fill(engine: Engine) -> None:
    """A chapter with a row in every table that only grows."""
    ids: dict[str, int] = {}
    with across_chapters(), engine.begin() as connection:
        for name, values in ROWS:
            ids[name] = ids.get(name, 0) + 1
            add(connection, name, {"id": ids[name], **values})


def book(engine: Engine, amounts: list[int]) -> None:
    """An entry with these postings, in a transaction of its own."""
    with across_chapters(), engine.begin() as connection:
        add(connection, "journal_entries", {"id": 1, "kind": "payment", "booked_on": TODAY})
        for number, amount in enumerate(amounts, start=1):
            line = {"id": number, "entry_id": 1, "account": "cash_bank", "amount_minor": amount}
            add(connection, "postings", line)


@pytest.fixture
def engine(empty_app: tuple[Flask, Engine]) -> Engine:
    """The owner's way into a database with the first schema alone."""
    upgrade(revision=FIRST)
    return empty_app[1]


class TestTheFirstSchema:
    def test_refuses_to_change_or_remove_what_only_grows(self, engine: Engine) -> None:
        fill(engine)
        for table in ONLY_GROWS:
            for change in (f"UPDATE {table} SET chapter_id = chapter_id", f"DELETE FROM {table}"):
                with (
                    across_chapters(),
                    pytest.raises(DBAPIError, match=f"{table} is append-only"),
                    engine.begin() as connection,
                ):
                    connection.execute(sa.text(change))
        with across_chapters(), engine.connect() as connection:
            left = {
                table: connection.scalar(sa.text(f"SELECT count(*) FROM {table}")) for table in ONLY_GROWS
            }
        assert left == dict.fromkeys(ONLY_GROWS, 1) | {"postings": 2}

    def test_lets_everything_else_be_changed(self, engine: Engine) -> None:
        fill(engine)
        with across_chapters(), engine.begin() as connection:
            changed = connection.execute(sa.text("UPDATE members SET phone = '555'"))
            assert changed.rowcount == 2

    def test_refuses_an_entry_that_does_not_balance_where_a_database_can_wait_for_its_end(
        self, engine: Engine
    ) -> None:
        """PostgreSQL can; what a file of SQLite lets in, verifying finds."""
        with across_chapters(), engine.begin() as connection:
            add(connection, "chapters", {"id": 1, **ROWS[0][1]})
        for amounts in ([300, -299], [300], []):
            if engine.dialect.name == "postgresql":
                with pytest.raises(DBAPIError, match="entry 1 does not balance"):
                    book(engine, amounts)
        book(engine, [300, -300])
        with across_chapters(), engine.connect() as connection:
            assert connection.scalar(sa.text("SELECT count(*) FROM postings")) == 2

    def test_goes_down_to_nothing_though_rows_are_there_and_up_again(self, engine: Engine) -> None:
        before = set(sa.inspect(engine).get_table_names())
        fill(engine)
        downgrade(revision="base")
        assert set(sa.inspect(engine).get_table_names()) == {"alembic_version"}
        upgrade(revision=FIRST)
        assert set(sa.inspect(engine).get_table_names()) == before
        fill(engine)
