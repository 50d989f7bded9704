"""Currencies that a chapter can collect in."""

from __future__ import annotations

from functools import cache

from babel.core import get_global

from sigma_finance.domain.errors import Invalid
from sigma_finance.domain.money import precision

#: What Stripe takes in whole units (docs.stripe.com/currencies#zero-decimal); of others it takes hundredths.
_WHOLE_AT_STRIPE = frozenset(
    ("BIF", "CLP", "DJF", "GNF", "JPY", "KMF", "KRW", "MGA", "PYG", "RWF", "VND", "VUV", "XAF", "XOF", "XPF")
)


@cache
def _in_use() -> frozenset[str]:
    """The ISO 4217 codes that are legal tender somewhere today."""
    return frozenset(
        code
        for currencies in get_global("territory_currencies").values()
        for code, _, until, tender in currencies
        if tender and until is None
    )


def check_currency(code: str) -> str:
    """The ISO 4217 code in capitals; raises Invalid for one that is not in use or that cannot be collected.

    Where Stripe and the currency's own rule differ on its decimals, an amount would be taken a hundred times
    too large or too small, so such a currency is refused, as are those with three decimals.
    """
    typed = code.strip().upper()
    if typed not in _in_use():
        raise Invalid("Enter a currency by its three letters, such as USD.", field="currency")
    digits = precision(typed)
    if digits != (0 if typed in _WHOLE_AT_STRIPE else 2):
        raise Invalid(
            f"Dues cannot be collected in {typed}: its decimals are not supported.", field="currency"
        )
    return typed
