"""Close the rows of chapters to the owner of their tables as well.

Revision ID: rows_closed_to_owners
Revises: awaited_messages_first
"""

from __future__ import annotations

from alembic import op
from sqlalchemy import text

revision = "rows_closed_to_owners"
down_revision = "awaited_messages_first"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Force row-level security on every table that has a rule already; new ones get both after the migrations."""
    for table in _closed():
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")


def downgrade() -> None:
    """Bind the application's plain role alone."""
    for table in _closed():
        op.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")


def _closed() -> list[str]:
    connection = op.get_bind()
    if connection.dialect.name != "postgresql":
        return []
    found = text("SELECT DISTINCT tablename FROM pg_policies WHERE schemaname = 'public' ORDER BY tablename")
    return list(connection.execute(found).scalars())
