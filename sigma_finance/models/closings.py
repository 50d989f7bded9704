"""Spans of the books that were closed, and those that were opened again."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from sigma_finance.models.base import Base, Id, MaybeMoment, Moment, OfChapter


class Closing(OfChapter, Base):
    """That the books were closed through a day; the chapter's own ``closed_through`` is the latest that stands."""

    __tablename__ = "closings"

    id: Mapped[Id]
    through: Mapped[date]
    closed_by_member_id: Mapped[int | None]
    created_at: Mapped[Moment]
    reopened_at: Mapped[MaybeMoment]
    reopened_by_member_id: Mapped[int | None]
    reason: Mapped[str] = mapped_column(String(300), default="")

    __table_args__ = (
        ForeignKeyConstraint(
            ["chapter_id", "closed_by_member_id"],
            ["members.chapter_id", "members.id"],
            name="fk_closings_closed_by_members",
        ),
        ForeignKeyConstraint(
            ["chapter_id", "reopened_by_member_id"],
            ["members.chapter_id", "members.id"],
            name="fk_closings_reopened_by_members",
        ),
        UniqueConstraint("chapter_id", "id"),
        CheckConstraint("(reopened_at IS NULL) = (reason = '')", name="reopened_for_a_reason"),
        Index(
            "uq_closings_standing",
            "chapter_id",
            "through",
            unique=True,
            postgresql_where=text("reopened_at IS NULL"),
            sqlite_where=text("reopened_at IS NULL"),
        ),
    )
