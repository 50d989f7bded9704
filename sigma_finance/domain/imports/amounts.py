"""Amounts as people write them into tables. What is not certain is refused, with a sentence."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache, lru_cache

from babel.numbers import get_currency_name, get_currency_symbol

from sigma_finance.domain.errors import Invalid
from sigma_finance.domain.imports.customs import AmountStyle, Customs
from sigma_finance.domain.imports.tables import Cell, Flaw, SignedNumber
from sigma_finance.domain.imports.words import as_text
from sigma_finance.domain.money import limit_minor, precision

#: Excel's accounting format saves zero as a dash; people write other things for nothing.
_NOTHING = re.compile(r"(?:[-–—−]+|n ?/ ?a|na|nil|none|nothing|not applicable|zero)\.?", re.IGNORECASE)
_BELOW_ZERO = re.compile(r"\(.*[0-9].*\)?|[-–−].*[0-9].*|.*[0-9].*[-−]")
_SPACES = re.compile(r"[\s\u00a0\u2007\u2009\u202f]+")
_PLAIN = "[0-9]{1,9}"
_INDIAN = frozenset(("BDT", "INR", "LKR", "NPR", "PKR"))
#: What is said and written beside amounts of a currency, beyond its sign and its code.
_ALSO_CALLED = {
    "USD": "US$|U.S.$|bucks|dollars|dollar|US dollars",
    "CAD": "CA$|C$|Can$|$|dollars|dollar",
    "AUD": "AU$|A$|$|dollars|dollar",
    "NZD": "NZ$|$|dollars|dollar",
    "GBP": "pounds|pound|quid|stg",
    "EUR": "euros|euro",
    "KES": "KSh|KShs|Ksh.|Kshs.|Sh|Shs|Sh.|shillings|shilling|bob|/=|/-",
    "TZS": "TSh|TShs|Sh|Shs|shillings|shilling|/=|/-",
    "UGX": "USh|UShs|Sh|Shs|shillings|shilling|/=|/-",
    "NGN": "₦|naira|N",
    "ZAR": "R|rand",
    "INR": "Rs|Rs.|rupees|rupee|/-",
    "PHP": "P|pesos|peso|Php",
    "MXN": "$|MX$|pesos|peso|M.N.",
    "VND": "đ|₫|dong|đồng",
    "JPY": "¥|￥|円|yen",
    "CHF": "Fr.|SFr.|francs|franc",
    "BRL": "R$|reais|real",
    "GHS": "GH₵|₵|cedis|cedi",
    "RWF": "RF|FRw|francs|franc",
    "XOF": "CFA|FCFA|F CFA|francs|franc",
    "XAF": "CFA|FCFA|F CFA|francs|franc",
    "ETB": "Br|birr",
    "COP": "$|COL$|pesos|peso",
    "ARS": "$|AR$|pesos|peso",
    "CLP": "$|CLP$|pesos|peso",
    "JMD": "J$|$|dollars|dollar",
    "HKD": "HK$|$|dollars|dollar",
    "SGD": "S$|$|dollars|dollar",
    "SEK": "kr|kronor",
    "NOK": "kr|kroner",
    "DKK": "kr|kroner",
    "PLN": "zł|zl",
    "CZK": "Kč",
    "TRY": "₺|TL",
    "ILS": "₪",
    "KRW": "₩|won",
    "CNY": "¥|￥|RMB|yuan|元",
    "THB": "฿|baht",
    "RUB": "₽",
    "UAH": "₴",
    "PKR": "Rs|Rs.|rupees|rupee",
}


@dataclass(frozen=True)
class AmountReading:
    """Amounts of one currency, written in one style throughout a file."""

    currency: str
    style: AmountStyle = AmountStyle.POINT


def read_amount(cell: Cell, *, what: str, reading: AmountReading) -> int | None:
    """An amount in minor units, 0 included (a dash is zero); None for an empty cell.

    Takes numbers, and text such as ``$1,200.00`` with signs and words of the currency. Raises Invalid, naming the
    column ``what``, for anything else, and for what is below zero or has parts of a cent.
    """
    if isinstance(cell, Flaw):
        raise Invalid(f"{what} holds {cell.value}.")
    if isinstance(cell, bool) or not isinstance(cell, (int, float, str)):
        raise Invalid(f"{what} is {shown(cell)}, which is no amount. {_how_to_write(reading)}")
    if isinstance(cell, str):
        text = _SPACES.sub(" ", cell).strip()
        return _minor(_from_text(text, what, reading), what, shown(text), reading.currency) if text else None
    if isinstance(cell, SignedNumber):
        _check_signs(cell, what, reading.currency)
    # Excel keeps 15 digits; beyond them stands what binary fractions leave over.
    return _minor(Decimal(format(cell, ".15g")), what, shown(cell), reading.currency)


def read_signed(cell: Cell, *, what: str, reading: AmountReading) -> int | None:
    """An amount in minor units that may be below zero: ``-45.00``, ``45.00-``, ``(45.00)``; else as ``read_amount``."""
    if isinstance(cell, SignedNumber):
        below, size = cell < 0, SignedNumber(abs(cell), cell.signs)
        minor = read_amount(size, what=what, reading=reading)
    elif isinstance(cell, (int, float)) and not isinstance(cell, bool):
        below = cell < 0
        minor = read_amount(abs(cell), what=what, reading=reading)
    elif isinstance(cell, str):
        below, text = unsigned(cell, reading.currency)
        minor = read_amount(text, what=what, reading=reading)
    else:
        return read_amount(cell, what=what, reading=reading)
    return -minor if minor and below else minor


def unsigned(text: str, currency: str) -> tuple[bool, str]:
    """Whether an amount is written as below zero, and the amount without its sign."""
    bare = _bare(_SPACES.sub(" ", text).strip(), currency)
    if _NOTHING.fullmatch(bare):
        return False, bare
    below = _BELOW_ZERO.fullmatch(bare) is not None
    bare = bare.strip("()-–−+ ") if below or bare.startswith("+") else bare
    return below, _bare(bare, currency)


def _check_signs(cell: SignedNumber, what: str, currency: str) -> None:
    """Refuse a number that its spreadsheet shows as a share, or as money of another currency."""
    for sign in cell.signs:
        if sign == "%":
            raise Invalid(f"{what} is shown as a share in percent, which is no amount.")
        if other_currency(sign, currency):
            raise Invalid(f"{what} is shown in “{sign}”, while the chapter keeps {currency}.")


def _from_text(text: str, what: str, reading: AmountReading) -> Decimal:
    bare = _bare(text, reading.currency)
    if bare and _NOTHING.fullmatch(bare):
        return Decimal(0)
    if _BELOW_ZERO.fullmatch(bare):
        raise Invalid(f"{what} is {shown(text)}, below zero. Enter money that went back by hand.")
    if _pattern(reading.currency, reading.style).fullmatch(bare) is None:
        raise Invalid(f"{what} is {shown(text)}, which is no amount. {_otherwise(bare, reading)}")
    return _value(bare, reading.style)


def _otherwise(bare: str, reading: AmountReading) -> str:
    if _pattern(reading.currency, reading.style.other).fullmatch(bare):
        return f"The file is read with amounts as {reading.style.label}."
    return _how_to_write(reading)


def _value(bare: str, style: AmountStyle) -> Decimal:
    point = "." if style is AmountStyle.POINT else ","
    whole, _, cents = bare.partition(point)
    digits = re.sub(r"[^0-9]", "", whole) or "0"
    return Decimal(f"{digits}.{cents}" if cents else digits)


@lru_cache(maxsize=4_096)
def _bare(text: str, currency: str) -> str:
    """The text without what names the currency, before or behind."""
    before, behind = _names(currency)
    text = behind.sub("", before.sub("", text, count=1), count=1)
    return behind.sub("", before.sub("", text, count=1), count=1).strip()


@cache
def _named_so() -> dict[str, frozenset[str]]:
    """By name or sign, which currencies are called so."""
    called: dict[str, set[str]] = {}
    for currency, words in _ALSO_CALLED.items():
        for word in (currency, get_currency_symbol(currency, "en_US"), *words.split("|")):
            if len(word) > 1 or not word.isalpha():
                called.setdefault(word.casefold(), set()).add(currency)
    return {word: frozenset(currencies) for word, currencies in called.items()}


def other_currency(text: str, currency: str) -> str:
    """The name or sign of another currency that a text is; "" where it is none, or the chapter's own."""
    called = _named_so().get(text.strip().casefold(), frozenset())
    return text.strip() if called and currency not in called and _bare(text.strip(), currency) else ""


