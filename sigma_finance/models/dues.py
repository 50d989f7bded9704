"""Dues periods, and what members are charged: charges and their installments."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, String, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column

from sigma_finance.domain.books.accounts import ChargeKind
from sigma_finance.domain.members.members import MemberClass
from sigma_finance.models.base import Base, Id, MaybeMoment, Minor, Moment, OfChapter, word


class DuesPeriod(OfChapter, Base):
    """A named term or year with an amount and a due date; assessing it charges members.

    ``amount_minor`` is what regular members are charged, and every class without an amount of its own. Of each charge
    ``national_minor`` and ``regional_minor`` are held for those bodies. ``charges_late_joiners``: whoever joins between
    its assessment and its due date is charged with it by themselves.
    """

    __tablename__ = "dues_periods"

    id: Mapped[Id]
    name: Mapped[str] = mapped_column(String(80))
    amount_minor: Mapped[Minor]
    national_minor: Mapped[Minor] = mapped_column(default=0)
    regional_minor: Mapped[Minor] = mapped_column(default=0)
    due_on: Mapped[date]
    charges_late_joiners: Mapped[bool] = mapped_column(default=False, server_default=false())
    created_at: Mapped[Moment]

    __table_args__ = (
        UniqueConstraint("chapter_id", "id"),
        UniqueConstraint("chapter_id", "name"),
        CheckConstraint("amount_minor > 0 AND amount_minor < 1000000000", name="amount_bounded"),
        CheckConstraint(
            "national_minor >= 0 AND regional_minor >= 0 AND national_minor + regional_minor <= amount_minor",
            name="held_within_amount",
        ),
        Index("ix_dues_periods_chapter_id_due_on", "chapter_id", "due_on"),
    )


class PeriodAmount(OfChapter, Base):
    """What a dues period charges the members of one class, where that differs; zero charges them nothing."""

    __tablename__ = "period_amounts"

    id: Mapped[Id]
    dues_period_id: Mapped[int]
    member_class: Mapped[MemberClass] = word("member_class", MemberClass)
    amount_minor: Mapped[Minor]

    __table_args__ = (
        ForeignKeyConstraint(
            ["chapter_id", "dues_period_id"], ["dues_periods.chapter_id", "dues_periods.id"]
        ),
        UniqueConstraint("chapter_id", "dues_period_id", "member_class"),
        CheckConstraint("amount_minor >= 0 AND amount_minor < 1000000000", name="amount_bounded"),
    )


class ChargeBatch(OfChapter, Base):
    """Charges that were made together: a dues period's, or a fee of many; taken back together too."""

    __tablename__ = "charge_batches"

    id: Mapped[Id]
    dues_period_id: Mapped[int | None]
    description: Mapped[str] = mapped_column(String(120))
    charges: Mapped[int]
    total_minor: Mapped[Minor]
    form_key: Mapped[str | None] = mapped_column(String(64))
    made_by_member_id: Mapped[int | None]
    created_at: Mapped[Moment]
    reversed_at: Mapped[MaybeMoment]

    __table_args__ = (
        ForeignKeyConstraint(
            ["chapter_id", "dues_period_id"], ["dues_periods.chapter_id", "dues_periods.id"]
        ),
        ForeignKeyConstraint(
            ["chapter_id", "made_by_member_id"],
            ["members.chapter_id", "members.id"],
            name="fk_charge_batches_made_by_members",
        ),
        UniqueConstraint("chapter_id", "id"),
        UniqueConstraint("chapter_id", "form_key"),
        CheckConstraint("charges > 0 AND total_minor > 0", name="charges_something"),
        Index("ix_charge_batches_chapter_id_created_at", "chapter_id", "created_at", "id"),
    )


