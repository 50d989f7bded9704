"""How the chapter's country writes amounts and dates: what a file is held against where it doesn't show it itself."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from babel.core import Locale, UnknownLocaleError, get_global
from babel.numbers import get_territory_currencies

from sigma_finance.domain.labels import LabelledEnum


class AmountStyle(LabelledEnum):
    """Which sign stands before the cents."""

    POINT = "point", "1,200.00, a point before the cents"
    COMMA = "comma", "1.200,00, a comma before the cents"

    @property
    def other(self) -> AmountStyle:
        """The other one."""
        return AmountStyle.COMMA if self is AmountStyle.POINT else AmountStyle.POINT


class DateOrder(LabelledEnum):
    """Which number stands first in a date such as 03/04/2025."""

    MONTH_FIRST = "month-first", "the month first: 03/04/2025 is March 4"
    DAY_FIRST = "day-first", "the day first: 03/04/2025 is April 3"

    @property
    def other(self) -> DateOrder:
        """The other one."""
        return DateOrder.DAY_FIRST if self is DateOrder.MONTH_FIRST else DateOrder.MONTH_FIRST


@dataclass(frozen=True)
class Customs:
    """What is usual where the chapter is; None where that cannot be told."""

    amounts: AmountStyle | None = None
    dates: DateOrder | None = None


@cache
def customs_of(currency: str, timezone: str) -> Customs:
    """The customs of a chapter's country: that of its time zone, where its currency is at home there."""
    country = get_global("zone_territories").get(timezone) or {"USD": "US"}.get(currency)
    if country is None or (currency != "USD" and currency not in get_territory_currencies(country)):
        return Customs()
    try:
        locale = Locale.parse(f"und_{country}")
    except (UnknownLocaleError, ValueError):
        return Customs()
    decimal = locale.number_symbols.get("latn", {}).get("decimal")
    return Customs(
        {".": AmountStyle.POINT, ",": AmountStyle.COMMA}.get(str(decimal)),
        _order(locale.date_formats["short"].pattern.lower()),
    )


def _order(pattern: str) -> DateOrder | None:
    """The order of a short date; countries that put the year first write no such dates of their own."""
    year, month, day = (pattern.find(letter) for letter in "ymd")
    if year < min(month, day):
        return None
    return DateOrder.MONTH_FIRST if month < day else DateOrder.DAY_FIRST
