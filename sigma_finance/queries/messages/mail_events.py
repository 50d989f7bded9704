"""Messages that the mail service speaks of, and what a member was written."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, select

from sigma_finance.database.rows import read_row
from sigma_finance.domain.payments.delivery import Delivery, MessageState
from sigma_finance.extensions import db
from sigma_finance.models import MailEvent, Member, OutboxMessage


@dataclass(frozen=True)
class MessageLine:
    """A message to a member, and what became of it."""

    kind: str
    to_email: str
    state: MessageState
    delivery: Delivery | None
    problem: str
    created_at: datetime

    @property
    def what(self) -> str:
        """What it was about."""
        return self.kind.replace("_", " ").capitalize()

    @property
    def status(self) -> MessageState | Delivery:
        """The word that says most."""
        return self.delivery or self.state


def lock_message(*, reference: str) -> OutboxMessage | None:
    """A message by the reference that left with it, locked."""
    return db.session.scalar(
        select(OutboxMessage)
        .where(OutboxMessage.reference == reference)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )


def latest_deliveries(member: Member, *, limit: int) -> list[Delivery]:
    """What became of the last messages to a member's address, since an officer last had them written to again."""
    known = (Delivery.DELIVERED, Delivery.BOUNCED, Delivery.DROPPED)
    statement = (
        select(OutboxMessage.delivery)
        .where(
            OutboxMessage.chapter_id == member.chapter_id,
            OutboxMessage.member_id == member.id,
            OutboxMessage.to_email == member.email,
            OutboxMessage.delivery.in_(known),
        )
        .order_by(OutboxMessage.id.desc())
        .limit(limit)
    )
    if member.mail_resumed_at is not None:
        statement = statement.where(OutboxMessage.created_at > member.mail_resumed_at)
    return [Delivery(one) for one in db.session.scalars(statement) if one]


def is_known(*, event_id: str) -> bool:
    """Whether the event was told before."""
    return bool(db.session.scalar(select(exists().where(MailEvent.event_id == event_id))))


def of_member(*, chapter_id: int, member_id: int, limit: int) -> list[MessageLine]:
    """What a member was written, the newest first."""
    rows = db.session.execute(
        select(
            OutboxMessage.kind,
            OutboxMessage.to_email,
            OutboxMessage.state,
            OutboxMessage.delivery,
            OutboxMessage.problem,
            OutboxMessage.created_at,
        )
        .where(OutboxMessage.chapter_id == chapter_id, OutboxMessage.member_id == member_id)
        .order_by(OutboxMessage.id.desc())
        .limit(limit)
    )
    return [read_row(MessageLine, row) for row in rows]
