"""Amounts, dates and methods as people write them into tables. What is not certain is refused, with a sentence."""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal
from functools import cache

from sigma_finance.domain.errors import Invalid
from sigma_finance.domain.imports.tables import Cell, Flaw
from sigma_finance.domain.imports.words import as_text, letters_and_digits
from sigma_finance.domain.money import currency_symbol, limit_minor, precision
from sigma_finance.domain.payments.payments import Method

EARLIEST = date(1950, 1, 1)


def read_amount(cell: Cell, *, what: str, currency: str) -> int | None:
    """An amount in minor units, 0 included; None for an empty cell.

    Takes numbers, and text such as ``$1,200.00`` with the sign of ``currency``. Raises Invalid, naming the column
    ``what``, for anything else, and for what is below zero or has parts of a cent.
    """
    if isinstance(cell, Flaw):
        raise Invalid(f"{what} holds {cell.value}.")
    if isinstance(cell, bool) or not isinstance(cell, (int, float, str)):
        raise Invalid(f"{what} is {_shown(cell)}, which is no amount. {_how_to_write(currency)}")
    if isinstance(cell, str):
        text = cell.strip()
        return _minor(_from_text(text, what, currency), what, _shown(text), currency) if text else None
    # Excel keeps 15 digits; beyond them stands what binary fractions leave over.
    return _minor(Decimal(format(cell, ".15g")), what, _shown(cell), currency)


def _from_text(text: str, what: str, currency: str) -> Decimal:
    if re.fullmatch(r"[(−-].*[0-9].*", text):
        raise Invalid(f"{what} is {_shown(text)}, below zero. Enter money that went back by hand.")
    found = _amount_pattern(currency).fullmatch(text)
    if found is None:
        raise Invalid(f"{what} is {_shown(text)}, which is no amount. {_how_to_write(currency)}")
    return Decimal(found["amount"].replace(",", ""))


@cache
def _amount_pattern(currency: str) -> re.Pattern[str]:
    signs = "|".join(re.escape(sign) for sign in {currency_symbol(currency), currency})
    whole = r"(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,9})"
    digits = precision(currency)
    cents = rf"(?:\.[0-9]{{1,{digits}}})?" if digits else ""
    return re.compile(rf"(?:{signs})?\s*(?P<amount>{whole}{cents})\s*(?:{signs})?", re.IGNORECASE)


def _minor(value: Decimal, what: str, shown: str, currency: str) -> int:
    digits = precision(currency)
    limit = Decimal(limit_minor(currency)).scaleb(-digits)
    if not value.is_finite() or abs(value) >= limit:
        raise Invalid(f"{what} is {shown}. Amounts are below {limit:,.0f}.")
    if value < 0:
        raise Invalid(f"{what} is {shown}, below zero. Enter money that went back by hand.")
    minor = value.scaleb(digits)
    if minor != minor.to_integral_value():
        raise Invalid(f"{what} is {shown}, which has parts of a cent. Round it.")
    return int(minor)


def _how_to_write(currency: str) -> str:
    return f"Write it in digits, such as {'200.00' if precision(currency) else '200'}."


def _shown(cell: Cell) -> str:
    text = as_text(cell)
    return f"“{text[:40]}{'…' if len(text) > 40 else ''}”"