class Charge(OfChapter, Base):
    """Something a member owes. Its amount never changes; a wrong one is reversed, a right one can be waived."""

    __tablename__ = "charges"

    id: Mapped[Id]
    member_id: Mapped[int]
    kind: Mapped[ChargeKind] = word("kind", ChargeKind)
    description: Mapped[str] = mapped_column(String(120))
    amount_minor: Mapped[Minor]
    charged_on: Mapped[date]
    dues_period_id: Mapped[int | None]
    batch_id: Mapped[int | None]
    national_minor: Mapped[Minor] = mapped_column(default=0)
    regional_minor: Mapped[Minor] = mapped_column(default=0)
    created_at: Mapped[Moment]
    reversed_at: Mapped[MaybeMoment]

    __table_args__ = (
        ForeignKeyConstraint(["chapter_id", "member_id"], ["members.chapter_id", "members.id"]),
        ForeignKeyConstraint(["chapter_id", "batch_id"], ["charge_batches.chapter_id", "charge_batches.id"]),
        ForeignKeyConstraint(
            ["chapter_id", "dues_period_id"], ["dues_periods.chapter_id", "dues_periods.id"]
        ),
        UniqueConstraint("chapter_id", "id"),
        CheckConstraint("amount_minor > 0 AND amount_minor < 1000000000", name="amount_bounded"),
        CheckConstraint(
            "national_minor >= 0 AND regional_minor >= 0 AND national_minor + regional_minor <= amount_minor",
            name="held_within_amount",
        ),
        Index("ix_charges_chapter_id_member_id", "chapter_id", "member_id"),
        Index(
            "ix_charges_chapter_id_batch_id",
            "chapter_id",
            "batch_id",
            "id",
            postgresql_where=text("batch_id IS NOT NULL"),
            sqlite_where=text("batch_id IS NOT NULL"),
        ),
        Index(
            "uq_charges_period_member",
            "chapter_id",
            "dues_period_id",
            "member_id",
            unique=True,
            postgresql_where=text("reversed_at IS NULL"),
            sqlite_where=text("reversed_at IS NULL"),
        ),
    )


class LateFee(OfChapter, Base):
    """That an installment has had its late fee, and which charge that is: never a second one, even after a waiver."""

    __tablename__ = "late_fees"

    id: Mapped[Id]
    installment_id: Mapped[int]
    charge_id: Mapped[int]

    __table_args__ = (
        ForeignKeyConstraint(
            ["chapter_id", "installment_id"], ["installments.chapter_id", "installments.id"]
        ),
        ForeignKeyConstraint(["chapter_id", "charge_id"], ["charges.chapter_id", "charges.id"]),
        UniqueConstraint("chapter_id", "installment_id"),
    )


class Installment(OfChapter, Base):
    """A part of a charge with its own due date; ``open_minor`` is a cache of its postings, kept by the ledger."""

    __tablename__ = "installments"

    id: Mapped[Id]
    member_id: Mapped[int]
    charge_id: Mapped[int]
    due_on: Mapped[date]
    open_minor: Mapped[Minor] = mapped_column(default=0)
    plan_id: Mapped[int | None]

    __table_args__ = (
        ForeignKeyConstraint(["chapter_id", "plan_id"], ["plans.chapter_id", "plans.id"]),
        ForeignKeyConstraint(["chapter_id", "member_id"], ["members.chapter_id", "members.id"]),
        ForeignKeyConstraint(["chapter_id", "charge_id"], ["charges.chapter_id", "charges.id"]),
        UniqueConstraint("chapter_id", "id"),
        CheckConstraint("open_minor >= 0", name="open_not_negative"),
        Index("ix_installments_chapter_id_charge_id", "chapter_id", "charge_id"),
        Index(
            "ix_installments_chapter_id_plan_id",
            "chapter_id",
            "plan_id",
            postgresql_where=text("plan_id IS NOT NULL"),
            sqlite_where=text("plan_id IS NOT NULL"),
        ),
        Index(
            "ix_installments_chapter_id_open",
            "chapter_id",
            "member_id",
            "due_on",
            "id",
            postgresql_where=text("open_minor > 0"),
            sqlite_where=text("open_minor > 0"),
        ),
    )
