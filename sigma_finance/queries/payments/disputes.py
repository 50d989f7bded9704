"""The chapter's disputes: what each is about, by when to answer, and what was booked. Amounts are in minor units."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ScalarSelect, case, func, select

from sigma_finance.database.keys import points_at
from sigma_finance.database.rows import read_row
from sigma_finance.domain.books.accounts import Account
from sigma_finance.domain.payments import disputes
from sigma_finance.domain.payments.payments import DisputeState, Method
from sigma_finance.extensions import db
from sigma_finance.models import Dispute, JournalEntry, Member, Payment, Posting

SHOWN = 200


@dataclass(frozen=True)
class DisputeLine:
    """A dispute as officers see it: ``taken_minor`` is with the bank now, ``fee_minor`` what it cost."""

    reference: str
    member_name: str | None
    method: Method
    state: DisputeState
    reason: str
    amount_minor: int
    taken_minor: int
    fee_minor: int
    moved: bool
    answer_by: datetime | None
    opened_at: datetime
    closed_at: datetime | None

    @property
    def reason_in_words(self) -> str:
        """Why the money is asked back."""
        return disputes.reason_in_words(self.reason)

    @property
    def state_in_words(self) -> str:
        """Where it stands."""
        return disputes.state_in_words(
            self.state, moved=self.moved, by_debit=self.method is Method.BANK_DEBIT
        )

    @property
    def is_open(self) -> bool:
        """Whether the bank has not decided yet."""
        return self.state is DisputeState.OPEN


def of_chapter(*, chapter_id: int) -> list[DisputeLine]:
    """The disputes of a chapter: those that are open by the day of their answer, then the others, newest first."""
    is_open = case((Dispute.state == DisputeState.OPEN, 0), else_=1)
    undated = case((Dispute.evidence_due_at.is_(None), 1), else_=0)
    due = case((Dispute.state == DisputeState.OPEN, Dispute.evidence_due_at), else_=None)
    rows = db.session.execute(
        select(
            Payment.reference,
            func.coalesce(Member.name, Payment.donor_name).label("member_name"),
            Payment.method,
            Dispute.state,
            Dispute.reason,
            Dispute.amount_minor,
            (-_booked(Account.CASH_STRIPE, of_payment=True)).label("taken_minor"),
            _booked(Account.DISPUTE_FEES).label("fee_minor"),
            _has_moved().label("moved"),
            Dispute.evidence_due_at.label("answer_by"),
            Dispute.created_at.label("opened_at"),
            Dispute.closed_at,
        )
        .join(Payment, points_at(Dispute.payment_id, Payment))
        .outerjoin(Member, points_at(Payment.member_id, Member))
        .where(Dispute.chapter_id == chapter_id)
        .order_by(is_open, undated, due, Dispute.created_at.desc(), Dispute.id.desc())
        .limit(SHOWN)
    )
    return [read_row(DisputeLine, row) for row in rows]


def _booked(account: Account, *, of_payment: bool = False) -> ScalarSelect[Any]:
    """What the entries of the dispute have posted to an account; of the payment's own money alone, if asked."""
    found = (
        select(func.coalesce(func.sum(Posting.amount_minor), 0))
        .join(JournalEntry, points_at(Posting.entry_id, JournalEntry))
        .where(
            JournalEntry.chapter_id == Dispute.chapter_id,
            JournalEntry.payment_id == Dispute.payment_id,
            JournalEntry.dispute_id == Dispute.id,
            Posting.account == account,
        )
    )
    if of_payment:
        found = found.where(Posting.payment_id.is_not(None))
    return found.correlate(Dispute).scalar_subquery()


def _has_moved() -> Any:
    return (
        select(JournalEntry.id)
        .where(
            JournalEntry.chapter_id == Dispute.chapter_id,
            JournalEntry.payment_id == Dispute.payment_id,
            JournalEntry.dispute_id == Dispute.id,
        )
        .correlate(Dispute)
        .exists()
    )
