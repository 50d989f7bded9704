"""Postings have the day of their entry beside them, so that an account is read by day from one index.

Revision ID: dated_postings
Revises: rosters_two_officers_decide
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "dated_postings"
down_revision = "rosters_two_officers_decide"
branch_labels = None
depends_on = None

_TABLES = ("journal_entries", "postings")
_ENTRIES = "journal_entries"
_INDEX = "ix_postings_chapter_id_account"
_DATED_KEY = "uq_journal_entries_chapter_id_id_booked_on"
_OLD, _NEW = (
    "fk_postings_chapter_id_entry_id_journal_entries",
    "fk_postings_chapter_id_entry_id_booked_on_journal_entries",
)
_FILL = """
UPDATE postings SET booked_on = (
    SELECT journal_entries.booked_on FROM journal_entries WHERE journal_entries.id = postings.entry_id
)
"""


def upgrade() -> None:
    """Add the day, fill it, and have the key to the entry hold it."""
    refusals = _set_aside()
    op.add_column("postings", sa.Column("booked_on", sa.Date(), nullable=True))
    op.execute(sa.text(_FILL))
    op.drop_index(_INDEX, table_name="postings")
    with op.batch_alter_table(_ENTRIES) as table:
        table.create_unique_constraint(op.f(_DATED_KEY), ["chapter_id", "id", "booked_on"])
    with op.batch_alter_table("postings") as table:
        table.alter_column("booked_on", existing_type=sa.Date(), nullable=False)
        table.drop_constraint(op.f(_OLD), type_="foreignkey")
        table.create_foreign_key(
            op.f(_NEW),
            _ENTRIES,
            ["chapter_id", "entry_id", "booked_on"],
            ["chapter_id", "id", "booked_on"],
        )
    op.create_index(_INDEX, "postings", ["chapter_id", "account", "booked_on", "id", "amount_minor"])
    _put_back(refusals)


def downgrade() -> None:
    """Leave the day to the entry alone."""
    refusals = _set_aside()
    op.drop_index(_INDEX, table_name="postings")
    with op.batch_alter_table("postings") as table:
        table.drop_constraint(op.f(_NEW), type_="foreignkey")
        table.create_foreign_key(op.f(_OLD), _ENTRIES, ["chapter_id", "entry_id"], ["chapter_id", "id"])
        table.drop_column("booked_on")
    with op.batch_alter_table(_ENTRIES) as table:
        table.drop_constraint(op.f(_DATED_KEY), type_="unique")
    op.create_index(_INDEX, "postings", ["chapter_id", "account", "id"])
    _put_back(refusals)


def _set_aside() -> list[str]:
    """Let the rows be filled: SQLite's refusals are dropped and have to be made again, PostgreSQL's are switched off."""
    if op.get_bind().dialect.name != "sqlite":
        op.execute(sa.text("SELECT set_config('sigma.scope', 'platform', true)"))  # closed to their owner too
        op.execute(sa.text("ALTER TABLE postings DISABLE TRIGGER postings_append_only"))
        return []
    listed = ", ".join(f"'{name}'" for name in _TABLES)
    known = f"SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name IN ({listed})"
    refusals = list(op.get_bind().execute(sa.text(known)))
    for name, _ in refusals:
        op.execute(sa.text(f"DROP TRIGGER {name}"))
    return [sql for _, sql in refusals]


def _put_back(refusals: list[str]) -> None:
    for refusal in refusals:
        op.execute(sa.text(refusal))
    if op.get_bind().dialect.name != "sqlite":
        op.execute(sa.text("ALTER TABLE postings ENABLE TRIGGER postings_append_only"))
