"""Entries with their postings stand in a chain of hashes, those of earlier days as they are now.

Revision ID: chained_entries
Revises: refunds_made_here
"""

from __future__ import annotations

import hashlib
import json
import unicodedata
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import groupby
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "chained_entries"
down_revision = "refunds_made_here"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_DOCUMENTS = (
    "payment_id",
    "charge_id",
    "refund_id",
    "dispute_id",
    "deposit_id",
    "payout_id",
    "chapter_payout_id",
    "payout_line_id",
    "reverses_entry_id",
    "actor_member_id",
)
_CHUNK = 1_000
_SQLITE_REFUSAL = """
CREATE TRIGGER entry_links_no_{verb} BEFORE {verb} ON entry_links
BEGIN SELECT RAISE(ABORT, 'entry_links is append-only'); END
"""
_POSTGRESQL_REFUSAL = """
CREATE TRIGGER entry_links_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON entry_links
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()
"""


def upgrade() -> None:
    """Make the table and where each chain ends, and chain what there is."""
    op.add_column("chapters", sa.Column("books_sequence", _ID, nullable=False, server_default="0"))
    op.add_column(
        "chapters", sa.Column("books_head", sa.String(length=64), nullable=False, server_default="")
    )
    links = op.create_table(
        "entry_links",
        sa.Column("id", _ID, nullable=False),
        sa.Column("sequence", _ID, nullable=False),
        sa.Column("entry_id", _ID, nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("chapter_id", _ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["chapter_id", "entry_id"],
            ["journal_entries.chapter_id", "journal_entries.id"],
            name=op.f("fk_entry_links_chapter_id_entry_id_journal_entries"),
        ),
        sa.ForeignKeyConstraint(
            ["chapter_id"], ["chapters.id"], name=op.f("fk_entry_links_chapter_id_chapters")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_entry_links")),
        sa.UniqueConstraint("chapter_id", "sequence", name=op.f("uq_entry_links_chapter_id_sequence")),
        sa.UniqueConstraint("chapter_id", "entry_id", name=op.f("uq_entry_links_chapter_id_entry_id")),
    )
    connection = op.get_bind()
    if connection.dialect.name != "sqlite":
        op.execute(
            "SELECT set_config('sigma.scope', 'platform', true)"
        )  # the rows are closed to their owner too
    tables = sa.MetaData()
    tables.reflect(connection, only=["chapters", "journal_entries", "postings"])
    for chapter_id in connection.scalars(sa.select(tables.tables["chapters"].c.id)).all():
        _chain(connection, tables, links, chapter_id)
    if connection.dialect.name == "sqlite":
        for verb in ("UPDATE", "DELETE"):
            op.execute(sa.text(_SQLITE_REFUSAL.format(verb=verb)))
    else:
        op.execute(sa.text(_POSTGRESQL_REFUSAL))


def downgrade() -> None:
    """Take the chains away."""
    op.drop_table("entry_links")
    op.drop_column("chapters", "books_head")
    op.drop_column("chapters", "books_sequence")


def _chain(connection: sa.Connection, tables: sa.MetaData, links: sa.Table, chapter_id: int) -> None:
    sequence, head, rows = 0, "", []
    for entry, postings in _entries(connection, tables, chapter_id):
        sequence += 1
        head = hashed(head, sequence, entry, postings)
        rows.append({"chapter_id": chapter_id, "sequence": sequence, "entry_id": entry.id, "hash": head})
    for start in range(0, len(rows), _CHUNK):
        connection.execute(links.insert(), rows[start : start + _CHUNK])
    chapters = sa.table("chapters", sa.column("id"), sa.column("books_sequence"), sa.column("books_head"))
    ended = chapters.update().where(chapters.c.id == chapter_id)
    connection.execute(ended.values(books_sequence=sequence, books_head=head))


def _entries(
    connection: sa.Connection, tables: sa.MetaData, chapter_id: int
) -> Iterator[tuple[Any, list[Any]]]:
    """A chapter's entries in the order of booking, with their postings."""
    entries, postings = tables.tables["journal_entries"], tables.tables["postings"]
    of_chapter = sa.select(postings).where(postings.c.chapter_id == chapter_id)
    rows = connection.execute(of_chapter.order_by(postings.c.entry_id, postings.c.id)).all()
    lines = {key: list(found) for key, found in groupby(rows, lambda row: row.entry_id)}
    known = sa.select(entries).where(entries.c.chapter_id == chapter_id).order_by(entries.c.id)
    for entry in connection.execute(known).all():
        yield entry, lines.get(entry.id, [])


def hashed(previous: str, sequence: int, entry: Any, postings: list[Any]) -> str:
    """The hash of an entry as it was made when this was written."""
    of_entry = [
        str(sequence),
        str(entry.id),
        entry.booked_on.isoformat(),
        entry.kind,
        _plain_cell(entry.memo),
        _moment(entry.created_at),
        *(_number(getattr(entry, name)) for name in _DOCUMENTS),
    ]
    covered = [
        [
            *of_entry,
            str(place),
            line.account,
            str(line.amount_minor),
            *(_number(getattr(line, name)) for name in ("member_id", "installment_id", "payment_id")),
        ]
        for place, line in enumerate(postings, start=1)
    ]
    text = json.dumps([previous, covered], separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(text.encode("ascii")).hexdigest()


def _moment(at: datetime) -> str:
    aware = at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
    return aware.isoformat(timespec="microseconds")


def _number(value: int | None) -> str:
    return "" if value is None else str(value)


def _plain_cell(text: str) -> str:
    """Text that begins no formula of a spreadsheet."""
    sign = unicodedata.normalize("NFKC", text.lstrip()[:1])
    begins = text.lstrip(" ")[:1] in ("\t", "\r", "\n") or sign in ("=", "+", "-", "@")
    return f"'{text}" if text.strip() and begins else text
