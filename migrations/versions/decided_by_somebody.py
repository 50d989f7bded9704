"""A request to two officers is decided by somebody: without a name the rule about another officer let it pass.

Revision ID: decided_by_somebody
Revises: sheets_of_imports
"""

from __future__ import annotations

from alembic import op

revision = "decided_by_somebody"
down_revision = "sheets_of_imports"
branch_labels = None
depends_on = None

_RULE = "ck_approvals_decided_by_somebody"


def upgrade() -> None:
    """Refuse a decision that nobody made, and a decider of what waits."""
    with op.batch_alter_table("approvals") as table:
        table.create_check_constraint(op.f(_RULE), "(state = 'waiting') = (decided_by_member_id IS NULL)")


def downgrade() -> None:
    """Take the rule away again."""
    with op.batch_alter_table("approvals") as table:
        table.drop_constraint(op.f(_RULE), type_="check")
