"""Keep what is known of files that people send along; the storage has their bytes.

Revision ID: stored_files
Revises: opening_balances
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "stored_files"
down_revision = "opening_balances"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "stored_files",
        sa.Column("id", _ID, nullable=False),
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column("content", sa.String(length=32), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("size_bytes", _ID, nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("made_by_member_id", _ID, nullable=True),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.Column("used_at", _MOMENT, nullable=True),
        sa.Column("removed_at", _MOMENT, nullable=True),
        sa.Column("chapter_id", _ID, nullable=False),
        sa.CheckConstraint("content IN ('jpeg', 'pdf')", name=op.f("ck_stored_files_content_known")),
        sa.CheckConstraint("size_bytes > 0", name=op.f("ck_stored_files_holds_something")),
        sa.ForeignKeyConstraint(
            ["chapter_id"], ["chapters.id"], name=op.f("fk_stored_files_chapter_id_chapters")
        ),
        sa.ForeignKeyConstraint(
            ["chapter_id", "made_by_member_id"],
            ["members.chapter_id", "members.id"],
            name="fk_stored_files_made_by_members",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stored_files")),
        sa.UniqueConstraint("chapter_id", "id", name=op.f("uq_stored_files_chapter_id_id")),
        sa.UniqueConstraint("key", name=op.f("uq_stored_files_key")),
    )
    unused = sa.text("used_at IS NULL AND removed_at IS NULL")
    op.create_index(
        "ix_stored_files_unused",
        "stored_files",
        ["created_at", "id"],
        postgresql_where=unused,
        sqlite_where=unused,
    )


def downgrade() -> None:
    """Forget the files; the storage keeps them."""
    op.drop_table("stored_files")
