"""Let what went back beyond what a payment held stand on accounts of its own.

Revision ID: disputed_in_excess
Revises: folded_names
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "disputed_in_excess"
down_revision = "folded_names"
branch_labels = None
depends_on = None

BEFORE = (
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
    "opening_balance",
    "historical_cash",
    "historical_income",
)
_PLACE = BEFORE.index("dispute_fees") + 1
AFTER = (*BEFORE[:_PLACE], "disputed_in_excess", "lost_disputes", *BEFORE[_PLACE:])


def upgrade() -> None:
    """Know the new accounts."""
    _allow(AFTER)


def downgrade() -> None:
    """Know the earlier ones alone; fails where something stands on the new ones."""
    _allow(BEFORE)


def _allow(accounts: tuple[str, ...]) -> None:
    """Rebuild the rule; SQLite rebuilds the table, and its refusals to change a row have to be made again."""
    listed = ", ".join(f"'{account}'" for account in accounts)
    refusals = _refusals()
    with op.batch_alter_table("postings") as table:
        table.drop_constraint(op.f("ck_postings_account_known"), type_="check")
        table.create_check_constraint(op.f("ck_postings_account_known"), f"account IN ({listed})")
    for refusal in refusals:
        op.execute(sa.text(refusal))


def _refusals() -> list[str]:
    if op.get_bind().dialect.name != "sqlite":
        return []
    known = "SELECT sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'postings'"
    return list(op.get_bind().scalars(sa.text(known)))
