"""How entries and postings get into their tables: many by one statement, and nowhere else."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from sqlalchemy import insert

from sigma_finance.extensions import db
from sigma_finance.models import JournalEntry, Posting

#: So many rows are written at a time.
CHUNK = 1_000
Row = Mapping[str, Any]


def add_entries(rows: Sequence[Row]) -> list[int]:
    """Write entries; returns their ids in the order of the rows.

    SQLite gives ids out in the order of a statement's rows; of PostgreSQL that has to be asked for.
    """
    ordered = db.session.get_bind().dialect.name == "postgresql"
    statement = insert(JournalEntry).returning(JournalEntry.id, sort_by_parameter_order=ordered)
    return [
        entry_id
        for chunk in _chunks(rows)
        for entry_id in sorted(db.session.execute(statement, chunk).scalars())
    ]


def add_postings(rows: Sequence[Row]) -> None:
    """Write postings in the order of the rows."""
    for chunk in _chunks(rows):
        db.session.execute(insert(Posting), chunk)


def _chunks(rows: Sequence[Row]) -> Iterator[list[Row]]:
    left = iter(rows)
    while chunk := list(islice(left, CHUNK)):
        yield chunk