def speaks_of(text: str, currency: str) -> bool:
    """Whether a text names the currency."""
    return not _bare(text.strip(), currency)


_ASIDE = re.compile(r"\(([^)]*)\)|\[([^\]]*)\]|\b(?:in )?([A-Z]{3})$")


def currency_of_heading(heading: str, currency: str) -> str:
    """Another currency that a heading names: *Amount (EUR)*, *Betrag in €*; "" without one."""
    asides = [
        word for found in _ASIDE.finditer(heading) for text in found.groups("") for word in text.split()
    ]
    signs = [one for one in heading if unicodedata.category(one) == "Sc"]
    return next((found for word in (*asides, *signs) if (found := other_currency(word, currency))), "")


@cache
def _names(currency: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    said = {
        currency,
        *(get_currency_symbol(currency, locale) for locale in ("en_US", "en_GB", "es_MX", "sw_KE", "fr_FR")),
        *(get_currency_name(currency, count, "en_US") for count in (1, 2)),
        *_ALSO_CALLED.get(currency, "").split("|"),
    }
    words = "|".join(re.escape(word) for word in sorted(filter(None, said), key=len, reverse=True))
    return (
        re.compile(rf"^(?:{words})(?![a-z])\s*", re.IGNORECASE),
        re.compile(rf"\s*(?<![a-z])(?:{words})\.?$", re.IGNORECASE),
    )


@cache
def _pattern(currency: str, style: AmountStyle) -> re.Pattern[str]:
    mark, point = (",", r"\.") if style is AmountStyle.POINT else (r"\.", ",")
    groups = [rf"[0-9]{{1,3}}(?:{sign}[0-9]{{3}})+" for sign in (mark, " ", "['’]")]
    if currency in _INDIAN and style is AmountStyle.POINT:
        groups.append(r"[0-9]{1,2}(?:,[0-9]{2})*,[0-9]{3}")
    digits = precision(currency)
    if not digits:
        return re.compile("|".join((*groups, _PLAIN)))
    cents = rf"{point}[0-9]{{1,{digits}}}"
    return re.compile(rf"(?:{'|'.join((*groups, _PLAIN))})(?:{cents}|{point})?|{cents}")


def _minor(value: Decimal, what: str, text: str, currency: str) -> int:
    digits = precision(currency)
    if not value.is_finite() or abs(value) >= most(currency):
        raise Invalid(f"{what} is {text}. Amounts are below {most(currency):,}.")
    if value < 0:
        raise Invalid(f"{what} is {text}, below zero. Enter money that went back by hand.")
    minor = value.scaleb(digits)
    if minor != minor.to_integral_value():
        raise Invalid(f"{what} is {text}, which has parts of a cent. Round it.")
    return int(minor)


def most(currency: str) -> int:
    """The amount, in whole units, that every amount of a file is below."""
    return int(limit_minor(currency) // 10 ** precision(currency))


def _how_to_write(reading: AmountReading) -> str:
    if not precision(reading.currency):
        return "Write it in digits, such as 200."
    return f"Write it in digits, such as {'200.00' if reading.style is AmountStyle.POINT else '200,00'}."


def shown(cell: Cell) -> str:
    """A cell in quotation marks, cut where it is long."""
    text = as_text(cell)
    return f"“{text[:40]}{'…' if len(text) > 40 else ''}”"


def is_amount(text: str, currency: str) -> bool:
    """Whether a text reads as an amount in either style."""
    bare = _bare(_SPACES.sub(" ", text).strip(), currency)
    return any(_pattern(currency, style).fullmatch(bare) for style in AmountStyle)


_COULD_BE_EITHER = re.compile(r"[0-9]{1,3}[.,][0-9]{3}")


@dataclass
class AmountEvidence:
    """What a file's amounts show of how they are written: how many, and the first row that shows each style."""

    currency: str
    texts: int = 0
    strong: int = 0
    shown_by: dict[AmountStyle, int] = field(default_factory=dict)
    hinted_by: dict[AmountStyle, int] = field(default_factory=dict)

    def add(self, row: int, cell: Cell) -> None:
        """Look at an amount."""
        if isinstance(cell, (int, float)) or not isinstance(cell, str) or not cell.strip():
            self.texts += isinstance(cell, (int, float))
            return
        self.texts += 1
        _, bare = unsigned(cell, self.currency)
        fits = [style for style in AmountStyle if _pattern(self.currency, style).fullmatch(bare)]
        if len(fits) != 1:
            return
        if _COULD_BE_EITHER.fullmatch(bare):
            self.hinted_by.setdefault(fits[0], row)
        else:
            self.strong += 1
            self.shown_by.setdefault(fits[0], row)

    def style(self, customs: Customs) -> AmountStyle | None:
        """The one style of the file: by what it shows, else by the customs; None where somebody has to say."""
        if len(self.shown_by) == 1:
            (found,) = self.shown_by
            few = customs.amounts is found.other and self.strong * 2 < self.texts
            return None if few else found
        if self.shown_by or self.hinted_by:
            return customs.amounts
        return customs.amounts or AmountStyle.POINT

    def reason(self, style: AmountStyle) -> str:
        """Why amounts are read so."""
        if style in self.shown_by:
            return f"row {self.shown_by[style]} shows it"
        return "as where the chapter is" if self.texts else ""
