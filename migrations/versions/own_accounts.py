"""A chapter can have its own account at Stripe, and what was made on an account says so.

Revision ID: own_accounts
Revises: answered_disputes
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "own_accounts"
down_revision = "answered_disputes"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_MOMENT = sa.DateTime(timezone=True)
_STATES = ("asked", "setting_up", "ready", "restricted", "gone")
BEFORE = ("turned_off", "replaced", "failed", "removed", "left", "unconfirmed")
AFTER = (*BEFORE, "account")
#: What was made before is on the deployment's own account, which has no name.
_NAMING = ("chapters", "payments", "autopay_mandates")


def upgrade() -> None:
    """Make the table, let rows name their account, and know why autopay ends with one."""
    op.create_table(
        "connected_accounts",
        sa.Column("id", _ID, nullable=False),
        sa.Column("reference", sa.String(length=32), nullable=False),
        sa.Column("account", sa.String(length=255), nullable=True),
        sa.Column("name", sa.String(length=120), nullable=False, server_default=""),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("payouts", sa.Boolean(), nullable=False),
        sa.Column("wants", sa.JSON(), nullable=False),
        sa.Column("connected_by_member_id", _ID, nullable=True),
        sa.Column("used_since", _MOMENT, nullable=True),
        sa.Column("stopped_at", _MOMENT, nullable=True),
        sa.Column("gone_at", _MOMENT, nullable=True),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.Column("chapter_id", _ID, nullable=False),
        sa.CheckConstraint(f"state IN ({_listed(_STATES)})", name=op.f("ck_connected_accounts_state_known")),
        sa.CheckConstraint(
            "(account IS NULL) = (state = 'asked')", name=op.f("ck_connected_accounts_opened_has_account")
        ),
        sa.CheckConstraint(
            "(state = 'gone') = (gone_at IS NOT NULL)", name=op.f("ck_connected_accounts_gone_is_dated")
        ),
        sa.ForeignKeyConstraint(
            ["chapter_id", "connected_by_member_id"],
            ["members.chapter_id", "members.id"],
            name="fk_connected_accounts_connected_by_members",
        ),
        sa.ForeignKeyConstraint(
            ["chapter_id"], ["chapters.id"], name=op.f("fk_connected_accounts_chapter_id_chapters")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_connected_accounts")),
        sa.UniqueConstraint("reference", name=op.f("uq_connected_accounts_reference")),
        sa.UniqueConstraint("account", name=op.f("uq_connected_accounts_account")),
        sa.UniqueConstraint("chapter_id", "id", name=op.f("uq_connected_accounts_chapter_id_id")),
    )
    op.create_index(
        "ix_connected_accounts_chapter_id_created_at",
        "connected_accounts",
        ["chapter_id", "created_at", "id"],
    )
    for table in _NAMING:
        op.add_column(
            table, sa.Column("stripe_account", sa.String(length=255), nullable=False, server_default="")
        )
    _allow(AFTER)


def downgrade() -> None:
    """Take it all away; fails where autopay ended with an account."""
    _allow(BEFORE)
    for table in reversed(_NAMING):
        op.drop_column(table, "stripe_account")
    op.drop_table("connected_accounts")


def _allow(endings: tuple[str, ...]) -> None:
    name = op.f("ck_autopay_mandates_ending_known")
    with op.batch_alter_table("autopay_mandates") as table:
        table.drop_constraint(name, type_="check")
        table.create_check_constraint(name, f"ending IS NULL OR ending IN ({_listed(endings)})")


def _listed(words: tuple[str, ...]) -> str:
    return ", ".join(f"'{word}'" for word in words)
