"""Reminders that were sent: one a member and day, and at most one for each step of an installment."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ForeignKeyConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped

from sigma_finance.domain.dues.reminders import ReminderKind
from sigma_finance.models.base import Base, Id, Minor, Moment, OfChapter, word


class Reminder(OfChapter, Base):
    """What a member was reminded of on a day; without ``made_by_member_id`` the schedule sent it."""

    __tablename__ = "reminders"

    id: Mapped[Id]
    member_id: Mapped[int]
    sent_on: Mapped[date]
    kind: Mapped[ReminderKind] = word("kind", ReminderKind)
    amount_minor: Mapped[Minor]
    made_by_member_id: Mapped[int | None]
    created_at: Mapped[Moment]

    __table_args__ = (
        ForeignKeyConstraint(["chapter_id", "member_id"], ["members.chapter_id", "members.id"]),
        ForeignKeyConstraint(
            ["chapter_id", "made_by_member_id"],
            ["members.chapter_id", "members.id"],
            name="fk_reminders_made_by_members",
        ),
        UniqueConstraint("chapter_id", "id"),
        UniqueConstraint("chapter_id", "member_id", "sent_on"),
    )


class ReminderStep(OfChapter, Base):
    """A step of the schedule that an installment's member has been told of."""

    __tablename__ = "reminder_steps"

    id: Mapped[Id]
    installment_id: Mapped[int]
    step: Mapped[int]
    reminder_id: Mapped[int]

    __table_args__ = (
        ForeignKeyConstraint(
            ["chapter_id", "installment_id"], ["installments.chapter_id", "installments.id"]
        ),
        ForeignKeyConstraint(["chapter_id", "reminder_id"], ["reminders.chapter_id", "reminders.id"]),
        UniqueConstraint("chapter_id", "installment_id", "step"),
    )
