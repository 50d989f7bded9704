"""What every command shares."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask

from sigma_finance.app import create_app
from sigma_finance.config import TestConfig
from sigma_finance.extensions import db
from tests.cli.terminal import refused, run

COMMANDS = [
    ("chapter", "create"),
    ("user", "create"),
    ("user", "reset-password"),
    ("user", "reset-second-factor"),
    ("user", "set-role"),
    ("dues", "assess"),
    ("invite", "create"),
    ("members", "show"),
    ("import", "historical"),
    ("import", "undo"),
    ("ledger", "verify"),
    ("ledger", "export"),
    ("audit", "verify"),
    ("outbox", "deliver"),
    ("payments", "reconcile"),
    ("stripe", "check"),
    ("demo", "load"),
]


def application(tmp_path: Path, database: str) -> Flask:
    return create_app(
        TestConfig({"DATABASE_URL": database, "SANDBOX_STATE": str(tmp_path / "sandbox.sqlite")})
    )


class TestEveryCommand:
    @pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
    def test_explains_itself(self, sqlite_app: Flask, words: tuple[str, ...]) -> None:
        printed = run(sqlite_app, *words, "--help")
        assert len(printed.splitlines()) >= 4

    def test_names_what_is_to_be_done_about_an_old_schema(self, tmp_path: Path) -> None:
        app = application(tmp_path, f"sqlite:///{tmp_path}/empty.db")
        assert "flask db upgrade" in refused(app, "ledger", "verify")
        with app.app_context():
            db.engine.dispose()

    def test_says_so_when_the_database_is_not_there(self, tmp_path: Path) -> None:
        app = application(tmp_path, "postgresql://nobody@127.0.0.1:9/nothing")
        assert "cannot be reached" in refused(app, "ledger", "verify")
