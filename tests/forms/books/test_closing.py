"""Through which day the books are closed."""

from __future__ import annotations

from datetime import date

from flask import Flask

from sigma_finance.forms.books.closing import ClosedThroughForm

DAYS = [date(2026, 10, 31), date(2026, 9, 30)]


def form(app: Flask, asked: dict[str, str], days: list[date] = DAYS) -> ClosedThroughForm:
    with app.test_request_context():
        made = ClosedThroughForm()
        made.ask(days, asked)
        return made


class TestTheDay:
    def test_is_the_latest_or_the_one_that_the_address_names(self, sqlite_app: Flask) -> None:
        assert form(sqlite_app, {}).day == DAYS[0]
        assert form(sqlite_app, {"through": "2026-09-30"}).day == DAYS[1]
        assert form(sqlite_app, {"through": "2026-09-29"}).day == DAYS[0]

    def test_is_none_where_there_is_none_to_choose(self, sqlite_app: Flask) -> None:
        assert form(sqlite_app, {}, []).day is None
