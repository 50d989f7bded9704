"""Entries of earlier days beside those that name a payout."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError, IntegrityError

from sigma_finance.database.scopes import across_chapters
from tests.migrations.earlier import fill, insert_into

BEFORE, AFTER = "closed_books", "payouts_to_the_bank"
AT = datetime(2026, 11, 30, tzinfo=UTC)
DAY = date(2026, 11, 30)


def add(connection: sa.Connection, name: str, **values: Any) -> None:
    """A row of the only chapter."""
    tables = sa.MetaData()
    tables.reflect(connection, only=[name])
    connection.execute(insert_into(tables.tables[name], {"chapter_id": 1, **values}, AT))


def post(engine: Engine, number: int, kind: str, debit: str, **names: Any) -> None:
    """An entry of one cent out of what lies at the provider."""
    with across_chapters(), engine.begin() as connection:
        add(connection, "journal_entries", id=number, kind=kind, booked_on=DAY, **names)
        for place, (account, minor) in enumerate(((debit, 1), ("cash_stripe", -1))):
            line = {"id": 2 * number + place, "entry_id": number, "booked_on": DAY}
            add(connection, "postings", **line, account=account, amount_minor=minor)


def pay_out(engine: Engine) -> None:
    """A payout of the only chapter."""
    facts = {"payout_id": "po_1", "state": "paid", "lines_state": "never", "arrives_on": DAY}
    with across_chapters(), engine.begin() as connection:
        add(connection, "account_payouts", id=1, currency="USD", amount_minor=1, **facts)
        add(connection, "chapter_payouts", id=1, account_payout_id=1, amount_minor=1, whole_minor=1, **facts)


def kinds(engine: Engine) -> list[str]:
    with across_chapters(), engine.connect() as connection:
        return list(connection.scalars(sa.text("SELECT kind FROM journal_entries ORDER BY id")))


class TestEntriesOfEarlierDays:
    @pytest.fixture
    def engine(self, empty_app: tuple[Flask, Engine]) -> Engine:
        _, engine = empty_app
        upgrade(revision=BEFORE)
        fill(engine)
        post(engine, 1, "processing_fee", "processing_fees")
        return engine

    def test_are_kept_beside_those_that_name_a_payout(self, engine: Engine) -> None:
        with pytest.raises(IntegrityError):
            post(engine, 2, "payout", "cash_bank")
        upgrade(revision=AFTER)
        pay_out(engine)
        post(engine, 2, "payout", "in_transit", chapter_payout_id=1)
        with pytest.raises(IntegrityError):
            post(engine, 3, "payout", "in_transit", chapter_payout_id=2)
        with pytest.raises(IntegrityError):
            post(engine, 3, "anything", "in_transit")
        assert kinds(engine) == ["processing_fee", "payout"]

    @pytest.mark.parametrize("table", ["journal_entries", "postings"])
    def test_stay_as_they_were_posted(self, engine: Engine, table: str) -> None:
        upgrade(revision=AFTER)
        for change in (f"UPDATE {table} SET chapter_id = 2", f"DELETE FROM {table}"):
            with (
                across_chapters(),
                pytest.raises(DBAPIError, match="append-only"),
                engine.begin() as connection,
            ):
                connection.execute(sa.text(change))

    def test_survive_the_way_back(self, engine: Engine) -> None:
        upgrade(revision=AFTER)
        downgrade(revision=BEFORE)
        assert kinds(engine) == ["processing_fee"]
        assert "payout_lines" not in sa.inspect(engine).get_table_names()
