"""The words of payouts: what the provider sends to the bank, how far it is, and what its lines are."""

from __future__ import annotations

from sigma_finance.domain.labels import LabelledEnum


class PayoutState(LabelledEnum):
    """How far a payout is; it only ever moves on, and after it has arrived it can still come back."""

    ON_ITS_WAY = "on_its_way"
    PAID = "paid", "At the bank"
    FAILED = "failed", "Came back"
    CANCELLED = "cancelled"

    @property
    def has_come_back(self) -> bool:
        """Whether its money is at the provider again."""
        return self in (PayoutState.FAILED, PayoutState.CANCELLED)

    def moved_to(self, told: PayoutState) -> PayoutState:
        """Where it is once this has been told, which may be older news than what is known."""
        return told if _RANK[told] > _RANK[self] else self


_RANK = {PayoutState.ON_ITS_WAY: 0, PayoutState.PAID: 1, PayoutState.FAILED: 2, PayoutState.CANCELLED: 2}


class LinesState(LabelledEnum):
    """How far the lines of a payout have been read; the provider itemises the automatic ones alone."""

    NEVER = "never", "Not itemised"
    AWAITED = "awaited", "Not itemised yet"
    READING = "reading", "Being read"
    READ = "read", "Itemised"


class LineKind(LabelledEnum):
    """What a line of a payout is, in the order in which a payout is explained."""

    PAYMENT = "payment", "Payments"
    REFUND = "refund", "Refunds"
    DISPUTE = "dispute", "Disputes"
    FEE = "fee", "Fees of Stripe's own"
    ADJUSTMENT = "adjustment", "Adjustments"
    PAYOUT = "payout", "Other payouts"


class LineProblem(LabelledEnum):
    """Why a line does not match the books."""

    NOTHING_BEHIND = "nothing_behind", "Nothing in your books stands behind it."
    NOT_BOOKED_YET = "not_booked_yet", "What it is about is not in your books yet."
    OTHER_AMOUNT = "other_amount", "Your books have another amount for it."
    OTHER_FEE = "other_fee", "Your books have another fee for it."
