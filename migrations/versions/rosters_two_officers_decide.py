"""Let two officers decide on the import of a roster, and on undoing one.

Revision ID: rosters_two_officers_decide
Revises: sent_invites_keep_no_link
"""

from __future__ import annotations

from alembic import op

revision = "rosters_two_officers_decide"
down_revision = "sent_invites_keep_no_link"
branch_labels = None
depends_on = None

BEFORE = ("waiver", "reversal", "charge_reversal", "charges_reversal", "credit_return", "limit", "write_off")
AFTER = (*BEFORE, "roster", "roster_undoing")


def upgrade() -> None:
    """Know the new acts."""
    _allow(AFTER)


def downgrade() -> None:
    """Know the earlier ones alone; fails where another was asked for."""
    _allow(BEFORE)


def _allow(acts: tuple[str, ...]) -> None:
    listed = ", ".join(f"'{act}'" for act in acts)
    with op.batch_alter_table("approvals") as table:
        table.drop_constraint(op.f("ck_approvals_act_known"), type_="check")
        table.create_check_constraint(op.f("ck_approvals_act_known"), f"act IN ({listed})")
