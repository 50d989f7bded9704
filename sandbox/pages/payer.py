"""What a payer types on the checkout page, read and checked as Stripe's page does."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from sandbox.engine.work import Json
from sandbox.stripe.cards import CARDS, TestCard, find_card, passes_check

_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_EXPIRY = re.compile(r"(\d{1,2})\s*/\s*(\d{2}|\d{4})", re.ASCII)
_REAL = TestCard(
    "",
    "",
    "declines",
    decline_code="test_mode_live_card",
    message="Your card was declined. Your request was in test mode, but used a non test card.",
)


@dataclass
class PayerForm:
    """The typed values, and a sentence for each that can't be used."""

    values: dict[str, str]
    errors: dict[str, str] = field(default_factory=dict)
    card: TestCard = CARDS[0]
    expiry: tuple[int, int] = (12, 2034)

    @property
    def payer(self) -> Json:
        """Who pays."""
        return {"email": self.values["email"], "name": self.values["name"], "country": "US"}


def prefilled(session: Json, name: str | None) -> PayerForm:
    """The form as a payer first sees it: the first test card, and the address that the product gave."""
    details = session["customer_details"] or {}
    return PayerForm(
        {
            "email": session["customer_email"] or details.get("email") or "",
            "name": name or "Pat Payer",
            "number": CARDS[0].spaced,
            "expiry": "12 / 34",
            "cvc": "123",
        }
    )


def read(form: Mapping[str, str], *, by_card: bool) -> PayerForm:
    """The form as it was sent; a test card's button takes the place of a typed number."""
    names = ("email", "name", "number", "expiry", "cvc")
    read_form = PayerForm({name: form.get(name, "").strip()[:200] for name in names})
    if form.get("test_card"):
        read_form.values["number"] = form["test_card"]
    _check_person(read_form)
    if by_card:
        _check_card(read_form)
    return read_form


def _check_person(read_form: PayerForm) -> None:
    if not _EMAIL.fullmatch(read_form.values["email"]):
        read_form.errors["email"] = "Enter an e-mail address, such as name@example.org."
    if not read_form.values["name"]:
        read_form.errors["name"] = "Enter the name on the card."


def _check_card(read_form: PayerForm) -> None:
    number = re.sub(r"[\s-]", "", read_form.values["number"])
    if not re.fullmatch(r"[0-9]{12,19}", number) or not passes_check(number):
        read_form.errors["number"] = "Your card number is invalid."
    read_form.card = find_card(number) or _REAL
    match = _EXPIRY.fullmatch(read_form.values["expiry"])
    if not match or not 1 <= int(match[1]) <= 12:
        read_form.errors["expiry"] = "Enter the expiry date as month and year, such as 12 / 34."
    else:
        read_form.expiry = (int(match[1]), int(match[2]) % 100 + 2000)
        _check_date(read_form)
    if not re.fullmatch(r"[0-9]{3,4}", read_form.values["cvc"]):
        read_form.errors["cvc"] = "Enter the three or four digits of the security code."


def _check_date(read_form: PayerForm) -> None:
    month, year = read_form.expiry
    today = datetime.now(UTC)
    if (year, month) < (today.year, today.month):
        read_form.errors["expiry"] = "Your card's expiry date is in the past."
