"""The table of files, beside what was there before."""

from __future__ import annotations

import sqlalchemy as sa
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import Engine

from tests.migrations.earlier import fill


class TestFiles:
    def test_are_known_from_then_on(self, empty_app: tuple[Flask, Engine]) -> None:
        _, engine = empty_app
        upgrade(revision="opening_balances")
        fill(engine)
        upgrade(revision="stored_files")
        assert "stored_files" in sa.inspect(engine).get_table_names()
        downgrade(revision="opening_balances")
        assert "stored_files" not in sa.inspect(engine).get_table_names()
