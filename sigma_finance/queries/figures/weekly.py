"""What the weekly note to a chapter's officers says. Amounts are in minor units."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import exists, func, select

from sigma_finance.domain.members.members import MemberStatus
from sigma_finance.domain.payments.payments import PaymentState
from sigma_finance.extensions import db
from sigma_finance.models import Member, OutboxMessage, Payment
from sigma_finance.queries.members.standing import past_due_minor


@dataclass(frozen=True)
class Week:
    """What came in since a moment, and what is owed now."""

    payments: int
    received_minor: int
    owed_minor: int
    late: int
    past_due_minor: int

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to write about."""
        return not (self.payments or self.owed_minor)


def get_week(*, chapter_id: int, since: datetime, today: date) -> Week:
    """A chapter's week up to now."""
    payments, received = db.session.execute(
        select(func.count(Payment.id), func.coalesce(func.sum(Payment.amount_minor), 0)).where(
            Payment.chapter_id == chapter_id,
            Payment.succeeded_at >= since,
            Payment.state == PaymentState.SUCCEEDED,
            ~Payment.historical,
        )
    ).one()
    owing = (
        select(Member.balance_minor, past_due_minor(today).label("late_minor"))
        .where(
            Member.chapter_id == chapter_id, Member.status != MemberStatus.REMOVED, Member.balance_minor > 0
        )
        .subquery()
    )
    owed, late, late_minor = db.session.execute(
        select(
            func.coalesce(func.sum(owing.c.balance_minor), 0),
            func.count(owing.c.late_minor).filter(owing.c.late_minor > 0),
            func.coalesce(func.sum(owing.c.late_minor), 0),
        )
    ).one()
    return Week(payments, int(received), int(owed), late, int(late_minor))


def was_written(*, chapter_id: int, since: datetime) -> bool:
    """Whether a note went out from a moment on."""
    written = exists().where(
        OutboxMessage.chapter_id == chapter_id,
        OutboxMessage.kind == "weekly_note",
        OutboxMessage.created_at >= since,
    )
    return bool(db.session.scalar(select(written)))
