"""What does not mend itself in a chapter: open disputes, webhook events that failed, messages that did not arrive."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from sigma_finance.database.rows import read_row
from sigma_finance.domain.payments.delivery import Delivery, EventState, MessageState
from sigma_finance.domain.payments.disputes import reason_in_words
from sigma_finance.domain.payments.payments import DisputeState
from sigma_finance.extensions import db
from sigma_finance.models import Dispute, Member, OutboxMessage, Payment, WebhookEvent
from sigma_finance.queries.figures.overview import CAME_BACK, TROUBLED_EVENTS, TROUBLED_MESSAGES
from sigma_finance.queries.payments.webhooks import of_chapter

SHOWN = 100


@dataclass(frozen=True)
class TroubledEvent:
    """A webhook event that failed or was put aside, and why."""

    id: int
    event_id: str
    type: str
    state: EventState
    outcome: str
    received_at: datetime


@dataclass(frozen=True)
class TroubledMessage:
    """A message that was refused, given up, or may not have arrived."""

    kind: str
    to_email: str
    member_id: int | None
    member_name: str | None
    state: MessageState
    delivery: Delivery | None
    problem: str
    created_at: datetime

    @property
    def status(self) -> MessageState | Delivery:
        """The word that says most."""
        return self.delivery or self.state

    @property
    def what(self) -> str:
        """What the message was about."""
        return self.kind.replace("_", " ").capitalize()


@dataclass(frozen=True)
class OpenDispute:
    """A payment that the payer's bank asks about, or whose money it has taken back while it asks."""

    id: int
    reference: str
    member_name: str | None
    amount_minor: int
    reason: str
    answer_by: datetime | None

    @property
    def reason_in_words(self) -> str:
        """Why the money is asked back."""
        return reason_in_words(self.reason)


def disputes(*, chapter_id: int) -> list[OpenDispute]:
    """The chapter's open disputes, the first to answer on top."""
    rows = db.session.execute(
        select(
            Dispute.id,
            Payment.reference,
            Member.name.label("member_name"),
            Dispute.amount_minor,
            Dispute.reason,
            Dispute.evidence_due_at.label("answer_by"),
        )
        .join(Payment, (Payment.chapter_id == Dispute.chapter_id) & (Payment.id == Dispute.payment_id))
        .outerjoin(Member, (Member.chapter_id == Payment.chapter_id) & (Member.id == Payment.member_id))
        .where(Dispute.chapter_id == chapter_id, Dispute.state == DisputeState.OPEN)
        .order_by(Dispute.evidence_due_at.is_(None), Dispute.evidence_due_at, Dispute.id)
        .limit(SHOWN)
    )
    return [read_row(OpenDispute, row) for row in rows]


def events(*, chapter_id: int, since: datetime) -> list[TroubledEvent]:
    """The chapter's troubled webhook events received from ``since`` on, latest first."""
    rows = db.session.execute(
        select(
            WebhookEvent.id,
            WebhookEvent.event_id,
            WebhookEvent.type,
            WebhookEvent.state,
            WebhookEvent.outcome,
            WebhookEvent.received_at,
        )
        .where(
            of_chapter(chapter_id),
            WebhookEvent.received_at >= since,
            WebhookEvent.state.in_(TROUBLED_EVENTS),
        )
        .order_by(WebhookEvent.received_at.desc(), WebhookEvent.id.desc())
        .limit(SHOWN)
    )
    return [read_row(TroubledEvent, row) for row in rows]


def messages(*, chapter_id: int, since: datetime) -> list[TroubledMessage]:
    """The chapter's undelivered messages written from ``since`` on, latest first."""
    rows = db.session.execute(
        select(
            OutboxMessage.kind,
            OutboxMessage.to_email,
            OutboxMessage.member_id,
            Member.name.label("member_name"),
            OutboxMessage.state,
            OutboxMessage.delivery,
            OutboxMessage.problem,
            OutboxMessage.created_at,
        )
        .outerjoin(
            Member, (Member.chapter_id == OutboxMessage.chapter_id) & (Member.id == OutboxMessage.member_id)
        )
        .where(
            OutboxMessage.chapter_id == chapter_id,
            OutboxMessage.created_at >= since,
            OutboxMessage.state.in_(TROUBLED_MESSAGES) | OutboxMessage.delivery.in_(CAME_BACK),
        )
        .order_by(OutboxMessage.created_at.desc(), OutboxMessage.id.desc())
        .limit(SHOWN)
    )
    return [read_row(TroubledMessage, row) for row in rows]
