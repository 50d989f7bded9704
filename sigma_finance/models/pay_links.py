"""Links that pay one member's balance without signing in."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from sigma_finance.domain.payments.pay_links import PayLinkKind
from sigma_finance.models.base import Base, Id, MaybeMoment, Moment, OfChapter, word


class PayLink(OfChapter, Base):
    """A link by which anybody pays what a member owes; its signed address is never kept, only worked out.

    Without ``made_by_member_id`` it was made with a reminder.
    """

    __tablename__ = "pay_links"

    id: Mapped[Id]
    member_id: Mapped[int]
    kind: Mapped[PayLinkKind] = word("kind", PayLinkKind)
    made_by_member_id: Mapped[int | None]
    created_at: Mapped[Moment]
    expires_at: Mapped[Moment]
    revoked_at: Mapped[MaybeMoment] = mapped_column(default=None)

    __table_args__ = (
        ForeignKeyConstraint(["chapter_id", "member_id"], ["members.chapter_id", "members.id"]),
        ForeignKeyConstraint(
            ["chapter_id", "made_by_member_id"],
            ["members.chapter_id", "members.id"],
            name="fk_pay_links_made_by_members",
        ),
        UniqueConstraint("chapter_id", "member_id", "id"),
        CheckConstraint("expires_at > created_at", name="works_for_a_while"),
        Index("ix_pay_links_chapter_id_member_id", "chapter_id", "member_id", "id"),
    )
