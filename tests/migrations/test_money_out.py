"""Books of earlier days beside what a chapter spends."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

from tests.migrations.earlier import ask_for_approval as ask
from tests.migrations.earlier import fill

BEFORE, AFTER = "stored_files", "money_out"


class TestSpending:
    def test_is_known_from_then_on(self, empty_app: tuple[Flask, Engine]) -> None:
        _, engine = empty_app
        upgrade(revision=BEFORE)
        fill(engine)
        with pytest.raises(DBAPIError):
            ask(engine, 1, "expense")
        upgrade(revision=AFTER)
        ask(engine, 1, "waiver")
        tables = sa.inspect(engine).get_table_names()
        assert {"categories", "spendings", "cash_transfers", "cash_counts"} <= set(tables)
        downgrade(revision=BEFORE)
        assert "spendings" not in sa.inspect(engine).get_table_names()
