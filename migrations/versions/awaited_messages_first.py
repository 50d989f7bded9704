"""Messages say themselves how soon they leave and whether the app shows them.

Both were worked out from the kind; the old code, which knows neither column, still writes rows that can be read.

Revision ID: awaited_messages_first
Revises: accounts_and_plans
"""

import sqlalchemy as sa
from alembic import op

revision = "awaited_messages_first"
down_revision = "accounts_and_plans"
branch_labels = None
depends_on = None

_DUE = "ix_outbox_messages_due"
_WAITING = sa.text("state IN ('queued', 'sending')")
#: The kinds that the app showed when this was written.
SHOWN = (
    "approval_asked",
    "approval_decided",
    "appointed",
    "autopay_ended",
    "autopay_failed",
    "autopay_notice",
    "autopay_on",
    "autopay_stopped",
    "bank_debit_failed",
    "bank_debit_processing",
    "credit_paid_back",
    "dispute_opened",
    "due_soon",
    "due_today",
    "late_fee",
    "mail_stopped",
    "past_due",
    "payment_declined",
    "payment_reported",
    "payment_reversed",
    "plan_agreed",
    "plan_done",
    "plan_ended",
    "plan_proposed",
    "receipt",
    "report_rejected",
    "role_changed",
    "unmatched_payment",
    "weekly_note",
)


def upgrade() -> None:
    """Add what a message says of itself, and let who is waited for be found first."""
    op.add_column(
        "outbox_messages", sa.Column("haste", sa.SmallInteger(), nullable=False, server_default="1")
    )
    op.add_column(
        "outbox_messages", sa.Column("in_app", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    messages = sa.table("outbox_messages", sa.column("kind"), sa.column("in_app"))
    op.execute(messages.update().where(messages.c.kind.in_(SHOWN)).values(in_app=True))
    op.drop_index(_DUE, "outbox_messages")
    op.create_index(
        _DUE,
        "outbox_messages",
        ["haste", "next_attempt_at", "id"],
        postgresql_where=_WAITING,
        sqlite_where=_WAITING,
    )


def downgrade() -> None:
    """Take both away again."""
    op.drop_index(_DUE, "outbox_messages")
    op.create_index(
        _DUE,
        "outbox_messages",
        ["next_attempt_at", "id"],
        postgresql_where=_WAITING,
        sqlite_where=_WAITING,
    )
    op.drop_column("outbox_messages", "in_app")
    op.drop_column("outbox_messages", "haste")
