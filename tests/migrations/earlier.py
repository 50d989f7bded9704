"""Rows as earlier schemas have them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Engine

from sigma_finance.database.scopes import across_chapters


def fill(engine: Engine) -> None:
    """A chapter with a message that the app shows and one that it does not, as the old schema has them."""
    with across_chapters(), engine.begin() as connection:
        tables = sa.MetaData()
        tables.reflect(connection, only=["chapters", "outbox_messages"])
        at = datetime(2026, 11, 30, tzinfo=UTC)
        chapter = {"id": 1, "slug": "sds", "name": "Sigma", "currency": "USD", "timezone": "UTC"}
        connection.execute(insert_into(tables.tables["chapters"], chapter, at))
        for number, kind in enumerate(("due_soon", "reset_password"), start=1):
            message = {"chapter_id": 1, "reference": f"M-{number}", "kind": kind, "to_email": "a@example.org"}
            message |= {"context": {"name": "Ada"}, "state": "queued"}
            connection.execute(insert_into(tables.tables["outbox_messages"], {**message, "id": number}, at))


def insert_into(table: sa.Table, values: dict[str, Any], at: datetime) -> sa.Insert:
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


def ask_for_approval(engine: Engine, number: int, act: str) -> None:
    """A request of this kind by the only member."""
    at = datetime(2026, 11, 30, tzinfo=UTC)
    with across_chapters(), engine.begin() as connection:
        tables = sa.MetaData()
        tables.reflect(connection, only=["members", "approvals"])
        members, approvals = tables.tables["members"], tables.tables["approvals"]
        if connection.scalar(sa.select(sa.func.count()).select_from(members)) == 0:
            member = {"id": 1, "chapter_id": 1, "name": "Tess", "role": "treasurer", "status": "active"}
            connection.execute(insert_into(members, {**member, "member_class": "regular"}, at))
        request = {"id": number, "chapter_id": 1, "act": act, "state": "waiting", "amount_minor": 1}
        request |= {"asked_by_member_id": 1, "subject_id": number}
        connection.execute(insert_into(approvals, request, at))


def post(engine: Engine, number: int, day: date, **facts: Any) -> None:
    """An entry of one cent from the bank to cash on hand; ``facts`` are its postings'."""
    with across_chapters(), engine.begin() as connection:
        tables = sa.MetaData()
        tables.reflect(connection, only=["journal_entries", "postings"])
        entry = {"id": number, "chapter_id": 1, "kind": "deposit", "booked_on": day}
        connection.execute(
            insert_into(tables.tables["journal_entries"], entry, datetime(2026, 11, 30, tzinfo=UTC))
        )
        for place, (account, minor) in enumerate((("cash_on_hand", 1), ("cash_bank", -1))):
            line = {"id": 2 * number + place, "chapter_id": 1, "entry_id": number, **facts}
            line |= {"account": account, "amount_minor": minor}
            connection.execute(
                insert_into(tables.tables["postings"], line, datetime(2026, 11, 30, tzinfo=UTC))
            )


def kept_postings(engine: Engine) -> list[tuple[Any, ...]]:
    """The account and amount of each posting."""
    rows = "SELECT postings.account, postings.amount_minor FROM postings ORDER BY id"
    with across_chapters(), engine.connect() as connection:
        return [tuple(row) for row in connection.execute(sa.text(rows))]
