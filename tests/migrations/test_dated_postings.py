"""Postings of earlier days have the day of their entry."""

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

BEFORE, AFTER = "rosters_two_officers_decide", "dated_postings"
AT = datetime(2026, 11, 30, tzinfo=UTC)


def post(engine: Engine, number: int, day: date, **facts: Any) -> None:
    """An entry of one cent from the bank to cash on hand."""
    with across_chapters(), engine.begin() as connection:
        tables = sa.MetaData()
        tables.reflect(connection, only=["journal_entries", "postings"])
        entry = {"id": number, "chapter_id": 1, "kind": "deposit", "booked_on": day}
        connection.execute(insert_into(tables.tables["journal_entries"], entry, AT))
        for place, (account, minor) in enumerate((("cash_on_hand", 1), ("cash_bank", -1))):
            line = {"id": 2 * number + place, "chapter_id": 1, "entry_id": number, **facts}
            line |= {"account": account, "amount_minor": minor}
            connection.execute(insert_into(tables.tables["postings"], line, AT))


def kept(engine: Engine) -> list[tuple[Any, ...]]:
    rows = "SELECT postings.account, postings.amount_minor FROM postings ORDER BY id"
    with across_chapters(), engine.connect() as connection:
        return [tuple(row) for row in connection.execute(sa.text(rows))]


class TestPostingsOfEarlierDays:
    def test_have_the_day_of_their_entry(self, empty_app: tuple[Flask, Engine]) -> None:
        _, engine = empty_app
        upgrade(revision=BEFORE)
        fill(engine)
        post(engine, 1, date(2026, 3, 1))
        post(engine, 2, date(2026, 4, 2))
        upgrade(revision=AFTER)
        with across_chapters(), engine.connect() as connection:
            days = connection.scalars(sa.text("SELECT booked_on FROM postings ORDER BY id"))
            assert [str(day) for day in days] == ["2026-03-01"] * 2 + ["2026-04-02"] * 2
        post(engine, 3, date(2026, 5, 3), booked_on=date(2026, 5, 3))
        with pytest.raises(IntegrityError):
            post(engine, 4, date(2026, 5, 3), booked_on=date(2026, 5, 4))

    @pytest.mark.parametrize("change", ["UPDATE postings SET amount_minor = 2", "DELETE FROM postings"])
    def test_stay_as_they_were_posted(self, empty_app: tuple[Flask, Engine], change: str) -> None:
        _, engine = empty_app
        upgrade(revision=BEFORE)
        fill(engine)
        post(engine, 1, date(2026, 3, 1))
        upgrade(revision=AFTER)
        with across_chapters(), pytest.raises(DBAPIError, match="append-only"), engine.begin() as connection:
            connection.execute(sa.text(change))

    def test_survive_the_way_back(self, empty_app: tuple[Flask, Engine]) -> None:
        _, engine = empty_app
        upgrade(revision=AFTER)
        fill(engine)
        post(engine, 1, date(2026, 3, 1), booked_on=date(2026, 3, 1))
        downgrade(revision=BEFORE)
        assert kept(engine) == [("cash_on_hand", 1), ("cash_bank", -1)]
