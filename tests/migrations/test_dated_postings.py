"""Postings of earlier days have the day of their entry."""

from __future__ import annotations

from datetime import date

import pytest
import sqlalchemy as sa
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError, IntegrityError

from sigma_finance.database.scopes import across_chapters
from tests.migrations.earlier import fill, kept_postings, post

BEFORE, AFTER = "rosters_two_officers_decide", "dated_postings"


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
        assert kept_postings(engine) == [("cash_on_hand", 1), ("cash_bank", -1)]
