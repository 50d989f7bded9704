"""Autopay says when it ended because a bank account was never confirmed; such ends stood as *removed*.

Revision ID: unconfirmed_accounts
Revises: decided_by_somebody
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "unconfirmed_accounts"
down_revision = "decided_by_somebody"
branch_labels = None
depends_on = None

BEFORE = ("turned_off", "replaced", "failed", "removed", "left")
AFTER = (*BEFORE, "unconfirmed")
_mandates = sa.table("autopay_mandates", sa.column("ending"), sa.column("starts_on"))


def upgrade() -> None:
    """Know the reason, and give it to those that never began."""
    _allow(AFTER)
    never_began = _mandates.c.starts_on.is_(None)
    _say("unconfirmed", (_mandates.c.ending == "removed") & never_began)


def downgrade() -> None:
    """Say *removed* of them again."""
    _say("removed", _mandates.c.ending == "unconfirmed")
    _allow(BEFORE)


def _allow(endings: tuple[str, ...]) -> None:
    listed = ", ".join(f"'{ending}'" for ending in endings)
    with op.batch_alter_table("autopay_mandates") as table:
        table.drop_constraint(op.f("ck_autopay_mandates_ending_known"), type_="check")
        table.create_check_constraint(
            op.f("ck_autopay_mandates_ending_known"), f"ending IS NULL OR ending IN ({listed})"
        )


def _say(ending: str, which: sa.ColumnElement[bool]) -> None:
    is_closed = op.get_bind().dialect.name != "sqlite"  # the rows are closed to their owner too
    if is_closed:
        op.execute("SELECT set_config('sigma.scope', 'platform', true)")
    op.execute(_mandates.update().where(which).values(ending=ending))
    if is_closed:
        op.execute("SELECT set_config('sigma.scope', '', true)")
