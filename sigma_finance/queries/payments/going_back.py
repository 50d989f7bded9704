"""Money of a payment that went back, or that a bank asks back; amounts are in minor units."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import String, literal, null, select, type_coerce, union_all

from sigma_finance.domain.payments.payments import DisputeState, RefundState
from sigma_finance.extensions import db
from sigma_finance.models import Dispute, Refund
from sigma_finance.models.base import UtcDateTime


@dataclass(frozen=True)
class ReturnedMoney:
    """Money of a payment that went back, or that a bank asks back: by when to answer, and when it ended."""

    what: str
    state: RefundState | DisputeState
    amount_minor: int
    at: datetime
    answer_by: datetime | None = None
    closed_at: datetime | None = None

    @property
    def status(self) -> str:
        """The word of its badge."""
        return _RETURNED.get(self.state, self.state.value)


#: A refund has statuses of its own: that it succeeded means that the payment went back, not that it was paid.
_RETURNED: dict[RefundState | DisputeState, str] = {
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
    ).where(Refund.chapter_id == chapter_id, Refund.payment_id == payment_id)
    disputes = select(
        literal(False),
        Dispute.id,
        type_coerce(Dispute.state, String),
        Dispute.amount_minor,
        Dispute.created_at,
        Dispute.evidence_due_at,
        Dispute.closed_at,
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
        )
        for row in rows
    ]
