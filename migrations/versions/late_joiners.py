"""A dues period says whether it charges who joins after it was charged; those so far leave it to an officer.

Revision ID: late_joiners
Revises: receipt_amendments
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "late_joiners"
down_revision = "receipt_amendments"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column, false for every period that there is."""
    op.add_column(
        "dues_periods",
        sa.Column("charges_late_joiners", sa.Boolean(), nullable=False, server_default=sa.false()),
    )


def downgrade() -> None:
    """Take the column away again."""
    op.drop_column("dues_periods", "charges_late_joiners")
