"""A person's place in one chapter."""

from __future__ import annotations

from datetime import date

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    LargeBinary,
    String,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from sigma_finance.domain.members.members import MemberClass, MemberStatus, Post
from sigma_finance.domain.permissions import Role
from sigma_finance.models.base import (
    Base,
    Id,
    MaybeMoment,
    Minor,
    Moment,
    OfChapter,
    SearchableName,
    word,
)


class Member(OfChapter, SearchableName, Base):
    """A member. ``balance_minor`` and ``credit_minor`` are caches of their postings, written by the ledger alone.

    ``muted`` names the topics that they want no e-mail about; ``mail_stopped_at`` is when too many in a row
    had come back, ``mail_resumed_at`` when an officer had them written to again.
    """

    __tablename__ = "members"

    id: Mapped[Id]
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    email: Mapped[str | None] = mapped_column(String(254))
    phone: Mapped[str] = mapped_column(String(32), default="")
    role: Mapped[Role] = word("role", Role, default=Role.MEMBER)
    status: Mapped[MemberStatus] = word("status", MemberStatus, default=MemberStatus.ACTIVE)
    member_class: Mapped[MemberClass] = word("member_class", MemberClass, default=MemberClass.REGULAR)
    initiated_on: Mapped[date | None]
    exempt_because: Mapped[str] = mapped_column(String(300), default="")
    left_on: Mapped[date | None]
    left_because: Mapped[str] = mapped_column(String(300), default="")
    muted: Mapped[list[str]] = mapped_column(JSON, default=list)
    mail_stopped_at: Mapped[MaybeMoment]
    mail_resumed_at: Mapped[MaybeMoment]
    no_late_fees_until: Mapped[date | None]
    balance_minor: Mapped[Minor] = mapped_column(default=0)
    credit_minor: Mapped[Minor] = mapped_column(default=0)
    created_at: Mapped[Moment]

    __table_args__ = (
        UniqueConstraint("chapter_id", "id"),
        UniqueConstraint("chapter_id", "user_id"),
        UniqueConstraint("chapter_id", "email"),
        CheckConstraint("email = lower(email)", name="email_lower"),
        CheckConstraint("balance_minor >= 0", name="balance_not_negative"),
        CheckConstraint("credit_minor >= 0", name="credit_not_negative"),
        Index("ix_members_chapter_id_name", "chapter_id", "name", "id"),
        Index("ix_members_chapter_id_folded_name", "chapter_id", "folded_name", "id"),
        Index(
            "ix_members_chapter_id_owing",
            "chapter_id",
            "balance_minor",
            "id",
            postgresql_where=text("balance_minor > 0"),
            sqlite_where=text("balance_minor > 0"),
        ),
    )


class MemberPhoto(OfChapter, Base):
    """A member's photo as it is shown: re-encoded by us, small; empty where they took it off."""

    __tablename__ = "member_photos"

    id: Mapped[Id]
    member_id: Mapped[int]
    content: Mapped[bytes] = mapped_column(LargeBinary)
    sha256: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[Moment]

    __table_args__ = (
        ForeignKeyConstraint(["chapter_id", "member_id"], ["members.chapter_id", "members.id"]),
        UniqueConstraint("chapter_id", "member_id"),
    )


class OfficerTerm(OfChapter, Base):
    """An office that a member holds from one day to another, both included; open-ended without the second."""

    __tablename__ = "officer_terms"

    id: Mapped[Id]
    member_id: Mapped[int]
    post: Mapped[Post] = word("post", Post)
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]
    created_at: Mapped[Moment]

    __table_args__ = (
        ForeignKeyConstraint(["chapter_id", "member_id"], ["members.chapter_id", "members.id"]),
        UniqueConstraint("chapter_id", "id"),
        CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name="ends_after_it_starts"),
        Index("ix_officer_terms_chapter_id_member_id", "chapter_id", "member_id", "starts_on"),
    )
