"""A chapter: the organisation that collects."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, String
from sqlalchemy.orm import Mapped, mapped_column

from sigma_finance.models.base import Base, Id, MaybeMoment, Minor, Moment


class Chapter(Base):
    """A chapter, with the counters that are raised under its row's lock, always last in a transaction.

    ``figures_version`` is raised by every write that changes a figure and is part of every cached figure's key;
    ``audit_sequence`` and ``audit_head`` are the end of the chapter's audit chain.
    """

    __tablename__ = "chapters"

    id: Mapped[Id]
    slug: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    currency: Mapped[str] = mapped_column(String(3))
    timezone: Mapped[str] = mapped_column(String(64))
    dues_minor: Mapped[Minor]
    neophyte_days: Mapped[int] = mapped_column(default=365)
    figures_version: Mapped[int] = mapped_column(default=0)
    audit_sequence: Mapped[int] = mapped_column(default=0)
    audit_head: Mapped[str] = mapped_column(String(64), default="")
    created_at: Mapped[Moment]
    suspended_at: Mapped[MaybeMoment]

    __table_args__ = (
        CheckConstraint("dues_minor >= 0 AND dues_minor < 1000000000", name="dues_bounded"),
        CheckConstraint("length(currency) = 3", name="currency_iso"),
    )
