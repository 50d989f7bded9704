"""Dates: the chapter's own day, and how dates are written for people."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from babel.dates import format_date

from sigma_finance.domain.errors import Invalid
from sigma_finance.domain.money import LOCALE


@dataclass
class _Clock:
    """How far our time is ahead of the world's: not at all, but for a demo whose day is moved forward."""

    ahead: Callable[[], timedelta] = timedelta


_CLOCK = _Clock()


def go_by(ahead: Callable[[], timedelta] = timedelta) -> None:
    """Go by a clock that is ahead of the world's by what this says at each moment."""
    _CLOCK.ahead = ahead


def ahead() -> timedelta:
    """How far our time is ahead of the world's just now."""
    return _CLOCK.ahead()


def worlds_now() -> datetime:
    """This moment in UTC by the world's clock, which people's phones go by too."""
    return datetime.now(UTC)


def now() -> datetime:
    """This moment, in UTC."""
    return worlds_now() + ahead()


def today_in(timezone: str) -> date:
    """Today's date where the chapter is."""
    return local_date(now(), timezone)


def local_date(moment: datetime, timezone: str) -> date:
    """The chapter's date at ``moment`` (aware)."""
    return moment.astimezone(ZoneInfo(timezone)).date()


def months_up_to(day: date, count: int) -> list[date]:
    """The first days of so many months, the last of them the month of ``day``."""
    last = day.year * 12 + day.month - 1
    return [date(number // 12, number % 12 + 1, 1) for number in range(last - count + 1, last + 1)]


def day_begins(day: date, timezone: str, *, later: timedelta = timedelta()) -> datetime:
    """The moment at which ``day`` begins where the chapter is, or the day so much later; far ages are cut off."""
    counted = min(max(day, date(1900, 1, 1)), date(9000, 1, 1)) + later
    return datetime.combine(counted, time.min, ZoneInfo(timezone))


def long_date(day: date) -> str:
    """A date in full: December 31, 2026."""
    return format_date(day, "long", locale=LOCALE)


def short_date(day: date) -> str:
    """A date for a dense table: Dec 31, 2026."""
    return format_date(day, locale=LOCALE)


def short_month(day: date) -> str:
    """The month of a date for a dense table: Dec 2026."""
    return format_date(day, "MMM y", locale=LOCALE)


_CONTINENTS = frozenset(
    (
        "Africa",
        "America",
        "Antarctica",
        "Arctic",
        "Asia",
        "Atlantic",
        "Australia",
        "Europe",
        "Indian",
        "Pacific",
    )
)


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())


@cache
def zone_names() -> tuple[str, ...]:
    """The time zones to choose from, by name: those of places, without the old names that stand for them."""
    return tuple(sorted(name for name in _zones() if name.partition("/")[0] in _CONTINENTS))


def check_timezone(name: str) -> str:
    """The IANA zone ``name`` itself; raises Invalid where there is none of that name."""
    if name not in _zones():
        raise Invalid(
            f"There is no time zone named {name}; use one such as America/New_York.", field="timezone"
        )
    return name
