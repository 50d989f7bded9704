"""Invite codes."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from sigma_finance.domain.permissions import Role
from sigma_finance.models.base import Base, Id, MaybeMoment, Moment, OfChapter, word


class Invite(OfChapter, Base):
    """A code that admits at most ``max_uses`` people before ``expires_at``.

    One that names a member ties its user to that member; one with an e-mail address is meant for that address alone.
    Those that were made together share their ``batch``.
    One that was mailed to somebody who came with an open code counts against that code, its parent, when it is used.
    """

    __tablename__ = "invites"

    id: Mapped[Id]
    code: Mapped[str] = mapped_column(String(32), unique=True)
    role: Mapped[Role] = word("role", Role, default=Role.MEMBER)
    email: Mapped[str | None] = mapped_column(String(254))
    member_id: Mapped[int | None]
    created_by_member_id: Mapped[int | None]
    parent_id: Mapped[int | None]
    batch: Mapped[str | None] = mapped_column(String(32))
    max_uses: Mapped[int] = mapped_column(default=1)
    uses: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[Moment]
    expires_at: Mapped[Moment]
    revoked_at: Mapped[MaybeMoment]

    __table_args__ = (
        ForeignKeyConstraint(["chapter_id", "member_id"], ["members.chapter_id", "members.id"]),
        ForeignKeyConstraint(
            ["chapter_id", "created_by_member_id"],
            ["members.chapter_id", "members.id"],
            name="fk_invites_created_by_members",
        ),
        ForeignKeyConstraint(
            ["chapter_id", "parent_id"],
            ["invites.chapter_id", "invites.id"],
            name="fk_invites_parent_invites",
        ),
        UniqueConstraint("chapter_id", "id"),
        CheckConstraint("uses >= 0 AND uses <= max_uses", name="within_its_limit"),
        CheckConstraint("max_uses >= 1 AND max_uses <= 1000", name="limit_bounded"),
        Index("ix_invites_chapter_id_created_at", "chapter_id", "created_at"),
        Index("ix_invites_chapter_id_email", "chapter_id", "email"),
        Index(
            "ix_invites_chapter_id_batch",
            "chapter_id",
            "batch",
            postgresql_where=text("batch IS NOT NULL"),
            sqlite_where=text("batch IS NOT NULL"),
        ),
    )
