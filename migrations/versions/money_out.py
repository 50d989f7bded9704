"""Keep what a chapter spends: categories of its own, documents with their entries and files, transfers, counts.

Revision ID: money_out
Revises: stored_files
"""

from __future__ import annotations

import re

import sqlalchemy as sa
from alembic import op

revision = "money_out"
down_revision = "stored_files"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_MOMENT = sa.DateTime(timezone=True)
_SLOTS = (
    *(f"expense_{number:02d}" for number in range(1, 21)),
    *(f"income_{number:02d}" for number in range(1, 9)),
    *(f"held_{number:02d}" for number in range(1, 7)),
)
_NEW_ACCOUNTS = ("petty_cash", "payable_members", "bills_payable", "over_and_short", *_SLOTS)
_NEW_KINDS = (
    "expense",
    "other_income",
    "bill",
    "bill_paid",
    "reimbursement",
    "reimbursement_paid",
    "spending_reversal",
    "transfer",
    "transfer_reversal",
    "cash_over",
    "cash_short",
)
_NEW_ACTS = ("expense", "reimbursement", "bill", "cash_count")
_TABLES = ("categories", "spendings", "spending_files", "cash_counts", "cash_transfers", "spending_entries")


def upgrade() -> None:
    """Make the tables, and let the books know the accounts and kinds, and the officers the acts."""
    _make_categories()
    _make_spendings()
    _make_spending_files()
    _make_cash_counts()
    _make_cash_transfers()
    _make_spending_entries()
    _know("postings", "account", _NEW_ACCOUNTS)
    _know("journal_entries", "kind", _NEW_KINDS)
    _know("approvals", "act", _NEW_ACTS)


