"""What templates may call to show a value: money, dates, icons, badges, addresses of static files."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime
from zoneinfo import ZoneInfo

from babel.dates import format_datetime
from flask import Flask
from markupsafe import Markup

from sigma_finance.domain import dates
from sigma_finance.domain.members.initials import initials
from sigma_finance.domain.money import LOCALE, currency_symbol, format_amount, format_money, precision, signs
from sigma_finance.domain.payments.told import told
from sigma_finance.web.assets import asset, icon, photo_href
from sigma_finance.web.badges import badge_for
from sigma_finance.web.fields import field_attributes, field_kind

#: A column's label and its unit in the head of a table.
_UNIT = re.compile(r'<th[^>]*>\s*(?:<a [^>]*>)?([^<]+).*<span class="unit">([^<]+)</span>', re.DOTALL)
#: A minus as wide as a plus, so that columns line up and no line breaks after it.
MINUS = "\N{MINUS SIGN}"


def money(minor: int, currency: str = "USD") -> str:
    """Minor units with the currency's sign: ``$1,200.00``, with a true minus where it is negative."""
    return format_money(minor, currency).replace("-", MINUS)


def amount(minor: int, currency: str = "USD") -> str:
    """Minor units for a column that names its currency once: ``1,200.00``."""
    return format_amount(minor, currency).replace("-", MINUS)


def long_date(day: date) -> str:
    """A date in full: December 31, 2026."""
    return dates.long_date(day)


def short_date(day: date) -> str:
    """A date for a dense table: Dec 31, 2026."""
    return dates.short_date(day)


def local_date(moment: datetime, zone: str) -> date:
    """The chapter's date at an aware moment."""
    return dates.local_date(moment, zone)


def short_month(day: date) -> str:
    """The month of a date for a dense table: Dec 2026."""
    return dates.short_month(day)


def datetime_in(moment: datetime, zone: str) -> str:
    """An aware moment as the chapter's clock showed it: December 31, 2026 at 3:05 PM."""
    return format_datetime(moment, "MMMM d, y 'at' h:mm a", tzinfo=ZoneInfo(zone), locale=LOCALE)


def iso(moment: date | datetime) -> str:
    """A date or moment for machines, as a <time> element wants it."""
    return moment.isoformat()


def in_units(cells: Markup, columns: Iterable[str]) -> Markup:
    """A row's cells, whose labels name the unit that their column names in its head: a card on a phone has no head."""
    text = str(cells)
    for column in columns:
        found = _UNIT.match(str(column).strip())
        if found:
            label, unit = found[1].strip(), found[2]
            text = text.replace(f'data-label="{label}"', f'data-label="{label}, {unit}"')
    return Markup(text)  # noqa: S704 (cells that a macro wrote, with labels that another did)


def register(app: Flask) -> None:
    """Give every template the filters and functions of this module."""
    for shown in (
        money,
        amount,
        long_date,
        short_date,
        short_month,
        local_date,
        datetime_in,
        iso,
        initials,
        told,
        in_units,
    ):
        app.add_template_filter(shown)
    for called in (
        asset,
        icon,
        badge_for,
        currency_symbol,
        field_attributes,
        field_kind,
        photo_href,
        precision,
        signs,
    ):
        app.add_template_global(called)
