"""A member at Stripe's page and back, and the amounts that no page takes."""

from __future__ import annotations

from sigma_finance.models import Payment
from tests.harness.client import BrowserPage, Client
from tests.people import Person
from tests.routes.house import (
    payments_of,
)

NO_AMOUNTS = [
    ("", "Enter an amount, such as 200.00."),
    ("-5", "Enter an amount above zero."),
    ("0", "Enter an amount above zero."),
    ("0.00", "Enter an amount above zero."),
    ("1e309", "Enter the amount in digits only, such as 200.00."),
    ("12.345", "Enter the amount in digits only, such as 200.00."),
    ("0.001", "Enter the amount in digits only, such as 200.00."),
    ("NaN", "Enter the amount in digits only, such as 200.00."),
    ("Infinity", "Enter the amount in digits only, such as 200.00."),
    ("１２", "Enter the amount in digits only, such as 200.00."),
    ("1_000", "Enter the amount in digits only, such as 200.00."),
    ("5\x00", "Enter the amount in digits only, such as 200.00."),
    ("twelve", "Enter the amount in digits only, such as 200.00."),
    ("1000000000", "Enter an amount below 1,000,000."),
]


def press_pay(client: Client, **typed: str) -> BrowserPage:
    return client.submit(client.get("/payments/pay"), typed)


def newest(person: Person) -> Payment:
    return payments_of(person)[-1]


def session_of(person: Person) -> str:
    return newest(person).stripe_session_id or ""


def back(client: Client, person: Person, *, status: int = 200) -> BrowserPage:
    """Come back from Stripe's page, as its success address leads."""
    payment = newest(person)
    return client.get(
        f"/payments/{payment.reference}/result?session_id={payment.stripe_session_id}", status=status
    )
