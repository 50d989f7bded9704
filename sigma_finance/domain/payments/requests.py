"""What is entered about money: received by hand, given, or returned to a member."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sigma_finance.domain.payments.payments import Method
from sigma_finance.domain.payments.places import BankPlace
from sigma_finance.domain.payments.refunds import HandRefund, StillOwed


@dataclass(frozen=True)
class NewCreditReturn:
    """Credit that was paid back; the amount in minor units."""

    chapter_id: int
    member_id: int
    amount_minor: int
    method: Method
    paid_on: date
    note: str
    form_key: str


@dataclass(frozen=True)
class ManualPayment:
    """What an officer enters, or a member reports; the amount in minor units.

    ``kept_on`` is the bank account that it came in on, where a statement says so.
    """

    chapter_id: int
    member_id: int
    amount_minor: int
    method: Method
    received_on: date
    note: str
    taken_by: str
    form_key: str
    kept_on: BankPlace | None = None


@dataclass(frozen=True)
class DonationEntry:
    """How a donation came in that an officer enters."""

    method: Method
    received_on: date
    form_key: str


@dataclass(frozen=True)
class Gift:
    """Who gives how much; the amount in minor units, the address empty where none is known."""

    amount_minor: int
    donor_name: str
    donor_email: str
    note: str = ""


@dataclass(frozen=True)
class NewRefund:
    """Money of a payment that is to go back: minor units, whether it is owed again, and why; by Stripe or by hand."""

    chapter_id: int
    payment_id: int
    amount_minor: int
    owed: StillOwed
    reason: str
    form_key: str
    by_hand: HandRefund | None = None
