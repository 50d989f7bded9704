"""Keep what a refund that is made here was asked with, before Stripe is asked; and refunds by hand.

Revision ID: refunds_made_here
Revises: payouts_to_the_bank
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "refunds_made_here"
down_revision = "payouts_to_the_bank"
branch_labels = None
depends_on = None

STATES = ("pending", "succeeded", "failed")
NEW_STATES = ("created", "pending", "succeeded", "failed", "refused")
OWED = ("yes", "waived", "reversed")
METHODS = ("card", "bank_debit", "cash", "check", "zelle", "cash_app", "bank_transfer", "other")
ACTS = (
    "waiver",
    "reversal",
    "charge_reversal",
    "charges_reversal",
    "credit_return",
    "limit",
    "write_off",
    "roster",
    "roster_undoing",
    "reopening",
)
_BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _listed(words: tuple[str, ...]) -> str:
    return ", ".join(f"'{word}'" for word in words)


def _new_columns() -> tuple[sa.Column[object], ...]:
    return (
        sa.Column("reference", sa.String(32)),
        sa.Column("form_key", sa.String(64)),
        sa.Column("owed", sa.String(32)),
        sa.Column("forgives_minor", _BIG, nullable=False, server_default="0"),
        sa.Column("reason", sa.String(300), nullable=False, server_default=""),
        sa.Column("method", sa.String(32)),
        sa.Column("given_on", sa.Date()),
        sa.Column("trace", sa.String(80), nullable=False, server_default=""),
        sa.Column("problem", sa.String(300), nullable=False, server_default=""),
        sa.Column("made_by_member_id", _BIG),
        sa.Column("by_two", sa.Boolean(), nullable=False, server_default=sa.false()),
    )


#: Rules of the table by name.
_CHECKS = {
    "owed_known": f"owed IN ({_listed(OWED)})",
    "method_known": f"method IN ({_listed(METHODS)})",
    "forgives_not_negative": "forgives_minor >= 0",
    "by_hand_is_dated": "(method IS NULL) = (given_on IS NULL)",
    "known_at_stripe_or_by_hand": (
        "stripe_refund_id IS NOT NULL OR method IS NOT NULL OR state IN ('created', 'refused')"
    ),
}


def upgrade() -> None:
    """Add the columns, know the new states and the new act."""
    with op.batch_alter_table("refunds") as table:
        for column in _new_columns():
            table.add_column(column)
        table.alter_column("stripe_refund_id", existing_type=sa.String(255), nullable=True)
        table.create_unique_constraint(op.f("uq_refunds_reference"), ["reference"])
        table.create_unique_constraint(op.f("uq_refunds_chapter_id_form_key"), ["chapter_id", "form_key"])
        table.create_foreign_key(
            op.f("fk_refunds_made_by_members"),
            "members",
            ["chapter_id", "made_by_member_id"],
            ["chapter_id", "id"],
        )
        for name, rule in _CHECKS.items():
            table.create_check_constraint(op.f(f"ck_refunds_{name}"), rule)
        _know(table, "refunds", "state", NEW_STATES)
    with op.batch_alter_table("approvals") as table:
        _know(table, "approvals", "act", (*ACTS, "refund"))


def downgrade() -> None:
    """Keep what Stripe tells alone; fails where a refund was made by hand, or has no answer yet."""
    with op.batch_alter_table("approvals") as table:
        _know(table, "approvals", "act", ACTS)
    with op.batch_alter_table("refunds") as table:
        for name in _CHECKS:
            table.drop_constraint(op.f(f"ck_refunds_{name}"), type_="check")
        _know(table, "refunds", "state", STATES)
        table.drop_constraint(op.f("fk_refunds_made_by_members"), type_="foreignkey")
        table.drop_constraint(op.f("uq_refunds_chapter_id_form_key"), type_="unique")
        table.drop_constraint(op.f("uq_refunds_reference"), type_="unique")
        table.alter_column("stripe_refund_id", existing_type=sa.String(255), nullable=False)
        for column in _new_columns():
            table.drop_column(column.name)


def _know(table: object, table_name: str, column: str, words: tuple[str, ...]) -> None:
    rule = op.f(f"ck_{table_name}_{column}_known")
    table.drop_constraint(rule, type_="check")  # type: ignore[attr-defined]
    table.create_check_constraint(rule, f"{column} IN ({_listed(words)})")  # type: ignore[attr-defined]
