"""What a payment can be: its methods, its states, and the graph along which the states move."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from sigma_finance.domain.errors import Conflict


class Method(StrEnum):
    """How money came in."""

    CARD = "card"
    BANK_DEBIT = "bank_debit"
    CASH = "cash"
    CHECK = "check"
    ZELLE = "zelle"
    CASH_APP = "cash_app"
    BANK_TRANSFER = "bank_transfer"
    OTHER = "other"

    @property
    def label(self) -> str:
        return _METHOD_LABELS[self]

    @property
    def in_words(self) -> str:
        """As it stands in a sentence after an amount: cash, check, Zelle."""
        return self.label if self in (Method.ZELLE, Method.CASH_APP) else self.label.lower()

    @property
    def by_stripe(self) -> bool:
        return self in (Method.CARD, Method.BANK_DEBIT)


_METHOD_LABELS = {
    Method.CARD: "Card",
    Method.BANK_DEBIT: "Bank debit",
    Method.CASH: "Cash",
    Method.CHECK: "Check",
    Method.ZELLE: "Zelle",
    Method.CASH_APP: "Cash App",
    Method.BANK_TRANSFER: "Bank transfer",
    Method.OTHER: "Other",
}

MANUAL_METHODS = tuple(method for method in Method if not method.by_stripe)


#: The first day of which money can be entered by hand.
EARLIEST = date(2000, 1, 1)


class PaymentState(StrEnum):
    """Where a payment stands."""

    CREATED = "created"
    PENDING = "pending"
    PROCESSING = "processing"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    EXPIRED = "expired"
    CANCELLED = "cancelled"
    REPORTED = "reported"
    REJECTED = "rejected"
    REVERSED = "reversed"

    @property
    def label(self) -> str:
        return _STATE_LABELS[self]


_STATE_LABELS = {
    PaymentState.CREATED: "Being set up",
    PaymentState.PENDING: "Not paid yet",
    PaymentState.PROCESSING: "Under way",
    PaymentState.SUCCEEDED: "Paid",
    PaymentState.FAILED: "Failed",
    PaymentState.EXPIRED: "Expired",
    PaymentState.CANCELLED: "Cancelled",
    PaymentState.REPORTED: "Waiting for confirmation",
    PaymentState.REJECTED: "Not confirmed",
    PaymentState.REVERSED: "Reversed",
}

_S = PaymentState
#: Paid wins: money that Stripe took is booked even after we had given the payment up.
MOVES: dict[PaymentState, frozenset[PaymentState]] = {
    _S.CREATED: frozenset({_S.PENDING, _S.PROCESSING, _S.SUCCEEDED, _S.FAILED, _S.EXPIRED, _S.CANCELLED}),
    _S.PENDING: frozenset({_S.PROCESSING, _S.SUCCEEDED, _S.FAILED, _S.EXPIRED, _S.CANCELLED}),
    _S.PROCESSING: frozenset({_S.SUCCEEDED, _S.FAILED, _S.EXPIRED, _S.CANCELLED}),
    _S.FAILED: frozenset({_S.SUCCEEDED}),
    _S.EXPIRED: frozenset({_S.SUCCEEDED}),
    _S.CANCELLED: frozenset({_S.SUCCEEDED}),
    _S.REPORTED: frozenset({_S.SUCCEEDED, _S.REJECTED}),
    _S.REJECTED: frozenset(),
    _S.SUCCEEDED: frozenset({_S.REVERSED}),
    _S.REVERSED: frozenset(),
}

#: States in which a Checkout Session may still bring money.
OPEN_STATES = (_S.CREATED, _S.PENDING, _S.PROCESSING)


class StateRefused(Conflict):
    """A payment cannot move from the one state to the other."""


class FormSentAlready(Conflict):
    """A money form was sent before, with other contents."""


def move(current: PaymentState, to: PaymentState) -> PaymentState:
    """The state after a move along the graph; raises StateRefused off it."""
    if to not in MOVES[current]:
        raise StateRefused(f"A payment that is {current.label.lower()} cannot become {to.label.lower()}.")
    return to


class RefundState(StrEnum):
    """Where a refund stands at Stripe; a failed one came back to us."""

    PENDING = "pending"
    SUCCEEDED = "succeeded"
    FAILED = "failed"


class DisputeState(StrEnum):
    """Where a dispute stands; its money is taken while it is open."""

    OPEN = "open"
    WON = "won"
    LOST = "lost"
