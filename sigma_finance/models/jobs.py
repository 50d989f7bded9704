"""Background jobs of the whole deployment: when each is due, who runs it now, and how its last run ended."""

from __future__ import annotations

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from sigma_finance.domain.jobs import JobState
from sigma_finance.models.base import Base, MaybeMoment, Moment, word


class JobRecord(Base):
    """A job of the registry; ``attempts`` counts the runs since one ended well, ``leased_until`` is set during one."""

    __tablename__ = "jobs"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    state: Mapped[JobState] = word("state", JobState, default=JobState.READY)
    next_due_at: Mapped[Moment]
    leased_until: Mapped[MaybeMoment]
    attempts: Mapped[int] = mapped_column(default=0)
    last_started_at: Mapped[MaybeMoment]
    last_finished_at: Mapped[MaybeMoment]
    last_outcome: Mapped[str] = mapped_column(String(300), default="")
    last_error: Mapped[str] = mapped_column(String(300), default="")
