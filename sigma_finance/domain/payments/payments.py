"""What a payment can be: its methods, its states, and the graph along which the states move."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from sigma_finance.domain.errors import Conflict
from sigma_finance.domain.labels import LabelledEnum


class Method(LabelledEnum):
    """How money came in."""

    CARD = "card"
    BANK_DEBIT = "bank_debit"
    CASH = "cash"
    CHECK = "check"
    ZELLE = "zelle"
    CASH_APP = "cash_app", "Cash App"
    BANK_TRANSFER = "bank_transfer"
    OTHER = "other"

    @property
    def in_words(self) -> str:
        """As it stands in a sentence after an amount: cash, check, Zelle."""
        return self.label if self in (Method.ZELLE, Method.CASH_APP) else self.label.lower()

    @property
    def by_stripe(self) -> bool:
        return self in (Method.CARD, Method.BANK_DEBIT)


MANUAL_METHODS = tuple(method for method in Method if not method.by_stripe)


#: The first day of which money can be entered by hand.
EARLIEST = date(2000, 1, 1)


class PaymentState(LabelledEnum):
    """Where a payment stands."""

    CREATED = "created", "Being set up"
    PENDING = "pending", "Not paid yet"
    PROCESSING = "processing", "Under way"
    SUCCEEDED = "succeeded", "Paid"
    FAILED = "failed"
    EXPIRED = "expired"
    CANCELLED = "cancelled"
    REPORTED = "reported", "Waiting for confirmation"
    REJECTED = "rejected", "Declined"
    REVERSED = "reversed"


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
    """Where a refund stands: asked for with no answer known, under way, arrived, come back to us, or never begun."""

    CREATED = "created"
    PENDING = "pending"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    REFUSED = "refused"


#: A refund in one of these has taken its money out of the payment.
GONE = (RefundState.PENDING, RefundState.SUCCEEDED)


class DisputeState(StrEnum):
    """Where a dispute stands; its money is taken while it is open."""

    OPEN = "open"
    WON = "won"
    LOST = "lost"


class AnswerKind(StrEnum):
    """What a chapter says to a dispute: that the payment was right, with its evidence, or that it gives in."""

    EVIDENCE = "evidence"
    ACCEPTANCE = "acceptance"


class AnswerState(StrEnum):
    """Where an answer stands: written down to be read again, sent with no word of Stripe yet, or taken by Stripe."""

    DRAFT = "draft"
    ASKED = "asked"
    TAKEN = "taken"
