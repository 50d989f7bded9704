"""Stripe's documented test cards and bank accounts, and what a payer may type on the checkout page.

Follows https://docs.stripe.com/testing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Ending = Literal["pays", "declines", "declines_when_charged", "authenticates", "authenticates_then_declines"]


@dataclass(frozen=True)
class TestCard:
    """A number and what happens when somebody pays with it."""

    __test__ = False  # pytest collects by name

    number: str
    label: str
    ending: Ending = "pays"
    code: str = "card_declined"
    decline_code: str | None = None
    message: str = ""
    advice: str | None = "try_again_later"
    dispute: str | None = None
    refund: Literal["succeeded", "pending", "failed"] = "succeeded"

    @property
    def spaced(self) -> str:
        """The number as it is printed on a card."""
        return " ".join(self.number[i : i + 4] for i in range(0, len(self.number), 4))


def _declining(
    number: str, label: str, decline_code: str, message: str, code: str = "card_declined"
) -> TestCard:
    return TestCard(number, label, "declines", code, decline_code, message)


_DECLINED = "Your card was declined."

CARDS = (
    TestCard("4242424242424242", "Pays"),
    TestCard("4000002500003155", "Asks for 3-D Secure", "authenticates"),
    TestCard("4000002760003184", "Always asks for 3-D Secure", "authenticates"),
    TestCard(
        "4000008400001629",
        "Declines after 3-D Secure",
        "authenticates_then_declines",
        decline_code="generic_decline",
        message=_DECLINED,
    ),
    _declining("4000000000000002", "Declines", "generic_decline", _DECLINED),
    _declining(
        "4000000000009995", "Too little money", "insufficient_funds", "Your card has insufficient funds."
    ),
    _declining("4000000000009987", "Lost card", "lost_card", _DECLINED),
    _declining("4000000000009979", "Stolen card", "stolen_card", _DECLINED),
    _declining("4000000000000069", "Expired card", "expired_card", "Your card has expired.", "expired_card"),
    _declining(
        "4000000000000127",
        "Wrong CVC",
        "incorrect_cvc",
        "Your card's security code is incorrect.",
        "incorrect_cvc",
    ),
    _declining(
        "4000000000000119",
        "Processing error",
        "processing_error",
        "An error occurred while processing your card. Try again in a little bit.",
        "processing_error",
    ),
    TestCard(
        "4000000000000341",
        "Can be saved, then declines",
        "declines_when_charged",
        decline_code="generic_decline",
        message=_DECLINED,
    ),
    TestCard("4000000000000259", "Pays, then disputes as fraud", dispute="fraudulent"),
    TestCard("4000000000002685", "Pays, then disputes as not received", dispute="product_not_received"),
    TestCard("4000000000007726", "Pays; a refund takes a while", refund="pending"),
    TestCard("4000000000005126", "Pays; a refund fails later", refund="failed"),
    TestCard("4000056655665556", "Pays (Visa debit)"),
    TestCard("5555555555554444", "Pays (Mastercard)"),
    TestCard("378282246310005", "Pays (American Express)"),
)

SHOWN = ("4242424242424242", "4000002500003155", "4000000000000002", "4000000000009995")
"""The cards that the checkout page offers as buttons."""

SAVED = ("4242424242424242", "4000002500003155", "4000002760003184", "4000000000000341")
"""The cards that the page to save one offers as buttons."""

_BY_NUMBER = {card.number: card for card in CARDS}


def find_card(number: str) -> TestCard | None:
    """The test card of this number, if Stripe documents one."""
    return _BY_NUMBER.get(number)


def brand_of(number: str) -> str:
    """The card network, from the number's first digits."""
    if number[:2] in ("34", "37"):
        return "amex"
    if number[:2] in ("51", "52", "53", "54", "55"):
        return "mastercard"
    return "discover" if number.startswith("6011") else "visa"


def passes_check(number: str) -> bool:
    """Whether the digits satisfy the Luhn formula, as every card number does."""
    total = 0
    for place, digit in enumerate(reversed(number)):
        value = int(digit) * (2 if place % 2 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


@dataclass(frozen=True)
class TestAccount:
    """A bank account and what becomes of a debit from it."""

    __test__ = False  # pytest collects by name

    number: str
    label: str
    failure_code: str | None = None
    message: str = ""


ACCOUNTS = (
    TestAccount("000123456789", "Settles after a while"),
    TestAccount(
        "000222222227",
        "Fails: too little money",
        "insufficient_funds",
        "The customer's account has insufficient funds to cover this payment.",
    ),
    TestAccount(
        "000111111113",
        "Fails: account closed",
        "account_closed",
        "The customer's bank account has been closed.",
    ),
    TestAccount(
        "000333333335",
        "Fails: not authorized",
        "debit_not_authorized",
        "The customer has notified their bank that this payment was unauthorized.",
    ),
)

_ACCOUNT_BY_NUMBER = {account.number: account for account in ACCOUNTS}


def find_account(number: str) -> TestAccount | None:
    """The test bank account of this number, if Stripe documents one."""
    return _ACCOUNT_BY_NUMBER.get(number)
