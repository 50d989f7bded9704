"""Requests that wait for a second officer, and those that were decided."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ScalarSelect, Select, func, select
from sqlalchemy.orm import InstrumentedAttribute

from sigma_finance.database.given import Number
from sigma_finance.database.rows import read_row
from sigma_finance.domain.approvals import Act, ApprovalState, has_lapsed
from sigma_finance.domain.errors import NotFound
from sigma_finance.extensions import db
from sigma_finance.models import Approval, Member

SHOWN = 100


@dataclass(frozen=True)
class ApprovalLine:
    """A request as officers see it."""

    id: int
    act: Act
    subject_id: int
    facts: dict[str, Any]
    member_id: int | None
    member_name: str | None
    amount_minor: int
    reason: str
    state: ApprovalState
    asked_by_id: int
    asked_by: str
    decided_by: str | None
    answer: str
    asked_at: datetime

    def has_lapsed(self, at: datetime) -> bool:
        """Whether nobody can approve it any more."""
        return has_lapsed(self.asked_at, at)


def lock_approval(*, chapter_id: int, approval_id: int) -> Approval | None:
    """The chapter's request of this id, locked."""
    return db.session.scalar(
        select(Approval)
        .where(Approval.chapter_id == chapter_id, Approval.id == approval_id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )


def get_approval(*, chapter_id: int, approval_id: int) -> ApprovalLine:
    """The chapter's request of this id; raises NotFound."""
    row = db.session.execute(_lines(chapter_id).where(Approval.id == approval_id)).one_or_none()
    if row is None:
        raise NotFound("There is no such request in your chapter.")
    return read_row(ApprovalLine, row)


def waiting(*, chapter_id: int) -> list[ApprovalLine]:
    """What waits for a second officer, the oldest first."""
    statement = _lines(chapter_id).where(Approval.state == ApprovalState.WAITING)
    return [
        read_row(ApprovalLine, row)
        for row in db.session.execute(statement.order_by(Approval.id).limit(SHOWN))
    ]


def decided(*, chapter_id: int) -> list[ApprovalLine]:
    """What was decided or withdrawn, the newest first."""
    statement = _lines(chapter_id).where(Approval.state != ApprovalState.WAITING)
    return [
        read_row(ApprovalLine, row)
        for row in db.session.execute(statement.order_by(Approval.id.desc()).limit(SHOWN))
    ]


def count_waiting(chapter_id: Number | InstrumentedAttribute[int]) -> ScalarSelect[int]:
    """How many wait: as many as the page of them lists, those that lapsed too, since somebody has to close them."""
    return (
        select(func.count(Approval.id))
        .where(Approval.chapter_id == chapter_id, Approval.state == ApprovalState.WAITING)
        .scalar_subquery()
    )


def _lines(chapter_id: int) -> Select[Any]:
    whose, asker, decider = (Member.__table__.alias(name) for name in ("whose", "asker", "decider"))
    statement: Select[Any] = select(
        Approval.id,
        Approval.act,
        Approval.subject_id,
        Approval.facts,
        Approval.member_id,
        whose.c.name.label("member_name"),
        Approval.amount_minor,
        Approval.reason,
        Approval.state,
        Approval.asked_by_member_id.label("asked_by_id"),
        asker.c.name.label("asked_by"),
        decider.c.name.label("decided_by"),
        Approval.answer,
        Approval.created_at.label("asked_at"),
    )
    for other, column in (
        (whose, Approval.member_id),
        (asker, Approval.asked_by_member_id),
        (decider, Approval.decided_by_member_id),
    ):
        statement = statement.outerjoin(
            other, (other.c.chapter_id == Approval.chapter_id) & (other.c.id == column)
        )
    return statement.where(Approval.chapter_id == chapter_id)
