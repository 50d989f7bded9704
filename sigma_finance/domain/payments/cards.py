"""What can be paid by card."""

from __future__ import annotations

from sigma_finance.domain.errors import Invalid
from sigma_finance.domain.money import format_money

#: The least that Stripe charges, in minor units (docs.stripe.com/currencies).
_LEAST_MINOR = {
    "USD": 50, "AED": 200, "AUD": 50, "BRL": 50, "CAD": 50, "CHF": 50, "CZK": 1500, "DKK": 250, "EUR": 50,
    "GBP": 30, "HKD": 400, "HUF": 17500, "INR": 50, "JPY": 50, "MXN": 1000, "MYR": 200, "NOK": 300, "NZD": 50,
    "PLN": 200, "RON": 200, "SEK": 300, "SGD": 50, "THB": 1000,
}  # fmt: skip


#: A share of one, in hundredths of a per cent.
WHOLE = 10_000


def covering_fee(amount_minor: int, *, share: int, fixed_minor: int) -> int:
    """What a payer adds to ``amount_minor`` so that so much is left when Stripe has taken its fee of the sum.

    The fee is ``share`` hundredths of a per cent of all that is paid, and ``fixed_minor``; rounded up to a minor unit.
    """
    total = -(-(amount_minor + fixed_minor) * WHOLE // (WHOLE - share))
    return total - amount_minor


#: How the most that can be paid is said: to a member, and to whoever pays by a link.
YOU_OWE, PAID_HERE = "You owe {}", "{} can be paid here"


def check_amount(amount_minor: int, *, most_minor: int, currency: str, said: str = YOU_OWE) -> int:
    """The amount itself, in minor units; raises Invalid for more than can be paid, or less than a card can pay."""
    if amount_minor > most_minor:
        raise Invalid(
            f"{said.format(format_money(most_minor, currency))}; enter that or less.", field="amount"
        )
    return check_least(amount_minor, currency=currency)


def least_minor(currency: str) -> int:
    """The least that a card can be charged, in minor units."""
    return _LEAST_MINOR.get(currency, 1)


def bounds_in_words(owed_minor: int, *, currency: str) -> str:
    """Between what a card can be charged at least and what is owed, for whoever types an amount."""
    least = format_money(least_minor(currency), currency)
    if owed_minor < least_minor(currency):
        return f"No card can be charged less than {least}."
    return f"From {least} to {format_money(owed_minor, currency)}."


def check_least(amount_minor: int, *, currency: str) -> int:
    """The amount itself, in minor units; raises Invalid for less than a card can pay."""
    least = least_minor(currency)
    if amount_minor < least:
        raise Invalid(
            f"The least that can be paid by card is {format_money(least, currency)}.", field="amount"
        )
    return amount_minor
