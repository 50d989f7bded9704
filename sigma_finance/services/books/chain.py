"""The chain of a chapter's entries: each with its postings is hashed with the hash before it, as it is booked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from sigma_finance.database import transactions
from sigma_finance.database.scopes import for_chapter
from sigma_finance.domain.audit_heads import AuditHead
from sigma_finance.domain.books.journals import entry_hash
from sigma_finance.extensions import db
from sigma_finance.queries import locks
from sigma_finance.queries.books import journal as queries
from sigma_finance.queries.books.verify import RuleBreach

#: So many entries are read at a time.
_CHUNK = 1_000


def link(chapter_id: int, entry_ids: Sequence[int]) -> None:
    """Have entries that are being written take their places in the chain as the transaction ends."""
    transactions.gather(("entries", chapter_id), entry_ids, lambda gathered: _link(chapter_id, gathered))


def _link(chapter_id: int, entry_ids: Sequence[int]) -> None:
    with for_chapter(chapter_id):
        db.session.flush()
        chapter = locks.lock_chapter(chapter_id=chapter_id)
        for start in range(0, len(entry_ids), _CHUNK):
            rows = []
            for entry in queries.entries(chapter_id=chapter_id, only=entry_ids[start : start + _CHUNK]):
                chapter.books_sequence += 1
                placed = replace(entry, sequence=chapter.books_sequence)
                chapter.books_head = entry_hash(chapter.books_head, placed)
                rows.append(
                    {
                        "chapter_id": chapter_id,
                        "sequence": placed.sequence,
                        "entry_id": entry.entry_id,
                        "hash": chapter.books_head,
                    }
                )
            queries.add_links(rows)
        db.session.flush()


def broken(*, chapter_id: int, slug: str, heads: Iterable[AuditHead] = ()) -> Iterator[RuleBreach]:
    """What is not as it was booked: entries and postings that were altered, dropped, added or put elsewhere.

    ``heads`` are ends of the chain that are known from elsewhere.
    """
    end, places = queries.end(chapter_id=chapter_id), queries.links(chapter_id=chapter_id)
    yield from _broken_places(chapter_id, places)
    standing = {sequence: kept for sequence, _, kept in places}
    last = max(standing, default=0)
    if (end.sequence, end.head) != (last, standing.get(last, "")):
        found = f"{last} {standing.get(last, '')[:12]}"
        yield RuleBreach("place in the chain, the last", f"{end.sequence} {end.head[:12]}", found)
    for entry_id in queries.unlinked(chapter_id=chapter_id):
        yield RuleBreach(f"entry {entry_id}", "in the chain", "in none")
    for head in heads:
        if head.chapter == slug and standing.get(head.sequence) != head.hash:
            there = (standing.get(head.sequence) or "missing")[:12]
            yield RuleBreach(f"place {head.sequence}, known from a mail", head.hash[:12], there)


def _broken_places(chapter_id: int, places: Sequence[tuple[int, int, str]]) -> Iterator[RuleBreach]:
    """Places that are missing, entries that are not there any more, and those that are not as they were hashed."""
    entries = queries.entries(chapter_id=chapter_id)
    entry, before, previous = next(entries, None), 0, ""
    for sequence, entry_id, kept in places:
        if sequence != before + 1:
            yield RuleBreach(f"place {before + 1} in the chain", "there", "missing")
        before = sequence
        if entry is None or entry.sequence != sequence:
            yield RuleBreach(f"entry {entry_id}", "there", "missing")
        else:
            if kept != (right := entry_hash(previous, entry)):
                yield RuleBreach(f"entry {entry_id}", kept[:12], right[:12])
            entry = next(entries, None)
        previous = kept
