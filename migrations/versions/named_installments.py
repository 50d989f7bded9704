"""Payments name the installments that they were made for; what autopay charged so far names what it was for.

Revision ID: named_installments
Revises: rows_closed_to_owners
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "named_installments"
down_revision = "rows_closed_to_owners"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

_SQLITE_REFUSAL = """
CREATE TRIGGER named_installments_no_{verb} BEFORE {verb} ON named_installments
BEGIN SELECT RAISE(ABORT, 'named_installments is append-only'); END
"""
_POSTGRESQL_REFUSAL = """
CREATE TRIGGER named_installments_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON named_installments
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()
"""
_BACKFILL = """
INSERT INTO named_installments (chapter_id, payment_id, installment_id)
SELECT DISTINCT chapter_id, payment_id, installment_id FROM autopay_attempts WHERE payment_id IS NOT NULL
"""


def upgrade() -> None:
    """Make the table, fill it from autopay's charges, and let nobody change it."""
    op.create_table(
        "named_installments",
        sa.Column("id", _ID, nullable=False),
        sa.Column("payment_id", _ID, nullable=False),
        sa.Column("installment_id", _ID, nullable=False),
        sa.Column("chapter_id", _ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["chapter_id", "installment_id"],
            ["installments.chapter_id", "installments.id"],
            name=op.f("fk_named_installments_chapter_id_installments"),
        ),
        sa.ForeignKeyConstraint(
            ["chapter_id", "payment_id"],
            ["payments.chapter_id", "payments.id"],
            name=op.f("fk_named_installments_chapter_id_payments"),
        ),
        sa.ForeignKeyConstraint(
            ["chapter_id"], ["chapters.id"], name=op.f("fk_named_installments_chapter_id_chapters")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_named_installments")),
        sa.UniqueConstraint(
            "chapter_id",
            "payment_id",
            "installment_id",
            name=op.f("uq_named_installments_chapter_id_payment_id_installment_id"),
        ),
    )
    if op.get_bind().dialect.name == "sqlite":
        op.execute(_BACKFILL)
        for verb in ("UPDATE", "DELETE"):
            op.execute(_SQLITE_REFUSAL.format(verb=verb))
        return
    op.execute("SELECT set_config('sigma.scope', 'platform', true)")  # the rows are closed to their owner too
    op.execute(_BACKFILL)
    op.execute("SELECT set_config('sigma.scope', '', true)")
    op.execute(_POSTGRESQL_REFUSAL)


def downgrade() -> None:
    """Take the table away again, and its rules with it."""
    op.drop_table("named_installments")
