"""The accounts at Stripe that are a chapter's own."""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKeyConstraint, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from sigma_finance.domain.payments.accounts import AccountState
from sigma_finance.models.base import Base, Id, MaybeMoment, Moment, OfChapter, word


class ConnectedAccount(OfChapter, Base):
    """An account at Stripe of the chapter's own: one that takes its payments now, did so once, or will.

    ``account`` is unknown until Stripe has opened it; ``reference`` is our own, the idempotency key of that. Which one
    takes payments now is the chapter's ``stripe_account``. ``wants`` is what Stripe still asks for, in words.
    """

    __tablename__ = "connected_accounts"

    id: Mapped[Id]
    reference: Mapped[str] = mapped_column(String(32), unique=True)
    account: Mapped[str | None] = mapped_column(String(255), unique=True)
    name: Mapped[str] = mapped_column(String(120), default="", server_default="")
    state: Mapped[AccountState] = word("state", AccountState)
    payouts: Mapped[bool] = mapped_column(default=False)
    wants: Mapped[list[Any]] = mapped_column(JSON, default=list)
    connected_by_member_id: Mapped[int | None]
    used_since: Mapped[MaybeMoment]
    stopped_at: Mapped[MaybeMoment]
    gone_at: Mapped[MaybeMoment]
    created_at: Mapped[Moment]

    __table_args__ = (
        ForeignKeyConstraint(
            ["chapter_id", "connected_by_member_id"],
            ["members.chapter_id", "members.id"],
            name="fk_connected_accounts_connected_by_members",
        ),
        UniqueConstraint("chapter_id", "id"),
        CheckConstraint("(account IS NULL) = (state = 'asked')", name="opened_has_account"),
        CheckConstraint("(state = 'gone') = (gone_at IS NOT NULL)", name="gone_is_dated"),
        Index("ix_connected_accounts_chapter_id_created_at", "chapter_id", "created_at", "id"),
    )
