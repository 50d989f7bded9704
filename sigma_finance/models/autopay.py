"""Autopay: what a member consented to, and each try to charge what was due."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from sigma_finance.domain.payments.autopay import AttemptState, AutopayEndReason, MandateState
from sigma_finance.models.base import (
    Base,
    Id,
    LongText,
    MaybeMoment,
    Moment,
    OfChapter,
    maybe_word,
    word,
)


class AutopayMandate(OfChapter, Base):
    """A member's consent to be charged, with its text, time and address, and the method that Stripe keeps for it.

    ``expected_on`` is the day by which the small deposits arrive, on an account that its owner has to confirm.
    ``reference`` is public and makes the idempotency keys at Stripe; ``label`` says which method, as people do.
    ``stripe_account`` is on whose account Stripe keeps it: empty for the deployment's own.
    """

    __tablename__ = "autopay_mandates"

    id: Mapped[Id]
    member_id: Mapped[int]
    reference: Mapped[str] = mapped_column(String(32), unique=True)
    state: Mapped[MandateState] = word("state", MandateState)
    consent: Mapped[LongText]
    consented_at: Mapped[Moment]
    consented_ip: Mapped[str] = mapped_column(String(45), default="")
    stripe_account: Mapped[str] = mapped_column(String(255), default="", server_default="")
    stripe_customer_id: Mapped[str | None] = mapped_column(String(255))
    stripe_session_id: Mapped[str | None] = mapped_column(String(255), unique=True)
    stripe_method_id: Mapped[str | None] = mapped_column(String(255))
    label: Mapped[str] = mapped_column(String(120), default="")
    by_bank: Mapped[bool] = mapped_column(default=False)
    exp_month: Mapped[int | None]
    exp_year: Mapped[int | None]
    expected_on: Mapped[date | None]
    starts_on: Mapped[date | None]
    ended_at: Mapped[MaybeMoment]
    ending: Mapped[AutopayEndReason | None] = maybe_word("ending", AutopayEndReason)

    __table_args__ = (
        ForeignKeyConstraint(["chapter_id", "member_id"], ["members.chapter_id", "members.id"]),
        UniqueConstraint("chapter_id", "id"),
        CheckConstraint(
            "state <> 'active' OR (stripe_customer_id IS NOT NULL AND stripe_method_id IS NOT NULL"
            " AND starts_on IS NOT NULL)",
            name="active_can_charge",
        ),
        CheckConstraint("(state = 'ended') = (ended_at IS NOT NULL)", name="ended_is_dated"),
        Index("ix_autopay_mandates_chapter_id_member_id", "chapter_id", "member_id", "id"),
        Index(
            "uq_autopay_mandates_active",
            "chapter_id",
            "member_id",
            unique=True,
            postgresql_where=text("state = 'active'"),
            sqlite_where=text("state = 'active'"),
        ),
    )


class AutopayAttempt(OfChapter, Base):
    """One try to charge an installment: planned when its member is told, then charged once, or skipped.

    That each number of an installment stands here once is what keeps two schedulers from charging it twice.
    """

    __tablename__ = "autopay_attempts"

    id: Mapped[Id]
    member_id: Mapped[int]
    installment_id: Mapped[int]
    number: Mapped[int]
    state: Mapped[AttemptState] = word("state", AttemptState)
    first_on: Mapped[date]
    due_on: Mapped[date]
    payment_id: Mapped[int | None]
    reason: Mapped[str] = mapped_column(String(300), default="")
    noticed_at: Mapped[Moment]

    __table_args__ = (
        ForeignKeyConstraint(["chapter_id", "member_id"], ["members.chapter_id", "members.id"]),
        ForeignKeyConstraint(
            ["chapter_id", "installment_id"], ["installments.chapter_id", "installments.id"]
        ),
        ForeignKeyConstraint(["chapter_id", "payment_id"], ["payments.chapter_id", "payments.id"]),
        UniqueConstraint("chapter_id", "installment_id", "number"),
        CheckConstraint("number > 0", name="number_positive"),
        CheckConstraint(
            "(state IN ('charging', 'paid', 'failed')) = (payment_id IS NOT NULL)", name="charged_has_payment"
        ),
        Index("ix_autopay_attempts_chapter_id_member_id", "chapter_id", "member_id", "state", "due_on"),
        Index("ix_autopay_attempts_chapter_id_payment_id", "chapter_id", "payment_id"),
    )
