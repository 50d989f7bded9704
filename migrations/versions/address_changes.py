"""Changes of the address that a person signs in with wait for the old one's yes, or seven days.

Whose link to a new address still waits in a mailbox has a change that waits with it.

Revision ID: address_changes
Revises: what_two_officers_decide
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "address_changes"
down_revision = "what_two_officers_decide"
branch_labels = None
depends_on = None

_OPEN = sa.text("ended_at IS NULL")
_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Add the table, with a row for each link that still waits to prove a new address."""
    op.create_table(
        "address_changes",
        sa.Column("id", _ID, nullable=False),
        sa.Column("user_id", _ID, nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("proved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("agreed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("takes_effect_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(proved_at IS NULL) = (takes_effect_at IS NULL)",
            name=op.f("ck_address_changes_proved_has_its_day"),
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_address_changes_user_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_address_changes")),
    )
    op.create_index(
        "uq_address_changes_open",
        "address_changes",
        ["user_id"],
        unique=True,
        postgresql_where=_OPEN,
        sqlite_where=_OPEN,
    )
    op.create_index(
        "ix_address_changes_due",
        "address_changes",
        ["takes_effect_at"],
        postgresql_where=_OPEN,
        sqlite_where=_OPEN,
    )
    op.execute(
        "INSERT INTO address_changes (user_id, email, created_at)"
        " SELECT user_id, email, created_at FROM account_links AS asked"
        " WHERE purpose = 'new_address' AND used_at IS NULL AND user_id IS NOT NULL"
        " AND NOT EXISTS (SELECT 1 FROM account_links AS later"
        " WHERE later.user_id = asked.user_id AND later.purpose = 'new_address'"
        " AND later.used_at IS NULL AND later.id > asked.id)"
    )


def downgrade() -> None:
    """Take the table away; a change that waits is asked for again."""
    op.drop_table("address_changes")
