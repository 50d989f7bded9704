"""Money: whole minor units (cents) of one currency, how they are read, shown and split."""

from __future__ import annotations

import re
import string
from decimal import Decimal
from functools import cache

from babel.core import Locale
from babel.numbers import format_currency, format_decimal, get_currency_precision, get_currency_symbol

from sigma_finance.domain.errors import Invalid

LOCALE = Locale.parse("en_US")
#: Every amount in the books is smaller than this, in minor units (the database checks it as well).
LIMIT_MINOR = 1_000_000_000
#: What nobody asks of a member where a unit of the currency is worth as much as a dollar or a yen's hundredfold.
_MILLION = 1_000_000
#: Currencies with decimals of which a million is an everyday sum.
_SMALL_UNITS = frozenset(
    (
        "AMD", "AOA", "ARS", "CDF", "COP", "CRC", "HUF", "IDR", "IRR", "KHR", "KZT", "LAK", "LBP", "LKR", "MMK", "MNT",
        "MWK", "NGN", "PKR", "SLE", "SOS", "SYP", "TZS", "UZS", "YER", "ZMW",
    )
)  # fmt: skip


def precision(currency: str) -> int:
    """Digits after the point in ``currency`` (USD 2, JPY 0)."""
    digits: int = get_currency_precision(currency)
    return digits


def currency_symbol(currency: str) -> str:
    """The sign that stands before an amount of ``currency``, such as $."""
    return get_currency_symbol(currency, locale=LOCALE)


def limit_minor(currency: str) -> int:
    """What every amount that people enter in ``currency`` stays below, in minor units.

    A million of the currency, or as much as the books can hold where a million buys little: there are neither cents,
    or the currency is one of small units.
    """
    digits = precision(currency)
    return LIMIT_MINOR if digits == 0 or currency in _SMALL_UNITS else _MILLION * 10**digits


def check_bounds(minor: int, currency: str, *, field: str = "amount", zero: bool = False) -> int:
    """The amount itself, in minor units; raises Invalid at ``field`` where nobody enters such a one."""
    if minor >= limit_minor(currency):
        raise Invalid(f"Enter an amount below {_limit_in_words(currency)}.", field=field)
    if minor < 0 or (minor == 0 and not zero):
        raise Invalid("Enter an amount above zero.", field=field)
    return minor


def _limit_in_words(currency: str) -> str:
    return f"{limit_minor(currency) // 10 ** precision(currency):,}"


def signs(currency: str) -> tuple[str, ...]:
    """What a person may put before an amount: the sign of ``currency``, with its letters or without, or its code."""
    sign = currency_symbol(currency)
    bare = sign.strip(string.ascii_letters)
    return tuple(dict.fromkeys(one for one in (sign, bare, currency) if one))


@cache
def _pattern(currency: str) -> re.Pattern[str]:
    digits = precision(currency)
    before = "|".join(map(re.escape, signs(currency)))
    fraction = rf"(?:\.(?P<fraction>[0-9]{{0,{digits}}}))?" if digits else ""
    return re.compile(
        rf"(?P<sign>(?:{before}) ?)?(?P<whole>[0-9]{{1,15}}|[1-9][0-9]{{0,2}}(?:,[0-9]{{3}}){{1,4}}){fraction}"
        rf"(?(sign)|(?: ?{re.escape(currency)})?)"
    )


def parse_amount(text: str, currency: str = "USD", *, zero: bool = False) -> int:
    """Read an amount as people type it, in minor units: ``20``, ``$20``, ``20 USD``, ``1,000.00``, ``12.5``, ``20.``.

    Takes ASCII digits, with commas between whole thousands or without, the currency's sign before them, its code behind
    them, or neither, a point, and at most as many decimals as the currency has, below its limit.
    Raises Invalid with a sentence for anything else, and for zero unless ``zero``.
    """
    typed = text.strip(" ")
    found = _pattern(currency).fullmatch(typed)
    if not found:
        raise Invalid(_how_to_type(typed, currency), field="amount")
    parts = found.groupdict()
    whole, fraction = parts["whole"].replace(",", ""), parts.get("fraction") or ""
    return check_bounds(int(whole + fraction.ljust(precision(currency), "0")), currency, zero=zero)


def _how_to_type(typed: str, currency: str) -> str:
    example = "200.00" if precision(currency) == 2 else "200"
    if not typed:
        return f"Enter an amount, such as {example}."
    if typed.startswith("-"):
        return "Enter an amount above zero."
    if re.fullmatch(r"[0-9]{16,}(\.[0-9]*)?", typed):
        return f"Enter an amount below {_limit_in_words(currency)}."
    return f"Enter the amount in digits only, such as {example}."


def format_money(minor: int, currency: str = "USD") -> str:
    """Minor units as people read them, with the currency's sign: ``$1,200.00``, ``-$5.00``."""
    return format_currency(_decimal(minor, currency), currency, locale=LOCALE)


def format_amount(minor: int, currency: str = "USD") -> str:
    """Minor units as people read them in a column that names its currency once: ``1,200.00``."""
    return format_decimal(_decimal(minor, currency), f"#,##0.{'0' * precision(currency)}", locale=LOCALE)


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
