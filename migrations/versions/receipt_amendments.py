"""Receipts say what of them stays paid, and disputes when they closed; receipts of earlier days are restated.

Revision ID: receipt_amendments
Revises: disputed_in_excess
"""

from __future__ import annotations

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = "receipt_amendments"
down_revision = "disputed_in_excess"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_MOMENT = sa.DateTime(timezone=True)

_SQLITE_REFUSAL = """
CREATE TRIGGER receipt_amendments_no_{verb} BEFORE {verb} ON receipt_amendments
BEGIN SELECT RAISE(ABORT, 'receipt_amendments is append-only'); END
"""
_POSTGRESQL_REFUSAL = """
CREATE TRIGGER receipt_amendments_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON receipt_amendments
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()
"""
#: Receipts of Stripe's payments that say another sum than what was neither refunded nor lost to a bank.
_STAYS = """
SELECT * FROM (
    SELECT receipts.chapter_id, receipts.id AS receipt_id,
        CASE WHEN receipt_voids.id IS NULL THEN receipts.amount_minor ELSE 0 END AS stated,
        receipts.amount_minor - COALESCE((
            SELECT sum(refunds.amount_minor) FROM refunds
            WHERE refunds.payment_id = receipts.payment_id AND refunds.state = 'succeeded'
        ), 0) + COALESCE((
            SELECT sum(postings.amount_minor) FROM postings
            JOIN journal_entries ON journal_entries.id = postings.entry_id
            JOIN disputes ON disputes.id = journal_entries.dispute_id
            WHERE postings.payment_id = receipts.payment_id AND postings.account = 'cash_stripe'
                AND disputes.state = 'lost'
        ), 0) AS stays
    FROM receipts JOIN payments ON payments.id = receipts.payment_id
    LEFT JOIN receipt_voids ON receipt_voids.receipt_id = receipts.id
    WHERE payments.state <> 'reversed'
) AS found WHERE stated <> stays AND NOT (stated = 0 AND stays < 0) ORDER BY receipt_id
"""


def upgrade() -> None:
    """Make the table and the column, restate what is stated otherwise, and let nobody change it."""
    table = op.create_table(
        "receipt_amendments",
        sa.Column("id", _ID, nullable=False),
        sa.Column("receipt_id", _ID, nullable=False),
        sa.Column("stays_minor", _ID, nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("amended_at", _MOMENT, nullable=False),
        sa.Column("chapter_id", _ID, nullable=False),
        sa.CheckConstraint("stays_minor >= 0", name=op.f("ck_receipt_amendments_stays_not_negative")),
        sa.ForeignKeyConstraint(
            ["chapter_id", "receipt_id"],
            ["receipts.chapter_id", "receipts.id"],
            name=op.f("fk_receipt_amendments_chapter_id_receipt_id_receipts"),
        ),
        sa.ForeignKeyConstraint(
            ["chapter_id"], ["chapters.id"], name=op.f("fk_receipt_amendments_chapter_id_chapters")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_receipt_amendments")),
    )
    op.create_index(
        "ix_receipt_amendments_chapter_id_receipt_id",
        "receipt_amendments",
        ["chapter_id", "receipt_id", "id"],
    )
    op.add_column("disputes", sa.Column("closed_at", _MOMENT, nullable=True))
    if op.get_bind().dialect.name == "sqlite":
        _restate(table)
        for verb in ("UPDATE", "DELETE"):
            op.execute(_SQLITE_REFUSAL.format(verb=verb))
        return
    op.execute("SELECT set_config('sigma.scope', 'platform', true)")  # the rows are closed to their owner too
    _restate(table)
    op.execute("SELECT set_config('sigma.scope', '', true)")
    op.execute(_POSTGRESQL_REFUSAL)


def _restate(table: sa.Table) -> None:
    now = datetime.now(UTC)
    rows = [
        {
            "chapter_id": row.chapter_id,
            "receipt_id": row.receipt_id,
            "stays_minor": max(row.stays, 0),
            "reason": "Some of it was refunded, or taken back by the payer's bank.",
            "amended_at": now,
        }
        for row in op.get_bind().execute(sa.text(_STAYS))
    ]
    if rows:
        op.bulk_insert(table, rows)


def downgrade() -> None:
    """Take the table away again, and its rules with it."""
    with op.batch_alter_table("disputes") as disputes:
        disputes.drop_column("closed_at")
    op.drop_table("receipt_amendments")