def _make_categories() -> None:
    op.create_table(
        "categories",
        sa.Column("id", _ID, nullable=False),
        sa.Column("slot", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.Column("ended_at", _MOMENT, nullable=True),
        sa.Column("chapter_id", _ID, nullable=False),
        sa.CheckConstraint("name <> ''", name=op.f("ck_categories_has_a_name")),
        sa.ForeignKeyConstraint(
            ["chapter_id"], ["chapters.id"], name=op.f("fk_categories_chapter_id_chapters")
        ),
        _known("categories", "slot", _SLOTS),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_categories")),
        sa.UniqueConstraint("chapter_id", "slot", name=op.f("uq_categories_chapter_id_slot")),
    )


def _make_spendings() -> None:
    op.create_table(
        "spendings",
        sa.Column("id", _ID, nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("category", sa.String(length=32), nullable=True),
        sa.Column("payee", sa.String(length=120), nullable=False),
        sa.Column("amount_minor", _ID, nullable=False),
        sa.Column("spent_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("what", sa.String(length=300), nullable=False),
        sa.Column("member_id", _ID, nullable=True),
        sa.Column("pay_to", sa.Text(), nullable=True),
        sa.Column("method", sa.String(length=32), nullable=True),
        sa.Column("place", sa.String(length=32), nullable=True),
        sa.Column("trace", sa.String(length=80), nullable=False),
        sa.Column("paid_on", sa.Date(), nullable=True),
        sa.Column("answer", sa.String(length=300), nullable=False),
        sa.Column("by_two", sa.Boolean(), nullable=False),
        sa.Column("form_key", sa.String(length=64), nullable=True),
        sa.Column("made_by_member_id", _ID, nullable=True),
        sa.Column("approved_by_member_id", _ID, nullable=True),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.Column("approved_at", _MOMENT, nullable=True),
        sa.Column("ended_at", _MOMENT, nullable=True),
        sa.Column("chapter_id", _ID, nullable=False),
        sa.CheckConstraint(
            "(kind = 'reimbursement') = (member_id IS NOT NULL)",
            name=op.f("ck_spendings_reimburses_a_member"),
        ),
        sa.CheckConstraint(
            "category IS NOT NULL OR state NOT IN ('spending_owed', 'spending_paid')",
            name=op.f("ck_spendings_booked_somewhere"),
        ),
        sa.CheckConstraint("(method IS NULL) = (paid_on IS NULL)", name=op.f("ck_spendings_paid_on_a_day")),
        sa.CheckConstraint(
            "(method IS NULL) = (place IS NULL)", name=op.f("ck_spendings_paid_from_somewhere")
        ),
        sa.CheckConstraint(
            "amount_minor > 0 AND amount_minor < 1000000000", name=op.f("ck_spendings_amount_bounded")
        ),
        sa.ForeignKeyConstraint(
            ["chapter_id", "approved_by_member_id"],
            ["members.chapter_id", "members.id"],
            name="fk_spendings_approved_by_members",
        ),
        sa.ForeignKeyConstraint(
            ["chapter_id", "made_by_member_id"],
            ["members.chapter_id", "members.id"],
            name="fk_spendings_made_by_members",
        ),
        sa.ForeignKeyConstraint(
            ["chapter_id", "member_id"],
            ["members.chapter_id", "members.id"],
            name="fk_spendings_member_id_members",
        ),
        sa.ForeignKeyConstraint(
            ["chapter_id"], ["chapters.id"], name=op.f("fk_spendings_chapter_id_chapters")
        ),
        _known(
            "spendings",
            "kind",
            (
                "expense",
                "income",
                "bill",
                "reimbursement",
            ),
        ),
        _known(
            "spendings",
            "state",
            (
                "spending_asked",
                "spending_owed",
                "spending_paid",
                "spending_declined",
                "spending_withdrawn",
                "spending_reversed",
            ),
        ),
        _known(
            "spendings",
            "method",
            (
                "check",
                "bank_transfer",
                "zelle",
                "cash_app",
                "debit_card",
                "cash",
                "other",
            ),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_spendings")),
        sa.UniqueConstraint("chapter_id", "form_key", name=op.f("uq_spendings_chapter_id_form_key")),
        sa.UniqueConstraint("chapter_id", "id", name=op.f("uq_spendings_chapter_id_id")),
    )
    op.create_index(
        "ix_spendings_chapter_id_member_id",
        "spendings",
        ["chapter_id", "member_id", "id"],
        postgresql_where=sa.text("member_id IS NOT NULL"),
        sqlite_where=sa.text("member_id IS NOT NULL"),
    )
    op.create_index("ix_spendings_chapter_id_spent_on", "spendings", ["chapter_id", "spent_on", "id"])
    op.create_index("ix_spendings_chapter_id_state", "spendings", ["chapter_id", "state", "id"])


def _make_spending_files() -> None:
    op.create_table(
        "spending_files",
        sa.Column("id", _ID, nullable=False),
        sa.Column("spending_id", _ID, nullable=False),
        sa.Column("file_id", _ID, nullable=False),
        sa.Column("chapter_id", _ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["chapter_id", "file_id"],
            ["stored_files.chapter_id", "stored_files.id"],
            name=op.f("fk_spending_files_chapter_id_file_id_stored_files"),
        ),
        sa.ForeignKeyConstraint(
            ["chapter_id", "spending_id"],
            ["spendings.chapter_id", "spendings.id"],
            name=op.f("fk_spending_files_chapter_id_spending_id_spendings"),
        ),
        sa.ForeignKeyConstraint(
            ["chapter_id"], ["chapters.id"], name=op.f("fk_spending_files_chapter_id_chapters")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_spending_files")),
        sa.UniqueConstraint("chapter_id", "file_id", name=op.f("uq_spending_files_chapter_id_file_id")),
    )
    op.create_index(
        "ix_spending_files_chapter_id_spending_id", "spending_files", ["chapter_id", "spending_id", "file_id"]
    )


def _make_cash_counts() -> None:
    op.create_table(
        "cash_counts",
        sa.Column("id", _ID, nullable=False),
        sa.Column("place", sa.String(length=32), nullable=False),
        sa.Column("counted_on", sa.Date(), nullable=False),
        sa.Column("counted_minor", _ID, nullable=False),
        sa.Column("book_minor", _ID, nullable=False),
        sa.Column("note", sa.String(length=300), nullable=False),
        sa.Column("entry_id", _ID, nullable=True),
        sa.Column("form_key", sa.String(length=64), nullable=False),
        sa.Column("made_by_member_id", _ID, nullable=True),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.Column("chapter_id", _ID, nullable=False),
        sa.CheckConstraint(
            "(entry_id IS NULL) = (counted_minor = book_minor)",
            name=op.f("ck_cash_counts_difference_is_booked"),
        ),
        sa.CheckConstraint("counted_minor >= 0", name=op.f("ck_cash_counts_counted_not_negative")),
        sa.ForeignKeyConstraint(
            ["chapter_id", "entry_id"],
            ["journal_entries.chapter_id", "journal_entries.id"],
            name=op.f("fk_cash_counts_chapter_id_entry_id_journal_entries"),
        ),
        sa.ForeignKeyConstraint(
            ["chapter_id", "made_by_member_id"],
            ["members.chapter_id", "members.id"],
            name="fk_cash_counts_made_by_members",
        ),
        sa.ForeignKeyConstraint(
            ["chapter_id"], ["chapters.id"], name=op.f("fk_cash_counts_chapter_id_chapters")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cash_counts")),
        sa.UniqueConstraint("chapter_id", "form_key", name=op.f("uq_cash_counts_chapter_id_form_key")),
        sa.UniqueConstraint("chapter_id", "id", name=op.f("uq_cash_counts_chapter_id_id")),
    )
    op.create_index("ix_cash_counts_chapter_id_counted_on", "cash_counts", ["chapter_id", "counted_on", "id"])


def _make_cash_transfers() -> None:
    op.create_table(
        "cash_transfers",
        sa.Column("id", _ID, nullable=False),
        sa.Column("from_place", sa.String(length=32), nullable=False),
        sa.Column("to_place", sa.String(length=32), nullable=False),
        sa.Column("amount_minor", _ID, nullable=False),
        sa.Column("moved_on", sa.Date(), nullable=False),
        sa.Column("note", sa.String(length=300), nullable=False),
        sa.Column("entry_id", _ID, nullable=False),
        sa.Column("form_key", sa.String(length=64), nullable=False),
        sa.Column("made_by_member_id", _ID, nullable=True),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.Column("reversed_at", _MOMENT, nullable=True),
        sa.Column("chapter_id", _ID, nullable=False),
        sa.CheckConstraint(
            "amount_minor > 0 AND amount_minor < 1000000000", name=op.f("ck_cash_transfers_amount_bounded")
        ),
        sa.CheckConstraint("from_place <> to_place", name=op.f("ck_cash_transfers_goes_somewhere_else")),
        sa.ForeignKeyConstraint(
            ["chapter_id", "entry_id"],
            ["journal_entries.chapter_id", "journal_entries.id"],
            name=op.f("fk_cash_transfers_chapter_id_entry_id_journal_entries"),
        ),
        sa.ForeignKeyConstraint(
            ["chapter_id", "made_by_member_id"],
            ["members.chapter_id", "members.id"],
            name="fk_cash_transfers_made_by_members",
        ),
        sa.ForeignKeyConstraint(
            ["chapter_id"], ["chapters.id"], name=op.f("fk_cash_transfers_chapter_id_chapters")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cash_transfers")),
        sa.UniqueConstraint("chapter_id", "form_key", name=op.f("uq_cash_transfers_chapter_id_form_key")),
        sa.UniqueConstraint("chapter_id", "id", name=op.f("uq_cash_transfers_chapter_id_id")),
    )
    op.create_index(
        "ix_cash_transfers_chapter_id_moved_on", "cash_transfers", ["chapter_id", "moved_on", "id"]
    )


def _make_spending_entries() -> None:
    op.create_table(
        "spending_entries",
        sa.Column("id", _ID, nullable=False),
        sa.Column("spending_id", _ID, nullable=False),
        sa.Column("entry_id", _ID, nullable=False),
        sa.Column("chapter_id", _ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["chapter_id", "entry_id"],
            ["journal_entries.chapter_id", "journal_entries.id"],
            name=op.f("fk_spending_entries_chapter_id_entry_id_journal_entries"),
        ),
        sa.ForeignKeyConstraint(
            ["chapter_id", "spending_id"],
            ["spendings.chapter_id", "spendings.id"],
            name=op.f("fk_spending_entries_chapter_id_spending_id_spendings"),
        ),
        sa.ForeignKeyConstraint(
            ["chapter_id"], ["chapters.id"], name=op.f("fk_spending_entries_chapter_id_chapters")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_spending_entries")),
        sa.UniqueConstraint("chapter_id", "entry_id", name=op.f("uq_spending_entries_chapter_id_entry_id")),
    )
    op.create_index(
        "ix_spending_entries_chapter_id_spending_id",
        "spending_entries",
        ["chapter_id", "spending_id", "entry_id"],
    )


def downgrade() -> None:
    """Know nothing of spending; fails where the books have entries of it."""
    for name in reversed(_TABLES):
        op.drop_table(name)
    _know("approvals", "act", gone=_NEW_ACTS)
    _know("journal_entries", "kind", gone=_NEW_KINDS)
    _know("postings", "account", gone=_NEW_ACCOUNTS)


def _known(table: str, column: str, words: tuple[str, ...]) -> sa.CheckConstraint:
    return sa.CheckConstraint(_listed(column, words), name=op.f(f"ck_{table}_{column}_known"))


def _listed(column: str, words: tuple[str, ...]) -> str:
    return f"{column} IN ({', '.join(repr(word) for word in words)})"


def _known_words(table_name: str, column: str) -> tuple[str, ...]:
    """The words that a column may hold, as the database has them now."""
    checks = sa.inspect(op.get_bind()).get_check_constraints(table_name)
    [rule] = [check["sqltext"] for check in checks if check["name"] == f"ck_{table_name}_{column}_known"]
    return tuple(re.findall(r"'(\w+)'", rule))


def _know(table_name: str, column: str, new: tuple[str, ...] = (), gone: tuple[str, ...] = ()) -> None:
    """Rebuild the rule; SQLite rebuilds the table, and its refusals to change a row have to be made again."""
    words = tuple(word for word in (*_known_words(table_name, column), *new) if word not in gone)
    rule = op.f(f"ck_{table_name}_{column}_known")
    refusals = _refusals(table_name)
    with op.batch_alter_table(table_name) as table:
        table.drop_constraint(rule, type_="check")
        table.create_check_constraint(rule, _listed(column, words))
    for refusal in refusals:
        op.execute(sa.text(refusal))


def _refusals(table_name: str) -> list[str]:
    if op.get_bind().dialect.name != "sqlite":
        return []
    known = sa.text("SELECT sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = :name")
    return list(op.get_bind().scalars(known, {"name": table_name}))
