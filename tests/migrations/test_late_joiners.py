"""Periods of earlier days: who joined later was an officer's to charge, and stays so."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
import sqlalchemy as sa
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import Engine

from sigma_finance.database.scopes import across_chapters
from tests.migrations.earlier import fill, insert_into

BEFORE, AFTER = "receipt_amendments", "late_joiners"
AT = datetime(2026, 11, 30, tzinfo=UTC)


class TestPeriodsOfEarlierDays:
    @pytest.fixture
    def engine(self, empty_app: tuple[Flask, Engine]) -> Engine:
        _, engine = empty_app
        upgrade(revision=BEFORE)
        fill(engine)
        with across_chapters(), engine.begin() as connection:
            tables = sa.MetaData()
            tables.reflect(connection, only=["dues_periods"])
            period = {"id": 1, "chapter_id": 1, "name": "2026-27", "amount_minor": 20000}
            period["due_on"] = date(2026, 12, 31)
            connection.execute(insert_into(tables.tables["dues_periods"], period, AT))
        upgrade(revision=AFTER)
        return engine

    def test_charge_nobody_who_joins_late(self, engine: Engine) -> None:
        with across_chapters(), engine.connect() as connection:
            assert not connection.execute(
                sa.text("SELECT charges_late_joiners FROM dues_periods")
            ).scalar_one()

    def test_survive_the_way_back(self, engine: Engine) -> None:
        downgrade(revision=BEFORE)
        with across_chapters(), engine.connect() as connection:
            assert connection.execute(sa.text("SELECT name FROM dues_periods")).scalar_one() == "2026-27"
            columns = {one["name"] for one in sa.inspect(connection).get_columns("dues_periods")}
            assert "charges_late_joiners" not in columns
