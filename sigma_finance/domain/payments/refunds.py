"""What a refund is asked with, and when its money arrives."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sigma_finance.domain.labels import LabelledEnum
from sigma_finance.domain.payments.payments import Method, PaymentState

#: Stripe sends a bank debit back for so long (https://docs.stripe.com/payments/ach-direct-debit#refunds).
DEBITS_FOR = timedelta(days=180)
#: A bank shows a refund within so many business days (https://docs.stripe.com/refunds).
SOONEST, LATEST = 5, 10
_SATURDAY = 5


class StillOwed(LabelledEnum):
    """Whether what a refund opens is owed again; else it is waived, or its charge was wrong and is reversed."""

    YES = "yes", "Yes, it is owed again"
    WAIVED = "waived", "No, waive it"
    REVERSED = "reversed", "No, the charge was wrong: reverse it"


@dataclass(frozen=True)
class HandRefund:
    """How money was given back by hand, on which day, and the number of the check or transfer."""

    method: Method
    on: date
    trace: str = ""


def is_too_old(method: Method, begun_at: datetime, at: datetime) -> bool:
    """Whether Stripe sends a payment back no more."""
    return method is Method.BANK_DEBIT and at - begun_at > DEBITS_FOR


def arrives_by(today: date) -> date:
    """The day by which a refund of today has usually arrived."""
    day = today
    for _ in range(LATEST):
        day += timedelta(days=3 if day.weekday() == _SATURDAY - 1 else 2 if day.weekday() == _SATURDAY else 1)
    return day


def why_not(*, state: PaymentState, historical: bool, disputed: bool, left_minor: int) -> str:
    """Why nothing of a payment can go back now, of which so much is left; nothing where something can."""
    if historical:
        return "This payment is of earlier years: nothing of it is in the books to be refunded."
    if state is not PaymentState.SUCCEEDED:
        return "This payment is not in the books, so there is nothing to refund."
    if disputed:
        return "The payer's bank disputes this payment. It can be refunded once that is decided."
    return "" if left_minor > 0 else "All of this payment has gone back already."
