"""Members and people have their name beside it as it is searched: without case, accents and forms.

Revision ID: folded_names
Revises: address_changes
"""

from __future__ import annotations

import unicodedata

import sqlalchemy as sa
from alembic import op

revision = "folded_names"
down_revision = "address_changes"
branch_labels = None
depends_on = None

_TABLES = ("members", "users")
_INDEX = "ix_members_chapter_id_folded_name"
_PLAIN = str.maketrans(
    {
        "ø": "o",
        "ł": "l",
        "đ": "d",
        "ð": "d",
        "þ": "th",
        "æ": "ae",
        "œ": "oe",
        "ı": "i",
        "ħ": "h",
        "ŧ": "t",
        **dict.fromkeys("'’‘`´ʼʻ", ""),
    }
)


def folded(name: str) -> str:
    """A name as it was searched when this was written."""
    apart = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", name).casefold())
    plain = "".join(one for one in apart if not unicodedata.combining(one)).casefold().translate(_PLAIN)
    return " ".join(plain.split())[:360]


def upgrade() -> None:
    """Add the column to both tables, fill it, and index the members'."""
    for name in _TABLES:
        op.add_column(
            name, sa.Column("folded_name", sa.String(length=360), nullable=False, server_default="")
        )
    connection = op.get_bind()
    if connection.dialect.name != "sqlite":
        op.execute(
            "SELECT set_config('sigma.scope', 'platform', true)"
        )  # the rows are closed to their owner too
    for name in _TABLES:
        table = sa.table(name, sa.column("id"), sa.column("name"), sa.column("folded_name"))
        rows = [
            {"row": row.id, "folded": folded(row.name)}
            for row in connection.execute(sa.select(table.c.id, table.c.name))
        ]
        change = table.update().where(table.c.id == sa.bindparam("row"))
        if rows:
            connection.execute(change.values(folded_name=sa.bindparam("folded")), rows)
    if connection.dialect.name != "sqlite":
        op.execute("SELECT set_config('sigma.scope', '', true)")
    op.create_index(_INDEX, "members", ["chapter_id", "folded_name", "id"])


def downgrade() -> None:
    """Take the column away again."""
    op.drop_index(_INDEX, "members")
    for name in reversed(_TABLES):
        op.drop_column(name, "folded_name")
