"""What a member was told, as the app shows it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ScalarSelect, func, select, update

from sigma_finance.database.rows import read_row
from sigma_finance.extensions import db
from sigma_finance.models import Member, OutboxMessage


@dataclass(frozen=True)
class NoticeFacts:
    """A message with the facts that it is rendered from."""

    kind: str
    context: dict[str, Any]
    created_at: datetime
    read_at: datetime | None


def latest(*, chapter_id: int, member_id: int, limit: int) -> list[NoticeFacts]:
    """The last messages to a member that the app shows, the newest first."""
    rows = db.session.execute(
        select(OutboxMessage.kind, OutboxMessage.context, OutboxMessage.created_at, OutboxMessage.read_at)
        .where(
            OutboxMessage.chapter_id == chapter_id,
            OutboxMessage.member_id == member_id,
            OutboxMessage.in_app,
        )
        .order_by(OutboxMessage.id.desc())
        .limit(limit)
    )
    return [read_row(NoticeFacts, row) for row in rows]


def unread() -> ScalarSelect[int]:
    """How many messages the member of the surrounding SELECT has not read in the app."""
    return (
        select(func.count(OutboxMessage.id))
        .where(
            OutboxMessage.chapter_id == Member.chapter_id,
            OutboxMessage.member_id == Member.id,
            OutboxMessage.read_at.is_(None),
            OutboxMessage.in_app,
        )
        .correlate(Member)
        .scalar_subquery()
    )


def mark_read(*, chapter_id: int, member_id: int, at: datetime) -> None:
    """Let all that a member was told count as read."""
    db.session.execute(
        update(OutboxMessage)
        .where(
            OutboxMessage.chapter_id == chapter_id,
            OutboxMessage.member_id == member_id,
            OutboxMessage.read_at.is_(None),
        )
        .values(read_at=at)
        .execution_options(synchronize_session=False)
    )
