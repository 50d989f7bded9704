"""Money of a payment that went back, or that a bank asks back; amounts are in minor units."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import String, literal, null, select, type_coerce, union_all

from sigma_finance.domain.payments.payments import DisputeState, Method, RefundState
from sigma_finance.extensions import db
from sigma_finance.models import Dispute, Refund
from sigma_finance.models.base import UtcDateTime


@dataclass(frozen=True)
class ReturnedMoney:
    """Money of a payment that went back, or that a bank asks back: by when to answer, and when it ended.

    A refund says why it was made, how where it was given by hand, and what went wrong with it.
    """

    what: str
    state: RefundState | DisputeState
    amount_minor: int
    at: datetime
    answer_by: datetime | None = None
    closed_at: datetime | None = None
    id: int = 0
    reason: str = ""
    method: Method | None = None
    trace: str = ""
    problem: str = ""

    @property
    def note(self) -> str:
        """What a refund was given by and for, and what went wrong with it."""
        how = f"{self.method.label} {self.trace}".strip() if self.method else ""
        return ". ".join(part.rstrip(".") for part in (how, self.reason, self.problem) if part)

    @property
    def is_given_by_hand(self) -> bool:
        """Whether it is a refund by hand that stands."""
        return self.method is not None and self.state is RefundState.SUCCEEDED

    @property
    def status(self) -> str:
        """The word of its badge."""
        return _RETURNED.get(self.state, self.state.value)


#: A refund has statuses of its own: that it succeeded means that the payment went back, not that it was paid.
_RETURNED: dict[RefundState | DisputeState, str] = {
    RefundState.CREATED: "unknown",
    RefundState.REFUSED: "declined",
    RefundState.PENDING: "processing",
    RefundState.SUCCEEDED: "refunded",
}


def returned(*, chapter_id: int, payment_id: int) -> list[ReturnedMoney]:
    """The refunds and disputes of a payment by one statement, in the order in which they began.

    Of one moment, refunds come first.
    """
    nothing = type_coerce(null(), UtcDateTime())
    refunds = select(
        literal(True).label("is_refund"),
        Refund.id,
        type_coerce(Refund.state, String).label("state"),
        Refund.amount_minor,
        Refund.created_at.label("at"),
        nothing.label("answer_by"),
        nothing.label("closed_at"),
        Refund.reason,
        type_coerce(Refund.method, String).label("method"),
        Refund.trace,
        Refund.problem,
    ).where(Refund.chapter_id == chapter_id, Refund.payment_id == payment_id)
    disputes = select(
        literal(False),
        Dispute.id,
        type_coerce(Dispute.state, String),
        Dispute.amount_minor,
        Dispute.created_at,
        Dispute.evidence_due_at,
        Dispute.closed_at,
        literal(""),
        type_coerce(null(), String),
        literal(""),
        literal(""),
    ).where(Dispute.chapter_id == chapter_id, Dispute.payment_id == payment_id)
    both = union_all(refunds, disputes).subquery()
    rows = db.session.execute(select(both).order_by(both.c.at, both.c.is_refund.desc(), both.c.id))
    return [
        ReturnedMoney(
            what="Refund" if row.is_refund else "Dispute",
            state=(RefundState if row.is_refund else DisputeState)(row.state),
            amount_minor=row.amount_minor,
            at=row.at,
            answer_by=row.answer_by,
            closed_at=row.closed_at,
            id=row.id,
            reason=row.reason,
            method=Method(row.method) if row.method else None,
            trace=row.trace,
            problem=row.problem,
        )
        for row in rows
    ]
