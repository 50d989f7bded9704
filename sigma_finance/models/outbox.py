"""Messages to people, written in the transaction that causes them and delivered after it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON, ForeignKeyConstraint, Index, SmallInteger, String, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column

from sigma_finance.domain.messages.kinds import Haste
from sigma_finance.domain.payments.delivery import Delivery, MessageState
from sigma_finance.models.base import Base, Id, MaybeMoment, Moment, OfChapter, maybe_word, word


class OutboxMessage(OfChapter, Base):
    """A message: its kind and the facts it is rendered from when it leaves; ``haste`` and ``in_app`` are its kind's."""

    __tablename__ = "outbox_messages"

    id: Mapped[Id]
    member_id: Mapped[int | None]
    invite_id: Mapped[int | None]
    reference: Mapped[str] = mapped_column(String(32), unique=True)
    kind: Mapped[str] = mapped_column(String(40))
    to_email: Mapped[str] = mapped_column(String(254))
    context: Mapped[dict[str, Any]] = mapped_column(JSON)
    haste: Mapped[int] = mapped_column(SmallInteger, default=Haste.ORDINARY, server_default="1")
    in_app: Mapped[bool] = mapped_column(default=False, server_default=false())
    state: Mapped[MessageState] = word("state", MessageState, default=MessageState.QUEUED)
    attempts: Mapped[int] = mapped_column(default=0)
    next_attempt_at: Mapped[Moment]
    leased_until: Mapped[MaybeMoment]
    delivery: Mapped[Delivery | None] = maybe_word("delivery", Delivery)
    read_at: Mapped[MaybeMoment]
    provider_id: Mapped[str | None] = mapped_column(String(255))
    problem: Mapped[str] = mapped_column(String(300), default="")
    created_at: Mapped[Moment]
    sent_at: Mapped[MaybeMoment]

    __table_args__ = (
        ForeignKeyConstraint(["chapter_id", "member_id"], ["members.chapter_id", "members.id"]),
        ForeignKeyConstraint(["chapter_id", "invite_id"], ["invites.chapter_id", "invites.id"]),
        UniqueConstraint("chapter_id", "id"),
        Index(
            "ix_outbox_messages_chapter_id_invite_id",
            "chapter_id",
            "invite_id",
            "id",
            postgresql_where=text("invite_id IS NOT NULL"),
            sqlite_where=text("invite_id IS NOT NULL"),
        ),
        Index("ix_outbox_messages_chapter_id_member_id", "chapter_id", "member_id", "id"),
        Index(
            "ix_outbox_messages_chapter_id_unread",
            "chapter_id",
            "member_id",
            postgresql_where=text("read_at IS NULL"),
            sqlite_where=text("read_at IS NULL"),
        ),
        Index("ix_outbox_messages_chapter_id_created_at", "chapter_id", "created_at"),
        Index(
            "ix_outbox_messages_due",
            "haste",
            "next_attempt_at",
            "id",
            postgresql_where=text("state IN ('queued', 'sending')"),
            sqlite_where=text("state IN ('queued', 'sending')"),
        ),
    )


class MailEvent(OfChapter, Base):
    """What the mail service told of a message, once for each of its events."""

    __tablename__ = "mail_events"

    id: Mapped[Id]
    message_id: Mapped[int]
    event_id: Mapped[str] = mapped_column(String(100), unique=True)
    delivery: Mapped[Delivery] = word("delivery", Delivery)
    reason: Mapped[str] = mapped_column(String(300), default="")
    at: Mapped[Moment]
    created_at: Mapped[Moment]

    __table_args__ = (
        ForeignKeyConstraint(
            ["chapter_id", "message_id"], ["outbox_messages.chapter_id", "outbox_messages.id"]
        ),
        Index("ix_mail_events_chapter_id_message_id", "chapter_id", "message_id"),
    )
