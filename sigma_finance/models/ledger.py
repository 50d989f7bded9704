"""The double-entry record: append-only, and the database itself refuses anything else."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from sigma_finance.domain.books.accounts import Account, EntryKind
from sigma_finance.models.base import Base, Id, Minor, Moment, OfChapter, word


class JournalEntry(OfChapter, Base):
    """Why and when money moved in the books, and the document it comes from."""

    __tablename__ = "journal_entries"

    id: Mapped[Id]
    kind: Mapped[EntryKind] = word("kind", EntryKind)
    booked_on: Mapped[date]
    memo: Mapped[str] = mapped_column(String(300), default="")
    payment_id: Mapped[int | None]
    charge_id: Mapped[int | None]
    refund_id: Mapped[int | None]
    dispute_id: Mapped[int | None]
    deposit_id: Mapped[int | None]
    credit_return_id: Mapped[int | None] = mapped_column("payout_id")
    chapter_payout_id: Mapped[int | None]
    payout_line_id: Mapped[int | None]
    reverses_entry_id: Mapped[int | None]
    actor_member_id: Mapped[int | None]
    created_at: Mapped[Moment]

    __table_args__ = (
        ForeignKeyConstraint(["chapter_id", "payment_id"], ["payments.chapter_id", "payments.id"]),
        ForeignKeyConstraint(["chapter_id", "charge_id"], ["charges.chapter_id", "charges.id"]),
        ForeignKeyConstraint(["chapter_id", "refund_id"], ["refunds.chapter_id", "refunds.id"]),
        ForeignKeyConstraint(["chapter_id", "dispute_id"], ["disputes.chapter_id", "disputes.id"]),
        ForeignKeyConstraint(["chapter_id", "deposit_id"], ["deposits.chapter_id", "deposits.id"]),
        ForeignKeyConstraint(["chapter_id", "payout_id"], ["payouts.chapter_id", "payouts.id"]),
        ForeignKeyConstraint(
            ["chapter_id", "chapter_payout_id"],
            ["chapter_payouts.chapter_id", "chapter_payouts.id"],
            name="fk_journal_entries_chapter_payout",
        ),
        ForeignKeyConstraint(
            ["chapter_id", "payout_line_id"],
            ["payout_lines.chapter_id", "payout_lines.id"],
            name="fk_journal_entries_payout_line",
        ),
        ForeignKeyConstraint(
            ["chapter_id", "reverses_entry_id"],
            ["journal_entries.chapter_id", "journal_entries.id"],
            name="fk_journal_entries_reverses",
        ),
        ForeignKeyConstraint(
            ["chapter_id", "actor_member_id"],
            ["members.chapter_id", "members.id"],
            name="fk_journal_entries_actor",
        ),
        UniqueConstraint("chapter_id", "id"),
        UniqueConstraint("chapter_id", "id", "booked_on"),
        UniqueConstraint("reverses_entry_id"),
        Index("ix_journal_entries_chapter_id_booked_on", "chapter_id", "booked_on", "id"),
        Index("ix_journal_entries_chapter_id_payment_id", "chapter_id", "payment_id"),
        Index("ix_journal_entries_chapter_id_charge_id", "chapter_id", "charge_id"),
        Index(
            "ix_journal_entries_chapter_id_deposit_id",
            "chapter_id",
            "deposit_id",
            postgresql_where=text("deposit_id IS NOT NULL"),
            sqlite_where=text("deposit_id IS NOT NULL"),
        ),
        Index(
            "ix_journal_entries_chapter_id_payout_id",
            "chapter_id",
            "payout_id",
            postgresql_where=text("payout_id IS NOT NULL"),
            sqlite_where=text("payout_id IS NOT NULL"),
        ),
        Index(
            "ix_journal_entries_chapter_id_chapter_payout_id",
            "chapter_id",
            "chapter_payout_id",
            postgresql_where=text("chapter_payout_id IS NOT NULL"),
            sqlite_where=text("chapter_payout_id IS NOT NULL"),
        ),
        Index(
            "ix_journal_entries_chapter_id_payout_line_id",
            "chapter_id",
            "payout_line_id",
            postgresql_where=text("payout_line_id IS NOT NULL"),
            sqlite_where=text("payout_line_id IS NOT NULL"),
        ),
    )


class EntryLink(OfChapter, Base):
    """The place of an entry in its chapter's chain: a hash of it, of its postings, and of the hash before it."""

    __tablename__ = "entry_links"

    id: Mapped[Id]
    sequence: Mapped[int]
    entry_id: Mapped[int]
    hash: Mapped[str] = mapped_column(String(64))

    __table_args__ = (
        ForeignKeyConstraint(
            ["chapter_id", "entry_id"], ["journal_entries.chapter_id", "journal_entries.id"]
        ),
        UniqueConstraint("chapter_id", "sequence"),
        UniqueConstraint("chapter_id", "entry_id"),
    )


class Posting(OfChapter, Base):
    """One line of an entry: a debit (positive) or credit (negative) in minor units.

    On *receivable* it names its member and installment; on *member credit* its member and the payment it came from.
    Its day is its entry's, which the key to it keeps so: an account is read by day from one index.
    """

    __tablename__ = "postings"

    id: Mapped[Id]
    entry_id: Mapped[int]
    booked_on: Mapped[date]
    account: Mapped[Account] = word("account", Account)
    amount_minor: Mapped[Minor]
    member_id: Mapped[int | None]
    installment_id: Mapped[int | None]
    payment_id: Mapped[int | None]

    __table_args__ = (
        ForeignKeyConstraint(
            ["chapter_id", "entry_id", "booked_on"],
            ["journal_entries.chapter_id", "journal_entries.id", "journal_entries.booked_on"],
        ),
        ForeignKeyConstraint(["chapter_id", "member_id"], ["members.chapter_id", "members.id"]),
        ForeignKeyConstraint(
            ["chapter_id", "installment_id"], ["installments.chapter_id", "installments.id"]
        ),
        ForeignKeyConstraint(["chapter_id", "payment_id"], ["payments.chapter_id", "payments.id"]),
        CheckConstraint(
            "amount_minor <> 0 AND amount_minor > -1000000000 AND amount_minor < 1000000000",
            name="amount_bounded",
        ),
        CheckConstraint(
            "(account = 'receivable' AND member_id IS NOT NULL AND installment_id IS NOT NULL)"
            " OR (account = 'member_credit' AND member_id IS NOT NULL AND installment_id IS NULL)"
            " OR (account NOT IN ('receivable', 'member_credit') AND installment_id IS NULL)",
            name="names_whom_it_concerns",
        ),
        Index("ix_postings_chapter_id_entry_id", "chapter_id", "entry_id"),
        Index("ix_postings_chapter_id_account", "chapter_id", "account", "booked_on", "id", "amount_minor"),
        Index(
            "ix_postings_chapter_id_member_id",
            "chapter_id",
            "member_id",
            "id",
            postgresql_where=text("member_id IS NOT NULL"),
            sqlite_where=text("member_id IS NOT NULL"),
        ),
        Index(
            "ix_postings_chapter_id_installment_id",
            "chapter_id",
            "installment_id",
            postgresql_where=text("installment_id IS NOT NULL"),
            sqlite_where=text("installment_id IS NOT NULL"),
        ),
        Index(
            "ix_postings_chapter_id_payment_id",
            "chapter_id",
            "payment_id",
            postgresql_where=text("payment_id IS NOT NULL"),
            sqlite_where=text("payment_id IS NOT NULL"),
        ),
    )
