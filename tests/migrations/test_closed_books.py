"""Books of earlier days can be closed, and stay as they were posted."""

from __future__ import annotations

from datetime import date

import pytest
import sqlalchemy as sa
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

from sigma_finance.database.scopes import across_chapters
from tests.migrations.earlier import ask_for_approval, fill, kept_postings, post

BEFORE, AFTER = "dated_postings", "closed_books"


def close(engine: Engine) -> None:
    with across_chapters(), engine.begin() as connection:
        connection.execute(sa.text("UPDATE chapters SET closed_through = '2026-03-31'"))


class TestBooksOfEarlierDays:
    def test_can_be_closed(self, empty_app: tuple[Flask, Engine]) -> None:
        _, engine = empty_app
        upgrade(revision=BEFORE)
        fill(engine)
        ask_for_approval(engine, 1, "waiver")
        post(engine, 1, date(2026, 3, 1), booked_on=date(2026, 3, 1))
        upgrade(revision=AFTER)
        close(engine)
        with pytest.raises(DBAPIError, match="books are closed"):
            post(engine, 2, date(2026, 3, 31), booked_on=date(2026, 3, 31))
        post(engine, 3, date(2026, 4, 1), booked_on=date(2026, 4, 1))
        ask_for_approval(engine, 2, "reopening")

    def test_survive_the_way_back(self, empty_app: tuple[Flask, Engine]) -> None:
        _, engine = empty_app
        upgrade(revision=AFTER)
        fill(engine)
        close(engine)
        downgrade(revision=BEFORE)
        post(engine, 1, date(2026, 3, 1), booked_on=date(2026, 3, 1))
        assert kept_postings(engine) == [("cash_on_hand", 1), ("cash_bank", -1)]
