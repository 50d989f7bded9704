"""Imports say themselves of which sheet of their file they were made; it stood packed among their rows alone.

Revision ID: sheets_of_imports
Revises: late_joiners
"""

from __future__ import annotations

import json
import zlib

import sqlalchemy as sa
from alembic import op

revision = "sheets_of_imports"
down_revision = "late_joiners"
branch_labels = None
depends_on = None

_LONGEST = 120
_BEGINNING = 1024 * 1024


def sheet_of(packed: bytes) -> str:
    """The sheet that stands in the head of packed rows; "" where they have none."""
    beginning = zlib.decompressobj().decompress(packed, _BEGINNING)
    try:
        head = json.loads(beginning.partition(b"\n")[0] or b"null")
    except ValueError:
        return ""
    return str(head.get("sheet", "")).replace("\0", "")[:_LONGEST] if isinstance(head, dict) else ""


def upgrade() -> None:
    """Add the column, and fill it from the packed rows, one import after the other."""
    op.add_column(
        "import_batches", sa.Column("sheet", sa.String(length=_LONGEST), nullable=False, server_default="")
    )
    connection = op.get_bind()
    if connection.dialect.name != "sqlite":
        op.execute(
            "SELECT set_config('sigma.scope', 'platform', true)"
        )  # the rows are closed to their owner too
    table = sa.table("import_batches", sa.column("id"), sa.column("decisions"), sa.column("sheet"))
    for batch_id in connection.scalars(sa.select(table.c.id)).all():
        packed = connection.scalars(sa.select(table.c.decisions).where(table.c.id == batch_id)).one()
        if sheet := sheet_of(bytes(packed)):
            connection.execute(table.update().where(table.c.id == batch_id).values(sheet=sheet))
    if connection.dialect.name != "sqlite":
        op.execute("SELECT set_config('sigma.scope', '', true)")


def downgrade() -> None:
    """Take the column away again; the rows still have it."""
    op.drop_column("import_batches", "sheet")
