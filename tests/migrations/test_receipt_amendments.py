"""Receipts of earlier days: what was refunded of them, or taken by a bank, is stated from now on."""

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
from tests.migrations.earlier import fill, insert_into

BEFORE, AFTER = "disputed_in_excess", "receipt_amendments"
AT = datetime(2026, 11, 30, tzinfo=UTC)
TABLES = [
    "members",
    "payments",
    "receipts",
    "receipt_voids",
    "refunds",
    "disputes",
    "journal_entries",
    "postings",
]
MEMBER = {"id": 1, "name": "Ada", "member_class": "regular", "status": "active", "role": "member"}


class Rows:
    """Rows of the only chapter, with something in every column that must hold something."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection, self._tables = connection, sa.MetaData()
        self._tables.reflect(connection, only=TABLES)

    def add(self, table: str, **values: Any) -> None:
        self._connection.execute(insert_into(self._tables.tables[table], {"chapter_id": 1, **values}, AT))

    def receipt(self, number: int, **payment: Any) -> None:
        """A card payment of 200.00 and its receipt, both by this id."""
        values = {"member_id": 1, "method": "card", "state": "succeeded", "amount_minor": 20000}
        values |= {"reference": f"P-{number}", "succeeded_at": AT}
        self.add("payments", id=number, **(values | payment))
        self.add("receipts", id=number, payment_id=number, year=2026, number=number, amount_minor=20000)

    def lose(self, number: int, minor: int) -> None:
        """A dispute of that payment, by the same id, that was lost and voided its receipt."""
        dispute = {"id": number, "payment_id": number, "stripe_dispute_id": f"du_{number}"}
        self.add("disputes", **dispute, amount_minor=minor, state="lost")
        entry = {"id": number, "kind": "dispute", "booked_on": date(2026, 11, 30), "payment_id": number}
        self.add("journal_entries", **entry, dispute_id=number)
        for account, part in (("unassigned", minor), ("cash_stripe", -minor)):
            self.add(
                "postings",
                id=2 * number + (part > 0),
                entry_id=number,
                account=account,
                amount_minor=part,
                payment_id=number,
            )
        self.add(
            "receipt_voids", id=number, receipt_id=number, reason="The payer's bank took the money back."
        )


def fill_receipts(engine: Engine) -> None:
    """In full; refunded in part, in full, and by a refund that failed; lost in part, and in full; reversed."""
    with across_chapters(), engine.begin() as connection:
        rows = Rows(connection)
        rows.add("members", **MEMBER)
        rows.receipt(1)
        for number, minor, state in ((2, 5000, "succeeded"), (3, 20000, "succeeded"), (4, 5000, "failed")):
            rows.receipt(number)
            refund = {
                "id": number,
                "payment_id": number,
                "stripe_refund_id": f"re_{number}",
                "amount_minor": minor,
            }
            rows.add("refunds", **refund, state=state)
        for number, minor in ((5, 5000), (6, 20000)):
            rows.receipt(number)
            rows.lose(number, minor)
        rows.receipt(7, method="cash", state="reversed")
        rows.add("receipt_voids", id=7, receipt_id=7, reason="Bounced")


def stays(engine: Engine) -> dict[int, int]:
    with across_chapters(), engine.connect() as connection:
        rows = connection.execute(sa.text("SELECT receipt_id, stays_minor FROM receipt_amendments"))
        return {row.receipt_id: row.stays_minor for row in rows}


class TestReceiptsOfEarlierDays:
    @pytest.fixture
    def engine(self, empty_app: tuple[Flask, Engine]) -> Engine:
        _, engine = empty_app
        upgrade(revision=BEFORE)
        fill(engine)
        fill_receipts(engine)
        upgrade(revision=AFTER)
        return engine

    def test_say_what_stays_paid_where_they_said_something_else(self, engine: Engine) -> None:
        assert stays(engine) == {2: 15000, 3: 0, 5: 15000}

    @pytest.mark.parametrize(
        "change", ["UPDATE receipt_amendments SET stays_minor = 2", "DELETE FROM receipt_amendments"]
    )
    def test_say_it_for_ever(self, engine: Engine, change: str) -> None:
        with across_chapters(), pytest.raises(DBAPIError, match="append-only"), engine.begin() as connection:
            connection.execute(sa.text(change))

    def test_survive_the_way_back(self, engine: Engine) -> None:
        downgrade(revision=BEFORE)
        with across_chapters(), engine.connect() as connection:
            assert connection.execute(sa.text("SELECT count(*) FROM receipts")).scalar() == 7
            assert "closed_at" not in {one["name"] for one in sa.inspect(connection).get_columns("disputes")}
