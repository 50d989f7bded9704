"""The chapter's disputes: what each is about, by when to answer, and what was booked. Amounts are in minor units."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ScalarSelect, Select, case, func, select

from sigma_finance.database.keys import points_at
from sigma_finance.database.rows import read_row
from sigma_finance.domain.books.accounts import Account
from sigma_finance.domain.errors import NotFound
from sigma_finance.domain.payments import disputes
from sigma_finance.domain.payments.disputes import DisputeFacts
from sigma_finance.domain.payments.payments import AnswerKind, AnswerState, DisputeState, Method
from sigma_finance.extensions import db
from sigma_finance.models import Dispute, DisputeAnswer, JournalEntry, Member, Payment, Posting

SHOWN = 200


@dataclass(frozen=True)
class DisputeLine:
    """A dispute as officers see it: ``taken_minor`` is with the bank now, ``fee_minor`` what it cost."""

    id: int
    reference: str
    member_name: str | None
    method: Method
    state: DisputeState
    answered: bool
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
        return disputes.state_in_words(self.state, **self._how)

    @property
    def state_explained(self) -> str:
        """What that means, and what comes next."""
        return disputes.state_explained(self.state, **self._how)

    @property
    def _how(self) -> dict[str, bool]:
        return {
            "moved": self.moved,
            "by_debit": self.method is Method.BANK_DEBIT,
            "answered": self.answered,
        }

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
        _lines(chapter_id)
        .order_by(is_open, undated, due, Dispute.created_at.desc(), Dispute.id.desc())
        .limit(SHOWN)
    )
    return [read_row(DisputeLine, row) for row in rows]


def _lines(chapter_id: int) -> Select[Any]:
    return (
        select(
            Dispute.id,
            Payment.reference,
            func.coalesce(Member.name, Payment.donor_name).label("member_name"),
            Payment.method,
            Dispute.state,
            Dispute.answered,
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
    )


@dataclass(frozen=True)
class AnswerLine:
    """What was said to a dispute, or is about to be, and by whom; no one for the operator."""

    id: int
    to_inquiry: bool
    kind: AnswerKind
    state: AnswerState
    words: str
    members_words: str
    problem: str
    written_at: datetime
    taken_at: datetime | None
    made_by: str | None

    @property
    def is_sent(self) -> bool:
        """Whether it is on its way to the bank, or there."""
        return self.state is not AnswerState.DRAFT


@dataclass(frozen=True)
class DisputePosting:
    """What an entry of a dispute has posted to an account."""

    entry_id: int
    booked_on: date
    account: Account
    amount_minor: int


@dataclass(frozen=True)
class DisputePage:
    """A dispute with what was said to it and what it moved in the books."""

    line: DisputeLine
    answers: Sequence[AnswerLine]
    booked: Sequence[DisputePosting]

    @property
    def answer(self) -> AnswerLine | None:
        """What was said to it as it is now; an inquiry that became a dispute wants an answer of its own."""
        return next((one for one in self.answers if one.to_inquiry is not self.line.moved), None)

    def why_not(self, at: datetime) -> str:
        """Why it cannot be answered at this moment; empty where it can."""
        line, answer = self.line, self.answer
        facts = DisputeFacts(
            line.state, line.method, line.answer_by, line.answered, answer is not None and answer.is_sent
        )
        return disputes.why_not_answered(facts, at=at)


def get_page(*, chapter_id: int, dispute_id: int) -> DisputePage:
    """The chapter's dispute of this id; raises NotFound."""
    row = db.session.execute(_lines(chapter_id).where(Dispute.id == dispute_id)).one_or_none()
    if row is None:
        raise NotFound("There is no such dispute in your chapter.")
    return DisputePage(
        read_row(DisputeLine, row), _answers(chapter_id, dispute_id), _postings(chapter_id, dispute_id)
    )


def _answers(chapter_id: int, dispute_id: int) -> list[AnswerLine]:
    rows = db.session.execute(
        select(
            DisputeAnswer.id,
            DisputeAnswer.to_inquiry,
            DisputeAnswer.kind,
            DisputeAnswer.state,
            DisputeAnswer.words,
            DisputeAnswer.members_words,
            DisputeAnswer.problem,
            DisputeAnswer.written_at,
            DisputeAnswer.taken_at,
            Member.name.label("made_by"),
        )
        .outerjoin(Member, points_at(DisputeAnswer.made_by_member_id, Member))
        .where(DisputeAnswer.chapter_id == chapter_id, DisputeAnswer.dispute_id == dispute_id)
        .order_by(DisputeAnswer.id)
    )
    return [read_row(AnswerLine, row) for row in rows]


def _postings(chapter_id: int, dispute_id: int) -> list[DisputePosting]:
    amount = func.sum(Posting.amount_minor).label("amount_minor")
    rows = db.session.execute(
        select(
            JournalEntry.id.label("entry_id"),
            JournalEntry.booked_on,
            Posting.account,
            amount,
        )
        .join(Posting, points_at(Posting.entry_id, JournalEntry))
        .where(JournalEntry.chapter_id == chapter_id, JournalEntry.dispute_id == dispute_id)
        .group_by(JournalEntry.id, JournalEntry.booked_on, Posting.account)
        .having(amount != 0)
        .order_by(JournalEntry.id, amount.desc(), Posting.account)
    )
    return [read_row(DisputePosting, row) for row in rows]


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
