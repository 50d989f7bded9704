"""A chapter: the organisation that collects."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import JSON, CheckConstraint, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from sigma_finance.models.base import Base, Id, MaybeMoment, Minor, Moment, OfChapter


class Chapter(Base):
    """A chapter, with the counters that are raised under its row's lock, always last in a transaction.

    ``figures_version`` is raised by every write that changes a figure and is part of every cached figure's key;
    ``audit_sequence`` and ``audit_head`` are the end of the chapter's audit chain, ``books_sequence``
    and ``books_head`` that of its entries. ``stripe_account`` is on whose account at Stripe it is paid now: empty for
    the deployment's own. Nothing is booked on
    ``closed_through`` or before it, which the database itself refuses. ``policy`` is read by
    ``domain/policy`` alone; what it leaves out is as the product has it.
    """

    __tablename__ = "chapters"

    id: Mapped[Id]
    slug: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    currency: Mapped[str] = mapped_column(String(3))
    timezone: Mapped[str] = mapped_column(String(64))
    dues_minor: Mapped[Minor]
    neophyte_days: Mapped[int] = mapped_column(default=365)
    accent: Mapped[str] = mapped_column(String(7), default="#1d4ed8")
    policy: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    figures_version: Mapped[int] = mapped_column(default=0)
    audit_sequence: Mapped[int] = mapped_column(default=0)
    audit_head: Mapped[str] = mapped_column(String(64), default="")
    books_sequence: Mapped[int] = mapped_column(default=0)
    books_head: Mapped[str] = mapped_column(String(64), default="")
    stripe_account: Mapped[str] = mapped_column(String(255), default="", server_default="")
    closed_through: Mapped[date | None]
    created_at: Mapped[Moment]
    suspended_at: Mapped[MaybeMoment]
    suspended_because: Mapped[str] = mapped_column(String(300), default="")

    __table_args__ = (
        CheckConstraint("dues_minor >= 0 AND dues_minor < 1000000000", name="dues_bounded"),
        CheckConstraint("length(currency) = 3", name="currency_iso"),
    )


class ChapterLogo(OfChapter, Base):
    """A chapter's logo as it is shown: re-encoded by us, small."""

    __tablename__ = "chapter_logos"

    id: Mapped[Id]
    content: Mapped[bytes] = mapped_column(LargeBinary)
    sha256: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[Moment]

    __table_args__ = (UniqueConstraint("chapter_id"),)
