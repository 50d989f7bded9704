"""What happened: webhook events as they came in, and the audit trail."""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from sigma_finance.domain.payments.delivery import EventState
from sigma_finance.models.base import Base, Id, LongText, MaybeMoment, Moment, OfChapter, word


class WebhookEvent(Base):
    """An event that Stripe sent, once per account and id; its chapter is known when it has been handled."""

    __tablename__ = "webhook_events"

    id: Mapped[Id]
    chapter_id: Mapped[int | None] = mapped_column(ForeignKey("chapters.id"))
    account: Mapped[str] = mapped_column(String(255), default="")
    event_id: Mapped[str] = mapped_column(String(255))
    type: Mapped[str] = mapped_column(String(100))
    object_id: Mapped[str] = mapped_column(String(255))
    livemode: Mapped[bool]
    payload: Mapped[LongText]
    state: Mapped[EventState] = word("state", EventState, default=EventState.RECEIVED)
    attempts: Mapped[int] = mapped_column(default=0)
    outcome: Mapped[str] = mapped_column(String(300), default="")
    received_at: Mapped[Moment]
    handled_at: Mapped[MaybeMoment]

    __table_args__ = (
        UniqueConstraint("account", "event_id"),
        Index("ix_webhook_events_chapter_id_received_at", "chapter_id", "received_at"),
        Index("ix_webhook_events_state_received_at", "state", "received_at"),
    )


class AuditEvent(OfChapter, Base):
    """One line of a chapter's audit chain: who did what, from where; each line's hash covers the one before."""

    __tablename__ = "audit_events"

    id: Mapped[Id]
    sequence: Mapped[int]
    at: Mapped[Moment]
    action: Mapped[str] = mapped_column(String(64))
    actor: Mapped[str] = mapped_column(String(64))
    actor_user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    subject_type: Mapped[str] = mapped_column(String(32))
    subject_id: Mapped[int | None]
    ip: Mapped[str] = mapped_column(String(45), default="")
    user_agent: Mapped[str] = mapped_column(String(255), default="")
    details: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    previous_hash: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))

    __table_args__ = (
        UniqueConstraint("chapter_id", "sequence"),
        Index("ix_audit_events_chapter_id_subject", "chapter_id", "subject_type", "subject_id"),
    )
