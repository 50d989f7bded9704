"""Entries of the days before balances could be brought forward."""

from __future__ import annotations

import sqlalchemy as sa
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import Engine

from sigma_finance.database.scopes import across_chapters
from tests.migrations.earlier import fill

BEFORE, AFTER = "debit_stages", "opening_balances"


def known(engine: Engine) -> str:
    checks = sa.inspect(engine).get_check_constraints("journal_entries")
    return next(check["sqltext"] for check in checks if check["name"] == "ck_journal_entries_kind_known")


def entries(engine: Engine) -> list[tuple[int, str]]:
    with across_chapters(), engine.connect() as connection:
        rows = connection.execute(sa.text("SELECT id, kind FROM journal_entries ORDER BY id"))
        return [(row.id, row.kind) for row in rows]


class TestEntriesOfEarlierDays:
    def test_stay_as_they_were(self, empty_app: tuple[Flask, Engine]) -> None:
        _, engine = empty_app
        upgrade(revision=BEFORE)
        fill(engine)
        before = entries(engine)
        assert "opening_balances" not in known(engine)
        upgrade(revision=AFTER)
        assert "opening_balances" in known(engine)
        assert "bank_opening" in known(engine)
        assert entries(engine) == before
        downgrade(revision=BEFORE)
        assert "opening_balances" not in known(engine)
