"""Money: whole minor units (cents) of one currency, how they are read, shown and split."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cache

from babel.core import Locale
from babel.numbers import format_currency, format_decimal, get_currency_precision, get_currency_symbol

from sigma_finance.domain.errors import Invalid

LOCALE = Locale.parse("en_US")
#: Every amount in the books is smaller than this, in minor units (the database checks it as well).
LIMIT_MINOR = 1_000_000_000


def precision(currency: str) -> int:
    """Digits after the point in ``currency`` (USD 2, JPY 0)."""
    digits: int = get_currency_precision(currency)
    return digits


def currency_symbol(currency: str) -> str:
    """The sign that stands before an amount of ``currency``, such as $."""
    return get_currency_symbol(currency, locale=LOCALE)


@cache
def _pattern(digits: int) -> re.Pattern[str]:
    return re.compile(r"[0-9]{1,6}" + (rf"(\.[0-9]{{{digits}}})?" if digits else ""))


def parse_amount(text: str, currency: str = "USD", *, zero: bool = False) -> int:
    """Read an amount that a person typed, in minor units.

    Takes plain ASCII digits with an optional point and exactly as many decimals as the currency has, at most six
    digits before the point. Raises Invalid with a sentence for anything else, and for zero unless ``zero``.
    """
    digits = precision(currency)
    typed = text.strip(" ")
    if not _pattern(digits).fullmatch(typed):
        raise Invalid(_how_to_type(typed, digits), field="amount")
    whole, _, fraction = typed.partition(".")
    minor = int(whole + fraction.ljust(digits, "0"))
    if minor == 0 and not zero:
        raise Invalid("Enter an amount above zero.", field="amount")
    return minor


def _how_to_type(typed: str, digits: int) -> str:
    example = "200.00" if digits == 2 else "200"
    if not typed:
        return f"Enter an amount, such as {example}."
    if typed.startswith("-"):
        return "Enter an amount above zero."
    if re.fullmatch(r"[0-9]{7,}(\.[0-9]*)?", typed):
        return "Enter an amount below 1,000,000."
    return f"Enter the amount in digits only, such as {example}."


def format_money(minor: int, currency: str = "USD") -> str:
    """Minor units as people read them, with the currency's sign: ``$1,200.00``, ``-$5.00``."""
    return format_currency(_decimal(minor, currency), currency, locale=LOCALE)


def format_amount(minor: int, currency: str = "USD") -> str:
    """Minor units as people read them in a column that names its currency once: ``1,200.00``."""
    digits = precision(currency)
    return format_decimal(
        _decimal(minor, currency), f"#,##0.{'0' * digits}" if digits else "#,##0", locale=LOCALE
    )


def plain_amount(minor: int, currency: str = "USD") -> str:
    """Minor units as forms and exports hold them, without grouping: ``1200.00``."""
    digits = precision(currency)
    sign, value = ("-" if minor < 0 else ""), abs(minor)
    return f"{sign}{value // 10**digits}" + (f".{value % 10**digits:0{digits}d}" if digits else "")


def _decimal(minor: int, currency: str) -> Decimal:
    return Decimal(minor).scaleb(-precision(currency))


def split(total_minor: int, parts: int) -> list[int]:
    """Split ``total_minor`` into ``parts`` amounts that differ by at most one; the first ones carry the odd cents."""
    if parts < 1 or total_minor < parts:
        raise Invalid("Each part needs at least one cent.", field="parts")
    share, odd = divmod(total_minor, parts)
    return [share + (1 if index < odd else 0) for index in range(parts)]
