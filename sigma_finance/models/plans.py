"""Payment plans: what a member agreed to pay by which dates."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from sigma_finance.domain.dues.schedules import PlanState
from sigma_finance.domain.policy import Frequency
from sigma_finance.models.base import (
    Base,
    Id,
    LongText,
    MaybeMoment,
    Minor,
    Moment,
    OfChapter,
    maybe_word,
    word,
)

_LIVE = "state IN ('proposed', 'active')"


class Plan(OfChapter, Base):
    """A schedule over what a member owed when it began; its parts are installments of their charges.

    ``frequency`` is empty for dates that a treasurer chose. ``agreement`` is the text agreed to, with its time and
    address; ``reason`` the word of who declined or cancelled it.
    """

    __tablename__ = "plans"

    id: Mapped[Id]
    member_id: Mapped[int]
    state: Mapped[PlanState] = word("state", PlanState)
    frequency: Mapped[Frequency | None] = maybe_word("frequency", Frequency)
    installments: Mapped[int]
    first_on: Mapped[date]
    total_minor: Mapped[Minor]
    agreement: Mapped[LongText] = mapped_column(default="")
    agreed_at: Mapped[MaybeMoment]
    agreed_ip: Mapped[str] = mapped_column(String(45), default="")
    reason: Mapped[str] = mapped_column(String(300), default="")
    created_by_member_id: Mapped[int | None]
    created_at: Mapped[Moment]
    ended_at: Mapped[MaybeMoment]

    __table_args__ = (
        ForeignKeyConstraint(["chapter_id", "member_id"], ["members.chapter_id", "members.id"]),
        ForeignKeyConstraint(
            ["chapter_id", "created_by_member_id"],
            ["members.chapter_id", "members.id"],
            name="fk_plans_created_by_members",
        ),
        UniqueConstraint("chapter_id", "id"),
        CheckConstraint("installments > 0 AND total_minor >= installments", name="asks_for_something"),
        Index("ix_plans_chapter_id_member_id", "chapter_id", "member_id", "id"),
        Index(
            "uq_plans_live",
            "chapter_id",
            "member_id",
            "state",
            unique=True,
            postgresql_where=text(_LIVE),
            sqlite_where=text(_LIVE),
        ),
    )
