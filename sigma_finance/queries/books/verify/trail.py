"""What the checks that a statement cannot make are made of: the audit lines in order, receipts by year."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from sqlalchemy import Select, and_, func, select

from sigma_finance.database.given import OF_CHAPTER
from sigma_finance.domain.audit import Action
from sigma_finance.domain.members.handovers import HandoverState
from sigma_finance.extensions import db
from sigma_finance.models import AuditEvent, Chapter, Handover, HandoverBooks, Receipt


@dataclass(frozen=True)
class ChainEnd:
    """Where a chapter says that its audit chain ends."""

    sequence: int
    head: str


def audit_lines(*, chapter_id: int) -> Iterator[tuple[ChainEnd, AuditEvent | None]]:
    """A chapter's audit lines in order, each with the chain's end as of the same moment; one without line if none."""
    for sequence, head, line in db.session.execute(_audit_lines(), {"of_chapter": chapter_id}):
        yield ChainEnd(sequence, head), line


@cache
def _audit_lines() -> Select[int, str, AuditEvent]:
    return (
        select(Chapter.audit_sequence, Chapter.audit_head, AuditEvent)
        .outerjoin(AuditEvent, AuditEvent.chapter_id == Chapter.id)
        .where(Chapter.id == OF_CHAPTER)
        .order_by(AuditEvent.sequence)
        .execution_options(yield_per=1000, populate_existing=True)
    )


def kept_books(*, chapter_id: int) -> list[tuple[int, HandoverBooks | None, str | None]]:
    """Each handover that was done, with the books that were kept and the hash that the trail gives them."""
    rows = db.session.execute(_kept_books(), {"of_chapter": chapter_id})
    return [(key, books, stated) for key, books, stated in rows]


@cache
def _kept_books() -> Select[int, HandoverBooks, str]:
    return (
        select(Handover.id, HandoverBooks, AuditEvent.details["sha256"].as_string())
        .outerjoin(
            HandoverBooks,
            and_(HandoverBooks.chapter_id == OF_CHAPTER, HandoverBooks.handover_id == Handover.id),
        )
        .outerjoin(
            AuditEvent,
            and_(
                AuditEvent.chapter_id == OF_CHAPTER,
                AuditEvent.action == Action.HANDOVER_DONE.value,
                AuditEvent.subject_id == Handover.id,
            ),
        )
        .where(Handover.chapter_id == OF_CHAPTER, Handover.state == HandoverState.DONE)
        .order_by(Handover.id)
        .execution_options(populate_existing=True)
    )


def receipt_years(*, chapter_id: int) -> list[tuple[int, datetime, datetime]]:
    """Each year of receipts with the moments at which its first and last were issued."""
    rows = db.session.execute(_receipt_years(), {"of_chapter": chapter_id})
    return [(year, first, last) for year, first, last in rows]


@cache
def _receipt_years() -> Select[int, datetime, datetime]:
    return (
        select(Receipt.year, func.min(Receipt.issued_at), func.max(Receipt.issued_at))
        .where(Receipt.chapter_id == OF_CHAPTER)
        .group_by(Receipt.year)
        .order_by(Receipt.year)
    )
