"""What autopay charged before payments named what they were for."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

from sigma_finance.database.scopes import across_chapters

BEFORE, AFTER = "rows_closed_to_owners", "named_installments"
AT = datetime(2026, 11, 30, tzinfo=UTC)
SHARED: dict[str, dict[str, Any]] = {
    "chapters": {"slug": "sds", "name": "Sigma", "currency": "USD", "timezone": "UTC"},
    "members": {"name": "Ada", "member_class": "regular", "status": "active", "role": "member"},
    "charges": {"member_id": 1, "kind": "dues", "amount_minor": 300, "charged_on": date(2026, 9, 1)},
    "installments": {"member_id": 1, "charge_id": 1, "due_on": date(2026, 10, 1), "open_minor": 0},
    "payments": {"member_id": 1, "method": "card", "state": "pending", "amount_minor": 300, "autopay": True},
    "autopay_attempts": {
        "member_id": 1,
        "number": 1,
        "first_on": date(2026, 10, 1),
        "due_on": date(2026, 10, 1),
    },
}
ROWS: list[tuple[str, dict[str, Any]]] = [
    ("chapters", {"id": 1}),
    ("members", {"id": 1}),
    ("charges", {"id": 1}),
    ("installments", {"id": 1}),
    ("installments", {"id": 2}),
    ("installments", {"id": 3}),
    ("payments", {"id": 1, "reference": "P-1"}),
    ("autopay_attempts", {"id": 1, "installment_id": 1, "payment_id": 1, "state": "charging"}),
    ("autopay_attempts", {"id": 2, "installment_id": 2, "payment_id": 1, "state": "charging"}),
    ("autopay_attempts", {"id": 3, "installment_id": 3, "payment_id": None, "state": "planned"}),
]


def fill(engine: Engine) -> None:
    """A charge by autopay of two installments, under way, and a third that is planned."""
    with across_chapters(), engine.begin() as connection:
        tables = sa.MetaData()
        tables.reflect(connection, only=list(SHARED))
        for name, own in ROWS:
            table = tables.tables[name]
            values = SHARED[name] | own | ({} if name == "chapters" else {"chapter_id": 1})
            connection.execute(table.insert().values({**_blank(table), **values}))


def _blank(table: sa.Table) -> dict[str, Any]:
    """Something for every column that must hold something."""
    return {
        column.name: AT
        if isinstance(column.type, sa.DateTime)
        else {}
        if isinstance(column.type, sa.JSON)
        else False
        if isinstance(column.type, sa.Boolean)
        else 0
        if isinstance(column.type, sa.Integer)
        else ""
        for column in table.columns
        if not column.nullable and column.server_default is None
    }


def named(engine: Engine) -> list[tuple[int, int]]:
    with across_chapters(), engine.connect() as connection:
        rows = connection.execute(
            sa.text("SELECT payment_id, installment_id FROM named_installments ORDER BY installment_id")
        )
        return [(row.payment_id, row.installment_id) for row in rows]


class TestAChargeOfEarlierDays:
    def test_names_what_it_was_made_for(self, empty_app: tuple[Flask, Engine]) -> None:
        _, engine = empty_app
        upgrade(revision=BEFORE)
        fill(engine)
        upgrade(revision=AFTER)
        assert named(engine) == [(1, 1), (1, 2)]

    @pytest.mark.parametrize(
        "change", ["UPDATE named_installments SET payment_id = 2", "DELETE FROM named_installments"]
    )
    def test_names_it_for_ever(self, empty_app: tuple[Flask, Engine], change: str) -> None:
        _, engine = empty_app
        upgrade(revision=BEFORE)
        fill(engine)
        upgrade(revision=AFTER)
        with across_chapters(), pytest.raises(DBAPIError, match="append-only"), engine.begin() as connection:
            connection.execute(sa.text(change))

    def test_survives_the_way_back(self, empty_app: tuple[Flask, Engine]) -> None:
        _, engine = empty_app
        upgrade(revision=BEFORE)
        fill(engine)
        upgrade(revision=AFTER)
        downgrade(revision=BEFORE)
        with across_chapters(), engine.connect() as connection:
            assert connection.execute(sa.text("SELECT count(*) FROM autopay_attempts")).scalar() == 3
            assert "named_installments" not in sa.inspect(connection).get_table_names()
