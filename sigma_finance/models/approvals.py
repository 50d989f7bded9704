"""Acts that one officer asked for and another has to approve."""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKeyConstraint, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from sigma_finance.domain.approvals import Act, ApprovalState
from sigma_finance.models.base import Base, Id, MaybeMoment, Minor, Moment, OfChapter, word


class Approval(OfChapter, Base):
    """A request: ``subject_id`` is the charge or the payment, ``facts`` the rest of what was entered."""

    __tablename__ = "approvals"

    id: Mapped[Id]
    act: Mapped[Act] = word("act", Act)
    subject_id: Mapped[int]
    member_id: Mapped[int | None]
    amount_minor: Mapped[Minor]
    reason: Mapped[str] = mapped_column(String(300))
    facts: Mapped[dict[str, Any]] = mapped_column(JSON)
    state: Mapped[ApprovalState] = word("state", ApprovalState, default=ApprovalState.WAITING)
    asked_by_member_id: Mapped[int]
    decided_by_member_id: Mapped[int | None]
    answer: Mapped[str] = mapped_column(String(300), default="")
    created_at: Mapped[Moment]
    decided_at: Mapped[MaybeMoment]

    __table_args__ = (
        ForeignKeyConstraint(["chapter_id", "member_id"], ["members.chapter_id", "members.id"]),
        ForeignKeyConstraint(
            ["chapter_id", "asked_by_member_id"],
            ["members.chapter_id", "members.id"],
            name="fk_approvals_asked_by_members",
        ),
        ForeignKeyConstraint(
            ["chapter_id", "decided_by_member_id"],
            ["members.chapter_id", "members.id"],
            name="fk_approvals_decided_by_members",
        ),
        UniqueConstraint("chapter_id", "id"),
        CheckConstraint("amount_minor > 0 OR act = 'reopening'", name="asks_for_something"),
        CheckConstraint(
            "state <> 'approved' OR decided_by_member_id <> asked_by_member_id", name="approved_by_another"
        ),
        CheckConstraint("(state = 'waiting') = (decided_by_member_id IS NULL)", name="decided_by_somebody"),
        Index(
            "uq_approvals_waiting",
            "chapter_id",
            "act",
            "subject_id",
            unique=True,
            postgresql_where=text("state = 'waiting'"),
            sqlite_where=text("state = 'waiting'"),
        ),
        Index("ix_approvals_chapter_id_created_at", "chapter_id", "created_at", "id"),
    )
