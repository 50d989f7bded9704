"""The chapter's own day, and how dates are written."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

import pytest
import time_machine

from sigma_finance.domain import dates
from sigma_finance.domain.errors import Invalid

NEW_YEARS_EVE = datetime(2027, 1, 1, 4, 30, tzinfo=UTC)  # half past eleven in New York, the evening before


class TestADay:
    @pytest.mark.parametrize(
        ("zone", "day"),
        [
            ("America/New_York", date(2026, 12, 31)),
            ("Pacific/Auckland", date(2027, 1, 1)),
            ("UTC", date(2027, 1, 1)),
        ],
    )
    def test_is_that_of_the_chapter(self, zone: str, day: date) -> None:
        assert dates.local_date(NEW_YEARS_EVE, zone) == day
        with time_machine.travel(NEW_YEARS_EVE, tick=False):
            assert dates.today_in(zone) == day
            assert dates.now() == NEW_YEARS_EVE

    @pytest.mark.parametrize(
        ("day", "begins"),
        [
            (date(2026, 7, 1), datetime(2026, 7, 1, 4, tzinfo=UTC)),
            (date(2026, 12, 1), datetime(2026, 12, 1, 5, tzinfo=UTC)),
        ],
    )
    def test_begins_at_midnight_where_the_chapter_is(self, day: date, begins: datetime) -> None:
        assert dates.day_begins(day, "America/New_York") == begins

    def test_begins_later_by_whole_days_also_where_the_clock_changes(self) -> None:
        spring = dates.day_begins(date(2026, 3, 8), "America/New_York", later=timedelta(days=1))
        assert spring == datetime(2026, 3, 9, tzinfo=ZoneInfo("America/New_York"))
        assert spring - dates.day_begins(date(2026, 3, 8), "America/New_York").astimezone(UTC) == timedelta(
            hours=23
        )

    @pytest.mark.parametrize(("day", "cut"), [(date.min, date(1900, 1, 1)), (date.max, date(9000, 1, 1))])
    def test_of_a_far_age_is_cut_off(self, day: date, cut: date) -> None:
        assert dates.day_begins(day, "UTC", later=timedelta(days=1)).date() == cut + timedelta(days=1)


class TestMonths:
    def test_lead_up_to_that_of_a_day_across_a_new_year(self) -> None:
        assert dates.months_up_to(date(2026, 2, 28), 4) == [
            date(2025, 11, 1),
            date(2025, 12, 1),
            date(2026, 1, 1),
            date(2026, 2, 1),
        ]

    def test_are_none_where_none_are_asked_for(self) -> None:
        assert dates.months_up_to(date(2026, 2, 28), 0) == []


class TestADateInWords:
    def test_is_written_in_full_short_and_by_its_month(self) -> None:
        day = date(2026, 12, 31)
        assert dates.long_date(day) == "December 31, 2026"
        assert dates.short_date(day) == "Dec 31, 2026"
        assert dates.short_month(day) == "Dec 2026"

    def test_is_in_the_products_language_wherever_it_runs(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("babel.dates.LC_TIME", "de_DE")
        self.test_is_written_in_full_short_and_by_its_month()


class TestATimeZone:
    def test_is_offered_by_the_name_of_a_place(self) -> None:
        names = dates.zone_names()
        assert {"America/New_York", "Pacific/Auckland"} <= set(names)
        assert list(names) == sorted(names)
        assert not {"EST", "US/Eastern", "Etc/GMT+5"} & set(names)

    @pytest.mark.parametrize("name", ["America/New_York", "UTC", "US/Eastern"])
    def test_is_taken_as_it_is_named(self, name: str) -> None:
        assert dates.check_timezone(name) == name

    @pytest.mark.parametrize("name", ["", "Mars/Olympus", "america/new_york", "../etc/passwd"])
    def test_that_there_is_not_is_refused_at_its_field(self, name: str) -> None:
        with pytest.raises(Invalid) as refusal:
            dates.check_timezone(name)
        said = f"There is no time zone named {name}; use one such as America/New_York."
        assert refusal.value.message == said
        assert refusal.value.field == "timezone"


class TestTheClock:
    def test_is_as_far_ahead_of_the_worlds_as_it_is_told(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(dates._CLOCK, "ahead", dates._CLOCK.ahead)
        for days in (0, 30):
            dates.go_by(partial(timedelta, days))
            with time_machine.travel(NEW_YEARS_EVE, tick=False):
                assert dates.worlds_now() == NEW_YEARS_EVE
                assert dates.now() == NEW_YEARS_EVE + timedelta(days=days)
                assert dates.today_in("UTC") == date(2027, 1, 1) + timedelta(days=days)
        dates.go_by()
        assert dates.ahead() == timedelta()
