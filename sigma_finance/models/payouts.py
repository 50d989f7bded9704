"""What the provider sends to the bank: the payouts of an account, each chapter's part of them, and their lines."""

from __future__ import annotations

from datetime import date

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    String,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from sigma_finance.domain.books.accounts import Explanation
from sigma_finance.domain.payments.payouts import LineKind, LineProblem, LinesState, PayoutState
from sigma_finance.models.base import Base, Id, MaybeMoment, Minor, Moment, OfChapter, maybe_word, word


class AccountPayout(Base):
    """A payout of a provider's account, once per account and id, and how far its lines have been read.

    ``chapter_id`` is whose the whole of it is: none where the account serves several chapters. ``account`` is empty for
    the deployment's own. ``cursor`` is the last line that was read. The amount is below zero where the provider took
    money from the bank.
    """

    __tablename__ = "account_payouts"

    id: Mapped[Id]
    chapter_id: Mapped[int | None] = mapped_column(ForeignKey("chapters.id"))
    account: Mapped[str] = mapped_column(String(255), default="")
    payout_id: Mapped[str] = mapped_column(String(255))
    amount_minor: Mapped[Minor]
    currency: Mapped[str] = mapped_column(String(3))
    state: Mapped[PayoutState] = word("state", PayoutState)
    lines_state: Mapped[LinesState] = word("lines_state", LinesState)
    automatic: Mapped[bool]
    failure: Mapped[str] = mapped_column(String(300), default="")
    arrives_on: Mapped[date]
    made_at: Mapped[Moment]
    cursor: Mapped[str | None] = mapped_column(String(255))

    __table_args__ = (
        UniqueConstraint("account", "payout_id"),
        Index("ix_account_payouts_lines_state", "lines_state", "id"),
    )


class ChapterPayout(OfChapter, Base):
    """A chapter's part of a payout: the whole, or its lines where the account serves several chapters.

    *Confirmed* is a part of a shared payout of which a treasurer said that it came on from the operator.
    """

    __tablename__ = "chapter_payouts"

    id: Mapped[Id]
    account_payout_id: Mapped[int] = mapped_column(ForeignKey("account_payouts.id"))
    payout_id: Mapped[str] = mapped_column(String(255))
    amount_minor: Mapped[Minor]
    whole_minor: Mapped[Minor]
    shared: Mapped[bool]
    state: Mapped[PayoutState] = word("state", PayoutState)
    lines_state: Mapped[LinesState] = word("lines_state", LinesState)
    automatic: Mapped[bool]
    failure: Mapped[str] = mapped_column(String(300), default="")
    arrives_on: Mapped[date]
    made_at: Mapped[Moment]
    confirmed_at: Mapped[MaybeMoment]
    confirmed_by_member_id: Mapped[int | None]

    __table_args__ = (
        ForeignKeyConstraint(
            ["chapter_id", "confirmed_by_member_id"],
            ["members.chapter_id", "members.id"],
            name="fk_chapter_payouts_confirmed_by_members",
        ),
        UniqueConstraint("chapter_id", "id"),
        UniqueConstraint("chapter_id", "account_payout_id"),
        CheckConstraint("confirmed_at IS NULL OR shared", name="confirmed_is_shared"),
        Index("ix_chapter_payouts_chapter_id_arrives_on", "chapter_id", "arrives_on", "id"),
    )


class PayoutLine(Base):
    """A line of a payout as the provider lists it, and what of ours it is about; it posts nothing by itself.

    A line that nothing of ours stands behind is posted on *unexplained* until an officer gives it a ``category``. One
    without a chapter waits for the operator to say whose it is. A payout that came back is split as it was paid, in
    ``part``.
    """

    __tablename__ = "payout_lines"

    id: Mapped[Id]
    chapter_id: Mapped[int | None] = mapped_column(ForeignKey("chapters.id"))
    account_payout_id: Mapped[int] = mapped_column(ForeignKey("account_payouts.id"))
    line_id: Mapped[str] = mapped_column(String(255))
    part: Mapped[int] = mapped_column(default=0)
    kind: Mapped[LineKind] = word("kind", LineKind)
    gross_minor: Mapped[Minor]
    fee_minor: Mapped[Minor]
    net_minor: Mapped[Minor]
    description: Mapped[str] = mapped_column(String(300), default="")
    source_id: Mapped[str] = mapped_column(String(255), default="")
    payment_intent: Mapped[str | None] = mapped_column(String(255))
    payment_ref: Mapped[str | None] = mapped_column(String(64))
    payment_id: Mapped[int | None]
    problem: Mapped[LineProblem | None] = maybe_word("problem", LineProblem)
    category: Mapped[Explanation | None] = maybe_word("category", Explanation)
    made_at: Mapped[Moment]

    __table_args__ = (
        ForeignKeyConstraint(["chapter_id", "payment_id"], ["payments.chapter_id", "payments.id"]),
        UniqueConstraint("chapter_id", "id"),
        UniqueConstraint("account_payout_id", "line_id", "part"),
        CheckConstraint("net_minor = gross_minor - fee_minor", name="adds_up"),
        CheckConstraint(
            "category IS NULL OR (problem IS NOT NULL AND problem = 'nothing_behind')",
            name="category_for_unexplained",
        ),
        Index("ix_payout_lines_chapter_id_account_payout_id", "chapter_id", "account_payout_id", "id"),
        Index(
            "ix_payout_lines_chapter_id_payment_id",
            "chapter_id",
            "payment_id",
            postgresql_where=text("payment_id IS NOT NULL"),
            sqlite_where=text("payment_id IS NOT NULL"),
        ),
        Index(
            "ix_payout_lines_chapter_id_problem",
            "chapter_id",
            "id",
            postgresql_where=text("problem IS NOT NULL"),
            sqlite_where=text("problem IS NOT NULL"),
        ),
    )
