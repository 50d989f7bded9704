"""Money that the chapter itself moves: taken to the bank, or paid back to members."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from sigma_finance.domain.payments.payments import Method
from sigma_finance.models.base import Base, Id, MaybeMoment, Minor, Moment, OfChapter, word


class Deposit(OfChapter, Base):
    """Cash on hand taken to the bank; its entry names the payments in it."""

    __tablename__ = "deposits"

    id: Mapped[Id]
    deposited_on: Mapped[date]
    amount_minor: Mapped[Minor]
    payments: Mapped[int]
    note: Mapped[str] = mapped_column(String(300), default="")
    made_by_member_id: Mapped[int | None]
    created_at: Mapped[Moment]
    reversed_at: Mapped[MaybeMoment]

    __table_args__ = (
        ForeignKeyConstraint(
            ["chapter_id", "made_by_member_id"],
            ["members.chapter_id", "members.id"],
            name="fk_deposits_made_by_members",
        ),
        UniqueConstraint("chapter_id", "id"),
        CheckConstraint("amount_minor > 0 AND payments > 0", name="takes_something"),
        Index("ix_deposits_chapter_id_deposited_on", "chapter_id", "deposited_on", "id"),
    )


class CreditReturn(OfChapter, Base):
    """Credit paid back to a member, outside Stripe."""

    __tablename__ = "payouts"

    id: Mapped[Id]
    member_id: Mapped[int]
    amount_minor: Mapped[Minor]
    method: Mapped[Method] = word("method", Method)
    paid_on: Mapped[date]
    note: Mapped[str] = mapped_column(String(300), default="")
    form_key: Mapped[str | None] = mapped_column(String(64))
    made_by_member_id: Mapped[int | None]
    created_at: Mapped[Moment]
    reversed_at: Mapped[MaybeMoment]

    __table_args__ = (
        ForeignKeyConstraint(["chapter_id", "member_id"], ["members.chapter_id", "members.id"]),
        ForeignKeyConstraint(
            ["chapter_id", "made_by_member_id"],
            ["members.chapter_id", "members.id"],
            name="fk_payouts_made_by_members",
        ),
        UniqueConstraint("chapter_id", "id"),
        UniqueConstraint("chapter_id", "form_key"),
        CheckConstraint("amount_minor > 0 AND amount_minor < 1000000000", name="amount_bounded"),
        Index("ix_payouts_chapter_id_member_id", "chapter_id", "member_id", "id"),
    )
