"""Handing the treasurer's office over, and the books of that moment."""

from __future__ import annotations

from datetime import date

from sqlalchemy import (
    CheckConstraint,
    ForeignKeyConstraint,
    Index,
    LargeBinary,
    String,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from sigma_finance.domain.members.handovers import HandoverState
from sigma_finance.models.base import Base, Id, MaybeMoment, Moment, OfChapter, word

_OPEN = "state = 'open'"


class Handover(OfChapter, Base):
    """The treasurer's offer of the office to a successor, who accepts it before ``expires_at``; one at a time.

    ``term_ends_on`` is the last day of the successor's term, if it has one.
    """

    __tablename__ = "handovers"

    id: Mapped[Id]
    from_member_id: Mapped[int]
    to_member_id: Mapped[int]
    state: Mapped[HandoverState] = word("state", HandoverState)
    term_ends_on: Mapped[date | None]
    created_at: Mapped[Moment]
    expires_at: Mapped[Moment]
    ended_at: Mapped[MaybeMoment]

    __table_args__ = (
        ForeignKeyConstraint(
            ["chapter_id", "from_member_id"],
            ["members.chapter_id", "members.id"],
            name="fk_handovers_from_members",
        ),
        ForeignKeyConstraint(
            ["chapter_id", "to_member_id"],
            ["members.chapter_id", "members.id"],
            name="fk_handovers_to_members",
        ),
        UniqueConstraint("chapter_id", "id"),
        CheckConstraint("from_member_id <> to_member_id", name="to_somebody_else"),
        CheckConstraint("(state = 'open') = (ended_at IS NULL)", name="ended_is_dated"),
        Index("ix_handovers_chapter_id_to_member_id", "chapter_id", "to_member_id"),
        Index(
            "uq_handovers_open",
            "chapter_id",
            unique=True,
            postgresql_where=text(_OPEN),
            sqlite_where=text(_OPEN),
        ),
    )


class HandoverBooks(OfChapter, Base):
    """The books as they were handed over: a PDF that is never changed, with its SHA-256."""

    __tablename__ = "handover_books"

    id: Mapped[Id]
    handover_id: Mapped[int]
    content: Mapped[bytes] = mapped_column(LargeBinary)
    sha256: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[Moment]

    __table_args__ = (
        ForeignKeyConstraint(["chapter_id", "handover_id"], ["handovers.chapter_id", "handovers.id"]),
        UniqueConstraint("chapter_id", "handover_id"),
    )
