"""Books of earlier days get bank accounts, and stay as they were posted."""

from __future__ import annotations

from datetime import date

import pytest
import sqlalchemy as sa
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

from sigma_finance.database.scopes import across_chapters
from tests.migrations.earlier import fill, kept_postings, post

AFTER = "bank_accounts"


def add_account(engine: Engine) -> None:
    with across_chapters(), engine.begin() as connection:
        chapter = connection.scalar(sa.text("SELECT id FROM chapters"))
        connection.execute(
            sa.text(
                "INSERT INTO bank_accounts (chapter_id, place, name, begins_on, opening_minor, remembered,"
                " reconciled_through, reconciled_minor, created_at) VALUES (:chapter, 'cash_bank', '', '2026-01-01', 0,"
                " '{}', '2026-03-31', 0, '2026-01-01')"
            ),
            {"chapter": chapter},
        )


class TestBooksOfEarlierDays:
    def test_get_accounts_that_are_reconciled(self, empty_app: tuple[Flask, Engine], before: str) -> None:
        _, engine = empty_app
        upgrade(revision=before)
        fill(engine)
        post(engine, 1, date(2026, 3, 1), booked_on=date(2026, 3, 1))
        upgrade(revision=AFTER)
        add_account(engine)
        with pytest.raises(DBAPIError, match="reconciled through"):
            post(engine, 2, date(2026, 3, 31), booked_on=date(2026, 3, 31))
        post(engine, 3, date(2026, 4, 1), booked_on=date(2026, 4, 1))

    def test_survive_the_way_back(self, empty_app: tuple[Flask, Engine], before: str) -> None:
        _, engine = empty_app
        upgrade(revision=AFTER)
        fill(engine)
        downgrade(revision=before)
        post(engine, 1, date(2026, 3, 1), booked_on=date(2026, 3, 1))
        assert kept_postings(engine) == [("cash_on_hand", 1), ("cash_bank", -1)]


@pytest.fixture
def before() -> str:
    """The migration before this one."""
    return "own_accounts"
