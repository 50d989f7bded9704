"""What a chapter spends: its categories, each document with its entries and files, transfers, and counts of cash."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from sigma_finance.domain.spending.categories import CategorySlot
from sigma_finance.domain.spending.spending import SpendingKind, SpendingState, SpendMethod
from sigma_finance.models.base import Base, Id, MaybeMoment, Minor, Moment, OfChapter, maybe_word, word
from sigma_finance.models.sealed import SealedRow, SealedText

_BOUNDED = "amount_minor > 0 AND amount_minor < 1000000000"


def _by_member(table: str, column: str) -> ForeignKeyConstraint:
    return ForeignKeyConstraint(
        ["chapter_id", column],
        ["members.chapter_id", "members.id"],
        name=f"fk_{table}_{column.removesuffix('_member_id')}_members",
    )


class Category(OfChapter, Base):
    """What the chapter calls one of the accounts that it can name; one that has ended is offered no more."""

    __tablename__ = "categories"

    id: Mapped[Id]
    slot: Mapped[CategorySlot] = word("slot", CategorySlot)
    name: Mapped[str] = mapped_column(String(60))
    created_at: Mapped[Moment]
    ended_at: Mapped[MaybeMoment]

    __table_args__ = (
        UniqueConstraint("chapter_id", "slot"),
        CheckConstraint("name <> ''", name="has_a_name"),
    )


class Spending(SealedRow, OfChapter, Base):
    """An expense, other income, a bill, or a member's reimbursement, with where it stands.

    ``category`` is the account that it is spent on; a reimbursement has one once an officer gives it. ``place`` and
    ``method`` say what it was paid from and how; ``pay_to`` is what a member wrote about where to be paid, encrypted.
    ``by_two`` where two officers decided.
    """

    __tablename__ = "spendings"

    id: Mapped[Id]
    kind: Mapped[SpendingKind] = word("kind", SpendingKind)
    state: Mapped[SpendingState] = word("state", SpendingState)
    category: Mapped[str | None] = mapped_column(String(32))
    payee: Mapped[str] = mapped_column(String(120))
    amount_minor: Mapped[Minor]
    spent_on: Mapped[date]
    due_on: Mapped[date | None]
    what: Mapped[str] = mapped_column(String(300), default="")
    member_id: Mapped[int | None]
    pay_to: Mapped[str | None] = mapped_column(SealedText("spendings", "pay_to"))
    method: Mapped[SpendMethod | None] = maybe_word("method", SpendMethod)
    place: Mapped[str | None] = mapped_column(String(32))
    trace: Mapped[str] = mapped_column(String(80), default="")
    paid_on: Mapped[date | None]
    answer: Mapped[str] = mapped_column(String(300), default="")
    by_two: Mapped[bool] = mapped_column(default=False)
    form_key: Mapped[str | None] = mapped_column(String(64))
    made_by_member_id: Mapped[int | None]
    approved_by_member_id: Mapped[int | None]
    created_at: Mapped[Moment]
    approved_at: Mapped[MaybeMoment]
    ended_at: Mapped[MaybeMoment]

    __table_args__ = (
        _by_member("spendings", "member_id"),
        _by_member("spendings", "made_by_member_id"),
        _by_member("spendings", "approved_by_member_id"),
        UniqueConstraint("chapter_id", "id"),
        UniqueConstraint("chapter_id", "form_key"),
        CheckConstraint(_BOUNDED, name="amount_bounded"),
        CheckConstraint("(kind = 'reimbursement') = (member_id IS NOT NULL)", name="reimburses_a_member"),
        CheckConstraint("(method IS NULL) = (place IS NULL)", name="paid_from_somewhere"),
        CheckConstraint("(method IS NULL) = (paid_on IS NULL)", name="paid_on_a_day"),
        CheckConstraint(
            "category IS NOT NULL OR state NOT IN ('spending_owed', 'spending_paid')", name="booked_somewhere"
        ),
        Index("ix_spendings_chapter_id_spent_on", "chapter_id", "spent_on", "id"),
        Index("ix_spendings_chapter_id_state", "chapter_id", "state", "id"),
        Index(
            "ix_spendings_chapter_id_member_id",
            "chapter_id",
            "member_id",
            "id",
            postgresql_where=text("member_id IS NOT NULL"),
            sqlite_where=text("member_id IS NOT NULL"),
        ),
    )


class SpendingEntry(OfChapter, Base):
    """That an entry of the books is a step of a document of spending."""

    __tablename__ = "spending_entries"

    id: Mapped[Id]
    spending_id: Mapped[int]
    entry_id: Mapped[int]

    __table_args__ = (
        ForeignKeyConstraint(["chapter_id", "spending_id"], ["spendings.chapter_id", "spendings.id"]),
        ForeignKeyConstraint(
            ["chapter_id", "entry_id"], ["journal_entries.chapter_id", "journal_entries.id"]
        ),
        UniqueConstraint("chapter_id", "entry_id"),
        Index("ix_spending_entries_chapter_id_spending_id", "chapter_id", "spending_id", "entry_id"),
    )


class SpendingFile(OfChapter, Base):
    """That a file is a receipt of a document of spending."""

    __tablename__ = "spending_files"

    id: Mapped[Id]
    spending_id: Mapped[int]
    file_id: Mapped[int]

    __table_args__ = (
        ForeignKeyConstraint(["chapter_id", "spending_id"], ["spendings.chapter_id", "spendings.id"]),
        ForeignKeyConstraint(["chapter_id", "file_id"], ["stored_files.chapter_id", "stored_files.id"]),
        UniqueConstraint("chapter_id", "file_id"),
        Index("ix_spending_files_chapter_id_spending_id", "chapter_id", "spending_id", "file_id"),
    )


class CashTransfer(OfChapter, Base):
    """Money that went from one of the chapter's own accounts to another."""

    __tablename__ = "cash_transfers"

    id: Mapped[Id]
    from_place: Mapped[str] = mapped_column(String(32))
    to_place: Mapped[str] = mapped_column(String(32))
    amount_minor: Mapped[Minor]
    moved_on: Mapped[date]
    note: Mapped[str] = mapped_column(String(300), default="")
    entry_id: Mapped[int]
    form_key: Mapped[str] = mapped_column(String(64))
    made_by_member_id: Mapped[int | None]
    created_at: Mapped[Moment]
    reversed_at: Mapped[MaybeMoment]

    __table_args__ = (
        _by_member("cash_transfers", "made_by_member_id"),
        ForeignKeyConstraint(
            ["chapter_id", "entry_id"], ["journal_entries.chapter_id", "journal_entries.id"]
        ),
        UniqueConstraint("chapter_id", "id"),
        UniqueConstraint("chapter_id", "form_key"),
        CheckConstraint(_BOUNDED, name="amount_bounded"),
        CheckConstraint("from_place <> to_place", name="goes_somewhere_else"),
        Index("ix_cash_transfers_chapter_id_moved_on", "chapter_id", "moved_on", "id"),
    )


class CashCount(OfChapter, Base):
    """What cash was counted to be, and what the books said; its entry makes them agree, where they did not."""

    __tablename__ = "cash_counts"

    id: Mapped[Id]
    place: Mapped[str] = mapped_column(String(32))
    counted_on: Mapped[date]
    counted_minor: Mapped[Minor]
    book_minor: Mapped[Minor]
    note: Mapped[str] = mapped_column(String(300), default="")
    entry_id: Mapped[int | None]
    form_key: Mapped[str] = mapped_column(String(64))
    made_by_member_id: Mapped[int | None]
    created_at: Mapped[Moment]

    __table_args__ = (
        _by_member("cash_counts", "made_by_member_id"),
        ForeignKeyConstraint(
            ["chapter_id", "entry_id"], ["journal_entries.chapter_id", "journal_entries.id"]
        ),
        UniqueConstraint("chapter_id", "id"),
        UniqueConstraint("chapter_id", "form_key"),
        CheckConstraint("counted_minor >= 0", name="counted_not_negative"),
        CheckConstraint("(entry_id IS NULL) = (counted_minor = book_minor)", name="difference_is_booked"),
        Index("ix_cash_counts_chapter_id_counted_on", "chapter_id", "counted_on", "id"),
    )
