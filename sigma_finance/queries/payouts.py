"""Credit that was paid back to members. Amounts are in minor units."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import and_, select

from sigma_finance.domain.accounts import EntryKind
from sigma_finance.domain.payments import Method
from sigma_finance.extensions import db
from sigma_finance.models import JournalEntry, Member, Payout, Posting


@dataclass(frozen=True)
class PaidBack:
    """A payout as pages show it."""

    id: int
    member_id: int
    member_name: str
    amount_minor: int
    method: Method
    paid_on: date
    note: str
    is_reversed: bool


def payouts(*, chapter_id: int, member_id: int | None = None, limit: int = 200) -> list[PaidBack]:
    """The chapter's latest payouts, or those of one member, the newest first."""
    statement = (
        select(
            Payout.id,
            Payout.member_id,
            Member.name,
            Payout.amount_minor,
            Payout.method,
            Payout.paid_on,
            Payout.note,
            Payout.reversed_at.is_not(None),
        )
        .join(Member, and_(Member.chapter_id == Payout.chapter_id, Member.id == Payout.member_id))
        .where(Payout.chapter_id == chapter_id)
        .order_by(Payout.paid_on.desc(), Payout.id.desc())
        .limit(limit)
    )
    if member_id is not None:
        statement = statement.where(Payout.member_id == member_id)
    return [PaidBack(*row) for row in db.session.execute(statement)]


def find_payout(*, chapter_id: int, payout_id: int) -> Payout | None:
    """The chapter's payout of this id."""
    return db.session.scalar(
        select(Payout)
        .where(Payout.chapter_id == chapter_id, Payout.id == payout_id)
        .execution_options(populate_existing=True)
    )


def find_by_form_key(*, chapter_id: int, form_key: str) -> Payout | None:
    """The payout that this form has already made."""
    return db.session.scalar(
        select(Payout).where(Payout.chapter_id == chapter_id, Payout.form_key == form_key)
    )


def booked(*, chapter_id: int, payout_id: int) -> tuple[int, Sequence[Posting]]:
    """The entry that booked a payout, and its postings."""
    entry_id = db.session.execute(
        select(JournalEntry.id).where(
            JournalEntry.chapter_id == chapter_id,
            JournalEntry.payout_id == payout_id,
            JournalEntry.kind == EntryKind.CREDIT_PAYOUT,
        )
    ).scalar_one()
    postings = db.session.scalars(
        select(Posting)
        .where(Posting.chapter_id == chapter_id, Posting.entry_id == entry_id)
        .order_by(Posting.id)
    )
    return entry_id, list(postings)
