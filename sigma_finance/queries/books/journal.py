"""The whole journal of a chapter, entry by entry, as it is handed over."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from sqlalchemy import func, insert, select

from sigma_finance.database.keys import points_at
from sigma_finance.domain.books.journals import DOCUMENTS, JournalFacts, JournalLine
from sigma_finance.extensions import db
from sigma_finance.models import Chapter, EntryLink, JournalEntry, Member, Posting


def count_entries(*, chapter_id: int) -> int:
    """How many entries a chapter has."""
    counted = select(func.count(JournalEntry.id)).where(JournalEntry.chapter_id == chapter_id)
    return db.session.scalar(counted) or 0


def entries(*, chapter_id: int, only: Sequence[int] | None = None) -> Iterator[JournalFacts]:
    """A chapter's entries in the order of their chain, with their postings; ``only`` those of these ids, by id.

    An entry that stands in no chain comes last.
    """
    statement = (
        select(JournalEntry, Posting, Member.name, EntryLink.sequence, EntryLink.hash)
        .join(
            Posting, (Posting.chapter_id == JournalEntry.chapter_id) & (Posting.entry_id == JournalEntry.id)
        )
        .outerjoin(Member, points_at(Posting.member_id, Member))
        .outerjoin(
            EntryLink,
            (EntryLink.chapter_id == JournalEntry.chapter_id) & (EntryLink.entry_id == JournalEntry.id),
        )
        .where(JournalEntry.chapter_id == chapter_id)
        .execution_options(yield_per=1000, populate_existing=True)
    )
    if only is not None:
        ordered = statement.where(JournalEntry.id.in_(only)).order_by(JournalEntry.id, Posting.id)
    else:
        ordered = statement.order_by(
            EntryLink.sequence.is_(None), EntryLink.sequence, JournalEntry.id, Posting.id
        )
    for entry, of_entry in groupby(db.session.execute(ordered), lambda row: row[0]):
        yield _facts(entry, list(of_entry))


def _facts(entry: JournalEntry, rows: Sequence[Any]) -> JournalFacts:
    documents: dict[str, Any] = {name: getattr(entry, name) for name in DOCUMENTS}
    lines = [_line(posting, name) for _, posting, name, *_ in rows]
    return JournalFacts(
        entry.id,
        entry.kind,
        entry.booked_on,
        entry.memo,
        entry.created_at,
        lines,
        sequence=rows[0][3] or 0,
        hash=rows[0][4] or "",
        documents=documents,
    )


def _line(posting: Posting, member: str | None) -> JournalLine:
    return JournalLine(
        posting.account,
        posting.amount_minor,
        posting.member_id,
        posting.installment_id,
        posting.payment_id,
        member or "",
    )


def add_links(rows: Sequence[Mapping[str, Any]]) -> None:
    """Write the places of entries in their chain."""
    db.session.execute(insert(EntryLink), rows)


@dataclass(frozen=True)
class BooksEnd:
    """Where a chapter says that the chain of its entries ends."""

    sequence: int
    head: str


def end(*, chapter_id: int) -> BooksEnd:
    """Where the chain of a chapter's entries ends."""
    row = db.session.execute(
        select(Chapter.books_sequence, Chapter.books_head).where(Chapter.id == chapter_id)
    ).one()
    return BooksEnd(row.books_sequence, row.books_head)


def links(*, chapter_id: int) -> list[tuple[int, int, str]]:
    """Every place of the chain in order: its number, the entry that stands there, and its hash."""
    rows = db.session.execute(
        select(EntryLink.sequence, EntryLink.entry_id, EntryLink.hash)
        .where(EntryLink.chapter_id == chapter_id)
        .order_by(EntryLink.sequence)
    )
    return [(sequence, entry_id, kept) for sequence, entry_id, kept in rows]


def unlinked(*, chapter_id: int) -> list[int]:
    """The entries that stand in no chain."""
    found = (
        select(JournalEntry.id)
        .outerjoin(
            EntryLink,
            (EntryLink.chapter_id == JournalEntry.chapter_id) & (EntryLink.entry_id == JournalEntry.id),
        )
        .where(JournalEntry.chapter_id == chapter_id, EntryLink.id.is_(None))
    )
    return list(db.session.scalars(found.order_by(JournalEntry.id)))
