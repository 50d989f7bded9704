"""Bank accounts, the statements that were imported for them, and which entry of the books each line is."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ForeignKeyConstraint,
    Index,
    LargeBinary,
    String,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from sigma_finance.domain.bank.words import BankCategory, MatchReason, StatementFormat
from sigma_finance.domain.payments.places import BankPlace
from sigma_finance.models.base import Base, Id, MaybeMoment, Minor, Moment, OfChapter, word
from sigma_finance.models.sealed import SealedRow, SealedText


class BankAccount(OfChapter, SealedRow, Base):
    """An account at a bank, which is an account of the books: ``place`` says which.

    Its statements count from ``begins_on``; what the books have of it from before is in its opening balance.
    ``remembered`` is what was said of its bank's files. Up to ``reconciled_through`` nothing is booked on it any more,
    which the database refuses; ``reconciled_minor`` is what the bank held on that day.
    """

    __tablename__ = "bank_accounts"

    id: Mapped[Id]
    place: Mapped[BankPlace] = word("place", BankPlace)
    name: Mapped[str] = mapped_column(SealedText("bank_accounts", "name"))
    begins_on: Mapped[date]
    opening_minor: Mapped[Minor]
    remembered: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    reconciled_through: Mapped[date | None]
    reconciled_minor: Mapped[int | None]
    created_at: Mapped[Moment]

    __table_args__ = (
        UniqueConstraint("chapter_id", "id"),
        UniqueConstraint("chapter_id", "place"),
        CheckConstraint(
            "(reconciled_through IS NULL) = (reconciled_minor IS NULL)", name="reconciled_to_a_balance"
        ),
    )


class BankStatement(OfChapter, Base):
    """A file that was imported: what it covers and closes with, and what became of its rows, packed."""

    __tablename__ = "bank_statements"

    id: Mapped[Id]
    bank_account_id: Mapped[int]
    file_id: Mapped[int | None]
    format: Mapped[StatementFormat] = word("format", StatementFormat)
    file_name: Mapped[str] = mapped_column(String(120))
    file_sha256: Mapped[str] = mapped_column(String(64))
    first_on: Mapped[date]
    last_on: Mapped[date]
    opening_minor: Mapped[int | None]
    closing_minor: Mapped[int | None]
    lines: Mapped[int]
    already_there: Mapped[int]
    refused: Mapped[int]
    decisions: Mapped[bytes] = mapped_column(LargeBinary)
    made_by_member_id: Mapped[int | None]
    created_at: Mapped[Moment]

    __table_args__ = (
        ForeignKeyConstraint(
            ["chapter_id", "bank_account_id"], ["bank_accounts.chapter_id", "bank_accounts.id"]
        ),
        ForeignKeyConstraint(
            ["chapter_id", "file_id"],
            ["import_files.chapter_id", "import_files.id"],
            name="fk_bank_statements_file",
        ),
        ForeignKeyConstraint(
            ["chapter_id", "made_by_member_id"],
            ["members.chapter_id", "members.id"],
            name="fk_bank_statements_made_by_members",
        ),
        UniqueConstraint("chapter_id", "id"),
        UniqueConstraint("chapter_id", "file_id"),
        Index(
            "ix_bank_statements_chapter_id_bank_account_id", "chapter_id", "bank_account_id", "last_on", "id"
        ),
    )


class BankLine(OfChapter, Base):
    """A line of a statement, once per account, day, amount and description (``key``) and its place among equal ones.

    Below zero money left the bank. ``matched_at`` is set while it is one of the books' entries.
    """

    __tablename__ = "bank_lines"

    id: Mapped[Id]
    bank_account_id: Mapped[int]
    statement_id: Mapped[int]
    row: Mapped[int]
    booked_on: Mapped[date]
    amount_minor: Mapped[Minor]
    description: Mapped[str] = mapped_column(String(300), default="")
    reference: Mapped[str] = mapped_column(String(120), default="")
    check_number: Mapped[str] = mapped_column(String(20), default="")
    key: Mapped[str] = mapped_column(String(32))
    nth: Mapped[int]
    matched_at: Mapped[MaybeMoment]

    __table_args__ = (
        ForeignKeyConstraint(
            ["chapter_id", "bank_account_id"], ["bank_accounts.chapter_id", "bank_accounts.id"]
        ),
        ForeignKeyConstraint(
            ["chapter_id", "statement_id"], ["bank_statements.chapter_id", "bank_statements.id"]
        ),
        UniqueConstraint("chapter_id", "id"),
        UniqueConstraint("chapter_id", "bank_account_id", "key", "nth"),
        CheckConstraint(
            "amount_minor <> 0 AND amount_minor > -1000000000 AND amount_minor < 1000000000",
            name="amount_bounded",
        ),
        Index("ix_bank_lines_chapter_id_booked_on", "chapter_id", "bank_account_id", "booked_on", "id"),
        Index("ix_bank_lines_chapter_id_statement_id", "chapter_id", "statement_id", "id"),
        Index(
            "ix_bank_lines_chapter_id_open",
            "chapter_id",
            "bank_account_id",
            "booked_on",
            "id",
            postgresql_where=text("matched_at IS NULL"),
            sqlite_where=text("matched_at IS NULL"),
        ),
    )


class BankMatch(OfChapter, Base):
    """That a line is an entry of the books, and why; an entry is one line of an account while it is not undone."""

    __tablename__ = "bank_matches"

    id: Mapped[Id]
    bank_account_id: Mapped[int]
    line_id: Mapped[int]
    entry_id: Mapped[int]
    reason: Mapped[MatchReason] = word("reason", MatchReason)
    made_by_member_id: Mapped[int | None]
    created_at: Mapped[Moment]
    undone_at: Mapped[MaybeMoment]

    __table_args__ = (
        ForeignKeyConstraint(
            ["chapter_id", "bank_account_id"], ["bank_accounts.chapter_id", "bank_accounts.id"]
        ),
        ForeignKeyConstraint(["chapter_id", "line_id"], ["bank_lines.chapter_id", "bank_lines.id"]),
        ForeignKeyConstraint(
            ["chapter_id", "entry_id"], ["journal_entries.chapter_id", "journal_entries.id"]
        ),
        ForeignKeyConstraint(
            ["chapter_id", "made_by_member_id"],
            ["members.chapter_id", "members.id"],
            name="fk_bank_matches_made_by_members",
        ),
        UniqueConstraint("chapter_id", "id"),
        Index("ix_bank_matches_chapter_id_line_id", "chapter_id", "line_id"),
        Index(
            "uq_bank_matches_standing",
            "chapter_id",
            "entry_id",
            "bank_account_id",
            unique=True,
            postgresql_where=text("undone_at IS NULL"),
            sqlite_where=text("undone_at IS NULL"),
        ),
    )


class BankRule(OfChapter, Base):
    """What lines become whose text holds these words, as a treasurer saved it; of every account of the chapter."""

    __tablename__ = "bank_rules"

    id: Mapped[Id]
    contains: Mapped[str] = mapped_column(String(80))
    category: Mapped[BankCategory] = word("category", BankCategory)
    made_by_member_id: Mapped[int | None]
    created_at: Mapped[Moment]
    ended_at: Mapped[MaybeMoment]

    __table_args__ = (
        ForeignKeyConstraint(
            ["chapter_id", "made_by_member_id"],
            ["members.chapter_id", "members.id"],
            name="fk_bank_rules_made_by_members",
        ),
        UniqueConstraint("chapter_id", "id"),
        CheckConstraint("contains <> ''", name="contains_something"),
        Index(
            "uq_bank_rules_standing",
            "chapter_id",
            "contains",
            unique=True,
            postgresql_where=text("ended_at IS NULL"),
            sqlite_where=text("ended_at IS NULL"),
        ),
    )


class BankReconciliation(OfChapter, Base):
    """That an account was reconciled through a day: what the bank held, and what of the books was not there yet."""

    __tablename__ = "bank_reconciliations"

    id: Mapped[Id]
    bank_account_id: Mapped[int]
    through: Mapped[date]
    closing_minor: Mapped[Minor]
    book_minor: Mapped[Minor]
    outstanding_minor: Mapped[Minor]
    made_by_member_id: Mapped[int | None]
    created_at: Mapped[Moment]

    __table_args__ = (
        ForeignKeyConstraint(
            ["chapter_id", "bank_account_id"],
            ["bank_accounts.chapter_id", "bank_accounts.id"],
            name="fk_bank_reconciliations_account",
        ),
        ForeignKeyConstraint(
            ["chapter_id", "made_by_member_id"],
            ["members.chapter_id", "members.id"],
            name="fk_bank_reconciliations_made_by_members",
        ),
        UniqueConstraint("chapter_id", "id"),
        UniqueConstraint("chapter_id", "bank_account_id", "through"),
        CheckConstraint("closing_minor = book_minor - outstanding_minor", name="agrees"),
    )
