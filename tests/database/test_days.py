"""Days in SQL."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import Integer, cast, literal, select

from sigma_finance.database.days import add_days, local_day
from sigma_finance.extensions import db
from sigma_finance.models import Installment
from sigma_finance.models.base import UtcDateTime
from tests.books import charge, open_books


class TestADateSoManyDaysLater:
    @pytest.mark.parametrize(
        ("day", "days", "later"),
        [
            (date(2026, 11, 30), 1, date(2026, 12, 1)),
            (date(2028, 2, 28), 1, date(2028, 2, 29)),
            (date(2026, 12, 31), 365, date(2027, 12, 31)),
            (date(2026, 3, 1), -1, date(2026, 2, 28)),
            (date(2026, 3, 1), 0, date(2026, 3, 1)),
        ],
    )
    def test_follows_the_calendar(self, any_app: Flask, day: date, days: int, later: date) -> None:
        assert db.session.scalar(select(add_days(literal(day), cast(days, Integer)))) == later

    def test_can_be_compared_with_a_column(self, any_app: Flask) -> None:
        books = open_books(members=1)
        charge(books, books.members[0])
        due_on = db.session.scalars(select(Installment.due_on)).one()
        for limit, count in ((due_on + timedelta(days=7), 1), (due_on + timedelta(days=6), 0)):
            found = db.session.scalars(
                select(Installment).where(add_days(Installment.due_on, 7) <= limit)
            ).all()
            assert len(found) == count


class TestTheDayOfAMoment:
    @pytest.mark.parametrize(
        ("zone", "day"),
        [
            ("UTC", date(2026, 12, 1)),
            ("Pacific/Kiritimati", date(2026, 12, 2)),
            ("America/New_York", date(2026, 12, 1)),
            ("Pacific/Honolulu", date(2026, 12, 1)),
        ],
    )
    def test_is_the_one_of_the_zone(self, any_app: Flask, zone: str, day: date) -> None:
        noon = literal(datetime(2026, 12, 1, 11, 30, tzinfo=UTC), UtcDateTime())
        assert db.session.scalar(select(local_day(noon, zone))) == day
