"""Keep the provider's payouts, each chapter's part of them and their lines, and let the books follow them.

Revision ID: payouts_to_the_bank
Revises: closed_books
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "payouts_to_the_bank"
down_revision = "closed_books"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_MOMENT = sa.DateTime(timezone=True)
_STATES = ("on_its_way", "paid", "failed", "cancelled")
_LINES = ("never", "awaited", "reading", "read")
_LINE_KINDS = ("payment", "refund", "dispute", "fee", "adjustment", "payout")
_PROBLEMS = ("nothing_behind", "not_booked_yet", "other_amount", "other_fee")
_CATEGORIES = ("processing_fees", "dispute_fees", "lost_disputes", "income_other")
_ACCOUNTS = (
    "receivable",
    "cash_stripe",
    "cash_bank",
    "cash_on_hand",
    "member_credit",
    "unassigned",
    "income_dues",
    "income_fees",
    "income_other",
    "income_donations",
    "income_card_fees",
    "held_national",
    "held_regional",
    "waivers",
    "processing_fees",
    "dispute_fees",
    "disputed_in_excess",
    "lost_disputes",
    "opening_balance",
    "historical_cash",
    "historical_income",
)
_NEW_ACCOUNTS = ("in_transit", "due_from_operator", "unexplained")
_KINDS = (
    "charge",
    "charge_reversal",
    "payment",
    "payment_reversal",
    "waiver",
    "reschedule",
    "credit_applied",
    "assignment",
    "refund",
    "refund_failed",
    "dispute",
    "dispute_won",
    "write_off",
    "processing_fee",
    "deposit",
    "deposit_reversal",
    "credit_payout",
    "credit_payout_reversal",
    "opening_credit",
    "opening_credit_reversal",
    "historical",
    "historical_reversal",
)
_NEW_KINDS = ("payout", "payout_arrived", "payout_returned", "unexplained", "explained")
_DOCUMENTS = (("chapter_payout_id", "chapter_payouts"), ("payout_line_id", "payout_lines"))


def upgrade() -> None:
    """Make the tables, and let entries name them."""
    _make_account_payouts()
    _make_chapter_payouts()
    _make_lines()
    refusals = _refusals("journal_entries")
    with op.batch_alter_table("journal_entries") as table:
        for column, target in _DOCUMENTS:
            table.add_column(sa.Column(column, _ID, nullable=True))
            name = f"fk_journal_entries_{column.removesuffix('_id')}"
            table.create_foreign_key(name, target, ["chapter_id", column], ["chapter_id", "id"])
    _make_again(refusals)
    for column, _ in _DOCUMENTS:
        named = sa.text(f"{column} IS NOT NULL")
        op.create_index(
            f"ix_journal_entries_chapter_id_{column}",
            "journal_entries",
            ["chapter_id", column],
            postgresql_where=named,
            sqlite_where=named,
        )
    _allow("journal_entries", "kind", (*_KINDS, *_NEW_KINDS))
    _allow("postings", "account", (*_ACCOUNTS, *_NEW_ACCOUNTS))


def _make_account_payouts() -> None:
    op.create_table(
        "account_payouts",
        sa.Column("id", _ID, nullable=False),
        sa.Column("chapter_id", _ID, nullable=True),
        sa.Column("account", sa.String(length=255), nullable=False),
        sa.Column("payout_id", sa.String(length=255), nullable=False),
        sa.Column("amount_minor", _ID, nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("lines_state", sa.String(length=32), nullable=False),
        sa.Column("automatic", sa.Boolean(), nullable=False),
        sa.Column("failure", sa.String(length=300), nullable=False),
        sa.Column("arrives_on", sa.Date(), nullable=False),
        sa.Column("made_at", _MOMENT, nullable=False),
        sa.Column("cursor", sa.String(length=255), nullable=True),
        _known("account_payouts", "state", _STATES),
        _known("account_payouts", "lines_state", _LINES),
        _of_chapter("account_payouts"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account_payouts")),
        sa.UniqueConstraint("account", "payout_id", name=op.f("uq_account_payouts_account_payout_id")),
    )
    op.create_index("ix_account_payouts_lines_state", "account_payouts", ["lines_state", "id"])


def _make_chapter_payouts() -> None:
    op.create_table(
        "chapter_payouts",
        sa.Column("id", _ID, nullable=False),
        sa.Column("account_payout_id", _ID, nullable=False),
        sa.Column("payout_id", sa.String(length=255), nullable=False),
        sa.Column("amount_minor", _ID, nullable=False),
        sa.Column("whole_minor", _ID, nullable=False),
        sa.Column("shared", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("lines_state", sa.String(length=32), nullable=False),
        sa.Column("automatic", sa.Boolean(), nullable=False),
        sa.Column("failure", sa.String(length=300), nullable=False),
        sa.Column("arrives_on", sa.Date(), nullable=False),
        sa.Column("made_at", _MOMENT, nullable=False),
        sa.Column("confirmed_at", _MOMENT, nullable=True),
        sa.Column("confirmed_by_member_id", _ID, nullable=True),
        sa.Column("chapter_id", _ID, nullable=False),
        _known("chapter_payouts", "state", _STATES),
        _known("chapter_payouts", "lines_state", _LINES),
        sa.CheckConstraint(
            "confirmed_at IS NULL OR shared", name=op.f("ck_chapter_payouts_confirmed_is_shared")
        ),
        sa.ForeignKeyConstraint(
            ["account_payout_id"],
            ["account_payouts.id"],
            name=op.f("fk_chapter_payouts_account_payout_id_account_payouts"),
        ),
        sa.ForeignKeyConstraint(
            ["chapter_id", "confirmed_by_member_id"],
            ["members.chapter_id", "members.id"],
            name="fk_chapter_payouts_confirmed_by_members",
        ),
        _of_chapter("chapter_payouts"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_chapter_payouts")),
        sa.UniqueConstraint("chapter_id", "id", name=op.f("uq_chapter_payouts_chapter_id_id")),
        sa.UniqueConstraint(
            "chapter_id", "account_payout_id", name=op.f("uq_chapter_payouts_chapter_id_account_payout_id")
        ),
    )
    op.create_index(
        "ix_chapter_payouts_chapter_id_arrives_on", "chapter_payouts", ["chapter_id", "arrives_on", "id"]
    )


def _make_lines() -> None:
    op.create_table(
        "payout_lines",
        sa.Column("id", _ID, nullable=False),
        sa.Column("chapter_id", _ID, nullable=True),
        sa.Column("account_payout_id", _ID, nullable=False),
        sa.Column("line_id", sa.String(length=255), nullable=False),
        sa.Column("part", _ID, nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("gross_minor", _ID, nullable=False),
        sa.Column("fee_minor", _ID, nullable=False),
        sa.Column("net_minor", _ID, nullable=False),
        sa.Column("description", sa.String(length=300), nullable=False),
        sa.Column("source_id", sa.String(length=255), nullable=False),
        sa.Column("payment_intent", sa.String(length=255), nullable=True),
        sa.Column("payment_ref", sa.String(length=64), nullable=True),
        sa.Column("payment_id", _ID, nullable=True),
        sa.Column("problem", sa.String(length=32), nullable=True),
        sa.Column("category", sa.String(length=32), nullable=True),
        sa.Column("made_at", _MOMENT, nullable=False),
        _known("payout_lines", "kind", _LINE_KINDS),
        _known("payout_lines", "problem", _PROBLEMS),
        _known("payout_lines", "category", _CATEGORIES),
        sa.CheckConstraint("net_minor = gross_minor - fee_minor", name=op.f("ck_payout_lines_adds_up")),
        sa.CheckConstraint(
            "category IS NULL OR (problem IS NOT NULL AND problem = 'nothing_behind')",
            name=op.f("ck_payout_lines_category_for_unexplained"),
        ),
        sa.ForeignKeyConstraint(
            ["account_payout_id"],
            ["account_payouts.id"],
            name=op.f("fk_payout_lines_account_payout_id_account_payouts"),
        ),
        sa.ForeignKeyConstraint(
            ["chapter_id", "payment_id"],
            ["payments.chapter_id", "payments.id"],
            name=op.f("fk_payout_lines_chapter_id_payment_id_payments"),
        ),
        _of_chapter("payout_lines"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payout_lines")),
        sa.UniqueConstraint("chapter_id", "id", name=op.f("uq_payout_lines_chapter_id_id")),
        sa.UniqueConstraint(
            "account_payout_id",
            "line_id",
            "part",
            name=op.f("uq_payout_lines_account_payout_id_line_id_part"),
        ),
    )
    op.create_index(
        "ix_payout_lines_chapter_id_account_payout_id",
        "payout_lines",
        ["chapter_id", "account_payout_id", "id"],
    )
    for name, columns, where in (
        ("payment_id", ["chapter_id", "payment_id"], "payment_id IS NOT NULL"),
        ("problem", ["chapter_id", "id"], "problem IS NOT NULL"),
    ):
        op.create_index(
            f"ix_payout_lines_chapter_id_{name}",
            "payout_lines",
            columns,
            postgresql_where=sa.text(where),
            sqlite_where=sa.text(where),
        )


def _of_chapter(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["chapter_id"], ["chapters.id"], name=op.f(f"fk_{table}_chapter_id_chapters")
    )


def _known(table: str, column: str, words: tuple[str, ...]) -> sa.CheckConstraint:
    return sa.CheckConstraint(_listed(column, words), name=op.f(f"ck_{table}_{column}_known"))


def _listed(column: str, words: tuple[str, ...]) -> str:
    return f"{column} IN ({', '.join(repr(word) for word in words)})"


def downgrade() -> None:
    """Know nothing of payouts; fails where the books follow one."""
    _allow("postings", "account", _ACCOUNTS)
    _allow("journal_entries", "kind", _KINDS)
    for column, _ in _DOCUMENTS:
        op.drop_index(f"ix_journal_entries_chapter_id_{column}", "journal_entries")
    refusals = _refusals("journal_entries")
    with op.batch_alter_table("journal_entries") as table:
        for column, _ in _DOCUMENTS:
            table.drop_constraint(f"fk_journal_entries_{column.removesuffix('_id')}", type_="foreignkey")
            table.drop_column(column)
    _make_again(refusals)
    for name in ("payout_lines", "chapter_payouts", "account_payouts"):
        op.drop_table(name)


def _allow(table_name: str, column: str, words: tuple[str, ...]) -> None:
    """Rebuild the rule; SQLite rebuilds the table, and its refusals to change a row have to be made again."""
    rule = op.f(f"ck_{table_name}_{column}_known")
    refusals = _refusals(table_name)
    with op.batch_alter_table(table_name) as table:
        table.drop_constraint(rule, type_="check")
        table.create_check_constraint(rule, _listed(column, words))
    _make_again(refusals)


def _refusals(table_name: str) -> list[str]:
    if op.get_bind().dialect.name != "sqlite":
        return []
    known = sa.text("SELECT sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = :name")
    return list(op.get_bind().scalars(known, {"name": table_name}))


def _make_again(refusals: list[str]) -> None:
    for refusal in refusals:
        op.execute(sa.text(refusal))
