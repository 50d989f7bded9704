"""Budgets come to a database that is filled, and go again."""

from __future__ import annotations

import sqlalchemy as sa
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import Engine

from tests.migrations.earlier import fill

BEFORE, AFTER = "income_taken_back", "budgets"


class TestTheTable:
    def test_comes_and_goes(self, empty_app: tuple[Flask, Engine]) -> None:
        _, engine = empty_app
        upgrade(revision=BEFORE)
        fill(engine)
        upgrade(revision=AFTER)
        assert sa.inspect(engine).has_table("budget_lines")
        downgrade(revision=BEFORE)
        assert not sa.inspect(engine).has_table("budget_lines")