_TIME = re.compile(r"[ T]+[0-9]{1,2}:[0-9]{2}(:[0-9]{2}(\.[0-9]+)?)?( ?[AaPp]\.?[Mm]\.?)?(Z|\+00:00)?$")
_WEEKDAY = re.compile(r"^(mon|tues?|wed(nes)?|thu(rs)?|fri|sat(ur)?|sun)(day)?[,.]? +", re.IGNORECASE)
_ISO = re.compile(r"(?P<year>[0-9]{4})[-/.](?P<month>[0-9]{1,2})[-/.](?P<day>[0-9]{1,2})")
_MONTH_FIRST = re.compile(r"(?P<month>[0-9]{1,2})([/-])(?P<day>[0-9]{1,2})\2(?P<year>[0-9]{4}|[0-9]{2})")
_IN_WORDS = (
    re.compile(
        r"(?P<name>[a-z]{3,9})\.?[ -](?P<day>[0-9]{1,2})(st|nd|rd|th)?,?[ -](?P<year>[0-9]{4})", re.IGNORECASE
    ),
    re.compile(
        r"(?P<day>[0-9]{1,2})(st|nd|rd|th)?[ -](?P<name>[a-z]{3,9})\.?,?[ -](?P<year>[0-9]{4}|[0-9]{2})",
        re.IGNORECASE,
    ),
)
_MONTHS = "january february march april may june july august september october november december".split()
_MONTH_NUMBERS = {
    **{name: number for number, name in enumerate(_MONTHS, 1)},
    **{name[:3]: number for number, name in enumerate(_MONTHS, 1)},
    "sept": 9,
}


def read_date(cell: Cell, *, today: date) -> date | None:
    """A day between 1950 and ``today``; None for an empty cell.

    Takes a spreadsheet's own dates, and text: 2025-09-30, 9/30/2025 (the month first, as in the United States),
    Sep 30, 2025 and 30 September 2025. Raises Invalid for everything else, a day to come included.
    """
    if isinstance(cell, Flaw):
        raise Invalid(f"The date holds {cell.value}.")
    if isinstance(cell, date):
        return _plausible(cell.date() if isinstance(cell, datetime) else cell, today)
    if not isinstance(cell, str):
        raise Invalid(f"The date is {_shown(cell)}, which is no date. Give the cell the format of a date.")
    text = " ".join(cell.split())
    return _plausible(_from_words(text, today), today) if text else None


def _from_words(text: str, today: date) -> date:
    bare = _WEEKDAY.sub("", _TIME.sub("", text))
    for pattern in (_ISO, _MONTH_FIRST, *_IN_WORDS):
        if found := pattern.fullmatch(bare):
            return _day(found.groupdict(), text, today)
    raise Invalid(f"The date is {_shown(text)}, which is no date we can read. Write it as 2025-09-30.")


def _day(parts: dict[str, str], text: str, today: date) -> date:
    month = _MONTH_NUMBERS.get(parts["name"].lower(), 0) if "name" in parts else int(parts["month"])
    year = int(parts["year"])
    if len(parts["year"]) == 2:
        year += 2000 if year + 2000 <= today.year else 1900
    try:
        return date(year, month, int(parts["day"]))
    except ValueError as error:
        raise Invalid(f"The date is {_shown(text)}, a day that no calendar has.") from error


def _plausible(day: date, today: date) -> date:
    if not EARLIEST <= day <= today:
        when = "has not come yet" if day > today else f"is before {EARLIEST.year}"
        raise Invalid(f"The date is {day.isoformat()}, which {when}.")
    return day


_METHODS = {
    Method.CARD: "card creditcard debitcard credit debit credit/debitcard stripe visa mastercard amex square",
    Method.BANK_DEBIT: "bankdebit ach achdebit directdebit",
    Method.CASH: "cash",
    Method.CHECK: "check cheque chk ck moneyorder cashierscheck",
    Method.ZELLE: "zelle",
    Method.CASH_APP: "cashapp",
    Method.BANK_TRANSFER: "banktransfer transfer wire wiretransfer bank bankdeposit deposit",
    Method.OTHER: "other",
}
_METHOD_OF = {
    letters_and_digits(word): method for method, words in _METHODS.items() for word in words.split()
}
_CHECK_NUMBER = re.compile(r"^(check|cheque|chk|ck)(no|number|num)?[0-9]+$")


def read_method(text: str) -> Method | None:
    """How the money came in; None where nothing is said, or nothing that we know."""
    word = letters_and_digits(text)
    if _CHECK_NUMBER.match(word):
        return Method.CHECK
    return _METHOD_OF.get(word)
