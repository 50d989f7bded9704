"""What a chapter means to earn and to spend in a fiscal year.

Revision ID: budgets
Revises: income_taken_back
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "budgets"
down_revision = "income_taken_back"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "budget_lines",
        sa.Column("id", _ID, nullable=False),
        sa.Column("year_begins", sa.Date(), nullable=False),
        sa.Column("account", sa.String(length=32), nullable=False),
        sa.Column("amount_minor", _ID, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("chapter_id", _ID, nullable=False),
        sa.CheckConstraint(
            "amount_minor >= 0 AND amount_minor < 1000000000", name=op.f("ck_budget_lines_amount_bounded")
        ),
        sa.ForeignKeyConstraint(
            ["chapter_id"], ["chapters.id"], name=op.f("fk_budget_lines_chapter_id_chapters")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_budget_lines")),
        sa.UniqueConstraint(
            "chapter_id",
            "year_begins",
            "account",
            name=op.f("uq_budget_lines_chapter_id_year_begins_account"),
        ),
    )


def downgrade() -> None:
    """Take it away."""
    op.drop_table("budget_lines")
