"""Messages that are due, and those whose sender vanished."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import exists, select, update

from sigma_finance.domain.dues.reminders import ReminderKind
from sigma_finance.domain.payments.delivery import MessageState
from sigma_finance.extensions import db
from sigma_finance.models import Member, OutboxMessage


def claimable(*, at: datetime, limit: int) -> list[OutboxMessage]:
    """Queued messages that are due at ``at``, those first that somebody waits for.

    They come locked, and those that another sender holds are left out.
    """
    return list(
        db.session.scalars(
            select(OutboxMessage)
            .where(OutboxMessage.state == MessageState.QUEUED, OutboxMessage.next_attempt_at <= at)
            .order_by(OutboxMessage.haste, OutboxMessage.next_attempt_at, OutboxMessage.id)
            .limit(limit)
            .with_for_update(skip_locked=True)
            .execution_options(populate_existing=True)
        )
    )


def give_up_lost(*, at: datetime, problem: str) -> int:
    """Mark as unknown what a sender that vanished was sending; returns how many."""
    result = db.session.execute(
        update(OutboxMessage)
        .where(OutboxMessage.state == MessageState.SENDING, OutboxMessage.leased_until < at)
        .values(state=MessageState.UNKNOWN, problem=problem)
        .execution_options(synchronize_session=False)
    )
    return int(result.rowcount)  # type: ignore[attr-defined]


def withhold_needless(*, at: datetime) -> None:
    """Keep back the reminders that are due to leave and whose members owe nothing any more."""
    db.session.execute(
        update(OutboxMessage)
        .where(
            OutboxMessage.state == MessageState.QUEUED,
            OutboxMessage.next_attempt_at <= at,
            OutboxMessage.kind.in_([kind.value for kind in ReminderKind]),
            exists().where(
                Member.chapter_id == OutboxMessage.chapter_id,
                Member.id == OutboxMessage.member_id,
                Member.balance_minor == 0,
            ),
        )
        .values(state=MessageState.WITHHELD)
        .execution_options(synchronize_session=False)
    )


def lock_message(*, message_id: int) -> OutboxMessage:
    """A message, locked and as it stands now."""
    return db.session.scalars(
        select(OutboxMessage)
        .where(OutboxMessage.id == message_id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    ).one()
