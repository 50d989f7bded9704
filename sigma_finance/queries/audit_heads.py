"""Where audit chains end, and the heads that were mailed."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select

from sigma_finance.domain.audit_heads import AuditHead
from sigma_finance.extensions import db
from sigma_finance.models import AuditEvent, Chapter, OutboxMessage

#: The kinds of messages that carry heads, in the context under ``heads``.
MAILED = ("nightly_check", "nightly_differs")


def ends(*, chapter_ids: Collection[int]) -> list[AuditHead]:
    """Where the chains of these chapters end now; one without a line is left out."""
    rows = db.session.execute(
        select(Chapter.slug, Chapter.audit_sequence, Chapter.audit_head)
        .where(Chapter.id.in_(chapter_ids), Chapter.audit_sequence > 0)
        .order_by(Chapter.id)
    )
    return [AuditHead(slug, sequence, head) for slug, sequence, head in rows]


def books_ends(*, chapter_ids: Collection[int]) -> list[AuditHead]:
    """Where the chains of these chapters' entries end now; one without an entry is left out."""
    rows = db.session.execute(
        select(Chapter.slug, Chapter.books_sequence, Chapter.books_head)
        .where(Chapter.id.in_(chapter_ids), Chapter.books_sequence > 0)
        .order_by(Chapter.id)
    )
    return [AuditHead(slug, sequence, head) for slug, sequence, head in rows]


def hash_at(*, chapter_id: int, sequence: int) -> str | None:
    """The hash of a chapter's line of this number."""
    return db.session.scalar(
        select(AuditEvent.hash).where(AuditEvent.chapter_id == chapter_id, AuditEvent.sequence == sequence)
    )


def mailed(*, key: str = "heads", limit: int = 400) -> list[str]:
    """The heads in the latest messages that carry some, as they were signed; ``key`` is where they stand."""
    found = db.session.scalars(
        select(OutboxMessage.context)
        .where(OutboxMessage.kind.in_(MAILED))
        .order_by(OutboxMessage.id.desc())
        .limit(limit)
    )
    return [head for context in found for head in context.get(key) or ()]


def was_mailed(*, kind: str, since: datetime, chapter_id: int | None = None) -> bool:
    """Whether a message of this kind was written from a moment on, of one chapter or of any."""
    found = select(OutboxMessage.id).where(OutboxMessage.kind == kind, OutboxMessage.created_at >= since)
    if chapter_id is not None:
        found = found.where(OutboxMessage.chapter_id == chapter_id)
    return db.session.scalar(found.limit(1)) is not None
