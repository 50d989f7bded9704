"""Let two officers decide on reversed charges, credit paid back, and the limit itself.

Revision ID: what_two_officers_decide
Revises: named_installments
"""

from __future__ import annotations

from alembic import op

revision = "what_two_officers_decide"
down_revision = "named_installments"
branch_labels = None
depends_on = None

BEFORE = ("waiver", "reversal")
AFTER = (*BEFORE, "charge_reversal", "charges_reversal", "credit_return", "limit")


def upgrade() -> None:
    """Know the new acts."""
    _allow(AFTER)


def downgrade() -> None:
    """Know the first two alone; fails where another was asked for."""
    _allow(BEFORE)


def _allow(acts: tuple[str, ...]) -> None:
    listed = ", ".join(f"'{act}'" for act in acts)
    with op.batch_alter_table("approvals") as table:
        table.drop_constraint(op.f("ck_approvals_act_known"), type_="check")
        table.create_check_constraint(op.f("ck_approvals_act_known"), f"act IN ({listed})")
