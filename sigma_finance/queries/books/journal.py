"""The whole journal of a chapter, entry by entry, as it is handed over."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import Any

from sqlalchemy import func, select

from sigma_finance.database.keys import points_at
from sigma_finance.domain.books.journals import DOCUMENTS, JournalFacts, JournalLine
from sigma_finance.extensions import db
from sigma_finance.models import JournalEntry, Member, Posting


def count_entries(*, chapter_id: int) -> int:
    """How many entries a chapter has."""
    counted = select(func.count(JournalEntry.id)).where(JournalEntry.chapter_id == chapter_id)
    return db.session.scalar(counted) or 0


def entries(*, chapter_id: int) -> Iterator[JournalFacts]:
    """A chapter's entries in the order of booking, with their postings."""
    rows = db.session.execute(
        select(JournalEntry, Posting, Member.name)
        .join(
            Posting, (Posting.chapter_id == JournalEntry.chapter_id) & (Posting.entry_id == JournalEntry.id)
        )
        .outerjoin(Member, points_at(Posting.member_id, Member))
        .where(JournalEntry.chapter_id == chapter_id)
        .order_by(JournalEntry.id, Posting.id)
        .execution_options(yield_per=1000)
    )
    for entry, of_entry in groupby(rows, lambda row: row[0]):
        yield _facts(entry, [_line(posting, name) for _, posting, name in of_entry])


def _facts(entry: JournalEntry, lines: list[JournalLine]) -> JournalFacts:
    documents: dict[str, Any] = {name: getattr(entry, name) for name in DOCUMENTS}
    return JournalFacts(entry.id, entry.kind, entry.booked_on, entry.memo, entry.created_at, lines, documents)


def _line(posting: Posting, member: str | None) -> JournalLine:
    return JournalLine(
        posting.account,
        posting.amount_minor,
        posting.member_id,
        posting.installment_id,
        posting.payment_id,
        member or "",
    )
