"""Dates as people write them into tables, read one way throughout a file; a moment is the chapter's day."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

from sigma_finance.domain.errors import Invalid
from sigma_finance.domain.folding import plain
from sigma_finance.domain.imports import languages
from sigma_finance.domain.imports.amounts import shown
from sigma_finance.domain.imports.customs import Customs, DateOrder
from sigma_finance.domain.imports.tables import Cell, Flaw

EARLIEST = date(1950, 1, 1)
_MONTHS_A_YEAR = 12

_TIME = re.compile(
    r"[ T,]+(?P<hour>[0-9]{1,2})[:.](?P<minute>[0-9]{2})([:.](?P<second>[0-9]{2})([.,][0-9]+)?)?"
    r"( ?(?P<half>[AaPp])\.?[Mm]\.?)?( ?(?P<zone>Z|UTC|GMT|[+-][0-9]{2}:?[0-9]{2}|[+-][0-9]{2}|[A-Z]{3,4}))?$"
)
_ZONE_BEHIND = re.compile(r"( ?(UTC|GMT|Z))$")
_WEEKDAY = re.compile(r"^(mon|tues?|wed(nes)?|thu(rs)?|fri|sat(ur)?|sun)(day)?[,.]? +", re.IGNORECASE)
_ISO = re.compile(r"(?P<year>[0-9]{4})[-/.](?P<month>[0-9]{1,2})[-/.](?P<day>[0-9]{1,2})\.?")
_NUMBERS = re.compile(
    r"(?P<one>[0-9]{1,2}) ?([/.-]) ?(?P<two>[0-9]{1,2}) ?\2 ?(?P<year>[0-9]{4}|[0-9]{2})\.?"
)
_IN_WORDS = (
    re.compile(
        r"(?P<name>[^\W\d_]{3,10})\.?[ -](?P<day>[0-9]{1,2})(st|nd|rd|th)?,?[ -](?P<year>[0-9]{4})",
        re.IGNORECASE,
    ),
    re.compile(
        r"(?P<day>[0-9]{1,2})(st|nd|rd|th|er)?[.º]?[ -/]?(of |de )?(?P<name>[^\W\d_]{3,10})\.?,?[ -/](?:del? )?"
        r"(?P<year>[0-9]{4}|[0-9]{2})",
        re.IGNORECASE,
    ),
    re.compile(r"(?P<year>[0-9]{4})[ -/](?P<name>[^\W\d_]{3,10})\.?[ -/](?P<day>[0-9]{1,2})", re.IGNORECASE),
)
_MONTHS = "january february march april may june july august september october november december".split()
_MONTH_NUMBERS = {
    **{name: number for number, name in enumerate(_MONTHS, 1)},
    **{name[:3]: number for number, name in enumerate(_MONTHS, 1)},
    "sept": 9,
    **{
        name: number
        for spoken in (languages.MONTHS, languages.MONTHS_CUT)
        for number, names in enumerate(spoken.split("|"), 1)
        for name in names.split()
    },
}


@dataclass(frozen=True)
class DateReading:
    """How the dates of a column are read.

    Moments with a zone of their own (or, where the heading says so, in UTC) are days of ``zone``, the chapter's, unless
    ``whole_days``: every one of them is midnight, as programs write days. ``own_dates_doubted``: a spreadsheet may have
    taken day and month for each other in those cells that it made dates of.
    """

    order: DateOrder = DateOrder.MONTH_FIRST
    zone: str = "UTC"
    utc: bool = False
    whole_days: bool = False
    own_dates_doubted: bool = False


def read_date(cell: Cell, *, today: date, reading: DateReading) -> date | None:
    """A day between 1950 and ``today``; None for an empty cell.

    Takes a spreadsheet's own dates, and text: 2025-09-30, 9/30/2025 or 30.9.2025 (the file's order decides),
    Sep 30, 2025 and 30 September 2025. Raises Invalid for everything else, a day to come included.
    """
    if isinstance(cell, Flaw):
        raise Invalid(f"The date holds {cell.value}.")
    if isinstance(cell, date):
        return _plausible(_of_a_spreadsheet(cell, reading), today)
    if not isinstance(cell, str):
        raise Invalid(f"The date is {shown(cell)}, which is no date. Give the cell the format of a date.")
    text = " ".join(cell.split())
    return _plausible(_from_words(text, today, reading), today) if text else None


def _of_a_spreadsheet(cell: date, reading: DateReading) -> date:
    if reading.own_dates_doubted:
        raise Invalid(
            f"The date is the spreadsheet's own {cell:%Y-%m-%d}, while others are text that has {reading.order.label}. "
            "It may have taken day and month for each other. Say how dates are read, or write all as 2025-09-30."
        )
    if not isinstance(cell, datetime):
        return cell
    in_utc = reading.utc and not reading.whole_days
    return cell.replace(tzinfo=UTC).astimezone(ZoneInfo(reading.zone)).date() if in_utc else cell.date()


def _from_words(text: str, today: date, reading: DateReading) -> date:
    bare, clock, zone = _apart(text, reading.utc)
    day = _day_of(_WEEKDAY.sub("", bare), text, today, reading.order)
    if clock is None or zone is None or reading.whole_days:
        return day
    return datetime.combine(day, clock, zone).astimezone(ZoneInfo(reading.zone)).date()


def _day_of(bare: str, text: str, today: date, order: DateOrder) -> date:
    if found := _NUMBERS.fullmatch(bare):
        month_first = order is DateOrder.MONTH_FIRST
        month, day = ("one", "two") if month_first else ("two", "one")
        return _day({"year": found["year"], "month": found[month], "day": found[day]}, text, today)
    for pattern in (_ISO, *_IN_WORDS):
        if found := pattern.fullmatch(bare):
            return _day(found.groupdict(), text, today)
    raise Invalid(f"The date is {shown(text)}, which is no date we can read. Write it as 2025-09-30.")


def _apart(text: str, utc: bool) -> tuple[str, time | None, tzinfo | None]:
    """A text's day, its time of day, and the zone of that time where it is said."""
    found = _TIME.search(text)
    if found is None:
        return _ZONE_BEHIND.sub("", text) if utc else text, None, None
    hour = (
        int(found["hour"]) % 12 + 12 * (found["half"].lower() == "p") if found["half"] else int(found["hour"])
    )
    try:
        clock = time(hour, int(found["minute"]), int(found["second"] or 0))
    except ValueError as error:
        raise Invalid(f"The date is {shown(text)}, a time that no clock has.") from error
    return text[: found.start()], clock, _zone(found["zone"], text) or (UTC if utc else None)


