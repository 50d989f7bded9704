"""What was sent, or never will be, keeps no link that lets somebody in, as it is with every other link.

Revision ID: sent_invites_keep_no_link
Revises: written_off_excess
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "sent_invites_keep_no_link"
down_revision = "written_off_excess"
branch_labels = None
depends_on = None

_KINDS = ("invite", "confirm_address", "existing_account")
_OVER = ("sent", "failed", "withheld")


def upgrade() -> None:
    """Take the link out of each message of these kinds that is over."""
    connection = op.get_bind()
    if connection.dialect.name != "sqlite":
        op.execute(
            "SELECT set_config('sigma.scope', 'platform', true)"
        )  # the rows are closed to their owner too
    messages = sa.table(
        "outbox_messages",
        sa.column("id"),
        sa.column("kind"),
        sa.column("state"),
        sa.column("context", sa.JSON),
    )
    over = sa.select(messages.c.id, messages.c.context).where(
        messages.c.kind.in_(_KINDS), messages.c.state.in_(_OVER)
    )
    for row in connection.execute(over).all():
        left = {fact: value for fact, value in row.context.items() if fact != "register_url"}
        connection.execute(messages.update().where(messages.c.id == row.id).values(context=left))
    if connection.dialect.name != "sqlite":
        op.execute("SELECT set_config('sigma.scope', '', true)")


def downgrade() -> None:
    """The links are gone for good."""
