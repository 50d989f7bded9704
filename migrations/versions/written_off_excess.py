"""Let officers write off what went back of a payment beyond what it held, two of them above the limit.

Revision ID: written_off_excess
Revises: unconfirmed_accounts
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "written_off_excess"
down_revision = "unconfirmed_accounts"
branch_labels = None
depends_on = None

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
_ACTS = ("waiver", "reversal", "charge_reversal", "charges_reversal", "credit_return", "limit")
_NEW = ("write_off",)


def upgrade() -> None:
    """Know the new kind of entry, and the new act."""
    _allow("journal_entries", "kind", (*_KINDS, *_NEW))
    _allow("approvals", "act", (*_ACTS, *_NEW))


def downgrade() -> None:
    """Know the earlier ones alone; fails where something was written off, or asked to be."""
    _allow("approvals", "act", _ACTS)
    _allow("journal_entries", "kind", _KINDS)


def _allow(table_name: str, column: str, words: tuple[str, ...]) -> None:
    """Rebuild the rule; SQLite rebuilds the table, and its refusals to change a row have to be made again."""
    listed = ", ".join(f"'{word}'" for word in words)
    rule = op.f(f"ck_{table_name}_{column}_known")
    refusals = _refusals(table_name)
    with op.batch_alter_table(table_name) as table:
        table.drop_constraint(rule, type_="check")
        table.create_check_constraint(rule, f"{column} IN ({listed})")
    for refusal in refusals:
        op.execute(sa.text(refusal))


def _refusals(table_name: str) -> list[str]:
    if op.get_bind().dialect.name != "sqlite":
        return []
    known = sa.text("SELECT sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = :name")
    return list(op.get_bind().scalars(known, {"name": table_name}))