def _zone(said: str | None, text: str) -> tzinfo | None:
    if said is None:
        return None
    if said in ("Z", "UTC", "GMT"):
        return UTC
    if said[0] not in "+-":
        raise Invalid(f"The date is {shown(text)}, in a time zone that is not certain. Write the day alone.")
    digits = said[1:].replace(":", "").ljust(4, "0")
    ahead = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return timezone(ahead if said[0] == "+" else -ahead)


def _day(parts: Mapping[str, str], text: str, today: date) -> date:
    month = _MONTH_NUMBERS.get(plain(parts["name"]), 0) if "name" in parts else int(parts["month"])
    year = int(parts["year"])
    if len(parts["year"]) == 2:
        year += 2000 if year + 2000 <= today.year else 1900
    try:
        return date(year, month, int(parts["day"]))
    except ValueError as error:
        raise Invalid(f"The date is {shown(text)}, a day that no calendar has.") from error


def _plausible(day: date, today: date) -> date:
    if not EARLIEST <= day <= today:
        when = "has not come yet" if day > today else f"is before {EARLIEST.year}"
        raise Invalid(f"The date is {day.isoformat()}, which {when}.")
    return day


def is_date(text: str) -> bool:
    """Whether a text reads as a date, in whatever order."""
    bare = _WEEKDAY.sub("", _TIME.sub("", " ".join(text.split())))
    if any(pattern.fullmatch(bare) for pattern in (_ISO, _NUMBERS)):
        return True
    found = next((match for pattern in _IN_WORDS if (match := pattern.fullmatch(bare))), None)
    return found is not None and plain(found["name"]) in _MONTH_NUMBERS


@dataclass
class DateEvidence:
    """What a file's dates show of how they are written: the first row that shows each order, and what fits both."""

    shown_by: dict[DateOrder, int] = field(default_factory=dict)
    fits_both: int = 0
    dotted: int = 0

    def add(self, row: int, cell: Cell) -> None:
        """Look at a date."""
        if not isinstance(cell, str):
            return
        found = _NUMBERS.fullmatch(_WEEKDAY.sub("", _TIME.sub("", " ".join(cell.split()))))
        if found is None:
            return
        one, two = int(found["one"]), int(found["two"])
        if one > _MONTHS_A_YEAR >= two:
            self.shown_by.setdefault(DateOrder.DAY_FIRST, row)
        elif two > _MONTHS_A_YEAR >= one:
            self.shown_by.setdefault(DateOrder.MONTH_FIRST, row)
        elif one != two:
            self.fits_both = self.fits_both or row
            self.dotted = self.dotted or (row if found[2] == "." else 0)

    def order(self, customs: Customs) -> DateOrder | None:
        """The one order of the file: by what it shows, else by the customs; None where somebody has to say."""
        if len(self.shown_by) == 1:
            return next(iter(self.shown_by))
        if self.shown_by:
            return None
        if not self.fits_both:
            return customs.dates or DateOrder.MONTH_FIRST
        # A point between the numbers is not written where the month comes first.
        return None if self.dotted and customs.dates is not DateOrder.DAY_FIRST else customs.dates

    def reason(self, order: DateOrder) -> str:
        """Why dates are read so."""
        if order in self.shown_by:
            return f"row {self.shown_by[order]} shows it"
        return "as where the chapter is" if self.fits_both else ""


def _moment(text: str, utc: bool) -> re.Match[str] | None:
    """The time of day in a text, where its zone is known."""
    found = _TIME.search(" ".join(text.split()))
    return found if found is not None and (found["zone"] or utc) else None


@dataclass
class ColumnDates:
    """What one column of dates holds: a spreadsheet's own dates, and moments."""

    own: int = 0
    own_past_twelve: int = 0
    moments: int = 0
    midnights: int = 0

    def add(self, cell: Cell, *, utc: bool) -> None:
        """Look at a date."""
        if isinstance(cell, date):
            self.own += 1
            self.own_past_twelve += cell.day > _MONTHS_A_YEAR
            if isinstance(cell, datetime) and utc:
                self._see(cell.time())
        elif isinstance(cell, str) and (found := _moment(cell, utc)):
            self._see(
                time(int(found["hour"]) % 24, int(found["minute"]) % 60, int(found["second"] or 0) % 60)
            )

    def _see(self, clock: time) -> None:
        self.moments += 1
        self.midnights += clock == time()

    @property
    def whole_days(self) -> bool:
        """Whether every moment is midnight: days, as programs write them."""
        return self.moments > 0 and self.moments == self.midnights

    def is_doubted(self, order: DateOrder, found: DateEvidence, customs: Customs) -> bool:
        """Whether a spreadsheet of another order may have made dates of what it could, day and month exchanged."""
        return (
            self.own > 0
            and not self.own_past_twelve
            and order in found.shown_by
            and customs.dates is not order
        )
