"""What was made on the deployment's account before chapters could have their own."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
import sqlalchemy as sa
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import Engine
from sqlalchemy.exc import IntegrityError

from sigma_finance.database.scopes import across_chapters
from tests.migrations.earlier import fill, insert_into

BEFORE, AFTER = "chained_entries", "own_accounts"
AT = datetime(2026, 11, 30, tzinfo=UTC)


def accounts_of(engine: Engine) -> set[str]:
    with across_chapters(), engine.connect() as connection:
        return {
            account
            for table in ("chapters", "payments")
            for account in connection.scalars(sa.text(f"SELECT stripe_account FROM {table}"))
        }


def connect(engine: Engine, number: int, **facts: object) -> None:
    with across_chapters(), engine.begin() as connection:
        tables = sa.MetaData()
        tables.reflect(connection, only=["connected_accounts"])
        row = {"id": number, "chapter_id": 1, "reference": f"SA-{number}", "name": "", "wants": [], **facts}
        connection.execute(insert_into(tables.tables["connected_accounts"], row, AT))


class TestWhatWasMadeBefore:
    def test_is_on_the_deployments_own_account(self, empty_app: tuple[Flask, Engine]) -> None:
        _, engine = empty_app
        upgrade(revision=BEFORE)
        fill(engine)
        upgrade(revision=AFTER)
        assert accounts_of(engine) == {""}
        connect(engine, 1, account="acct_1", state="ready")
        for facts in (
            {"account": "acct_1", "state": "ready"},
            {"account": None, "state": "ready"},
            {"account": "acct_2", "state": "gone"},
            {"account": "acct_2", "state": "lost"},
        ):
            with pytest.raises(IntegrityError):
                connect(engine, 2, **facts)
        downgrade(revision=BEFORE)
