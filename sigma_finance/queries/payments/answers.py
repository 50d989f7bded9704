"""Answers to disputes: their rows, those without a word of Stripe, and the disputes whose last day comes near."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from sigma_finance.database.keys import points_at
from sigma_finance.domain.errors import NotFound
from sigma_finance.domain.payments.payments import AnswerKind, AnswerState, DisputeState
from sigma_finance.extensions import db
from sigma_finance.models import Dispute, DisputeAnswer, JournalEntry, Payment


def get_dispute(*, chapter_id: int, dispute_id: int) -> tuple[Dispute, Payment]:
    """A chapter's dispute and the payment that it is about, fresh from the database; raises NotFound."""
    row = db.session.execute(
        select(Dispute, Payment)
        .join(Payment, points_at(Dispute.payment_id, Payment))
        .where(Dispute.chapter_id == chapter_id, Dispute.id == dispute_id)
        .execution_options(populate_existing=True)
    ).one_or_none()
    if row is None:
        raise NotFound("There is no such dispute in your chapter.")
    return row[0], row[1]


def find_answer(*, chapter_id: int, dispute_id: int, to_inquiry: bool) -> DisputeAnswer | None:
    """What was said to a dispute, or to its inquiry, fresh from the database."""
    return db.session.scalar(
        select(DisputeAnswer)
        .where(
            DisputeAnswer.chapter_id == chapter_id,
            DisputeAnswer.dispute_id == dispute_id,
            DisputeAnswer.to_inquiry == to_inquiry,
        )
        .execution_options(populate_existing=True)
    )


def find_by_reference(*, reference: str) -> DisputeAnswer | None:
    """The answer that was sent under this key, in whichever chapter."""
    return db.session.scalar(select(DisputeAnswer).where(DisputeAnswer.reference == reference))


def has_moved(*, chapter_id: int, dispute_id: int) -> bool:
    """Whether a dispute has moved any money."""
    wanted = select(JournalEntry.id).where(
        JournalEntry.chapter_id == chapter_id, JournalEntry.dispute_id == dispute_id
    )
    return db.session.scalar(wanted.limit(1)) is not None


def is_sent(*, chapter_id: int, dispute_id: int) -> bool:
    """Whether an answer to a dispute is on its way, and no word of Stripe came yet."""
    wanted = select(DisputeAnswer.id).where(
        DisputeAnswer.chapter_id == chapter_id,
        DisputeAnswer.dispute_id == dispute_id,
        DisputeAnswer.state == AnswerState.ASKED,
    )
    return db.session.scalar(wanted.limit(1)) is not None


def get_pack(*, chapter_id: int, dispute_id: int, answer_id: int) -> bytes | None:
    """The evidence that was put together, as a PDF."""
    return db.session.scalar(
        select(DisputeAnswer.pack).where(
            DisputeAnswer.chapter_id == chapter_id,
            DisputeAnswer.dispute_id == dispute_id,
            DisputeAnswer.id == answer_id,
        )
    )


@dataclass(frozen=True)
class UnansweredAnswer:
    """An answer that Stripe was sent, or was about to be, and of which no word came back."""

    chapter_id: int
    dispute_id: int
    reference: str
    account: str
    stripe_dispute_id: str
    kind: AnswerKind
    asked_at: datetime


def unanswered(*, before: datetime) -> list[UnansweredAnswer]:
    """What was sent before ``before`` and has no word of Stripe yet, in every chapter."""
    rows = db.session.execute(
        select(DisputeAnswer, Payment.stripe_account, Dispute.stripe_dispute_id)
        .join(Dispute, points_at(DisputeAnswer.dispute_id, Dispute))
        .join(Payment, points_at(Dispute.payment_id, Payment))
        .where(DisputeAnswer.state == AnswerState.ASKED, DisputeAnswer.asked_at < before)
        .order_by(DisputeAnswer.id)
    )
    return [
        UnansweredAnswer(
            one.chapter_id,
            one.dispute_id,
            one.reference or "",
            account,
            stripe_id,
            one.kind,
            one.asked_at or before,
        )
        for one, account, stripe_id in rows
    ]


def waiting(*, chapter_id: int) -> list[int]:
    """The chapter's disputes that wait for an answer and name its last day, by that day."""
    return list(
        db.session.scalars(
            select(Dispute.id)
            .where(
                Dispute.chapter_id == chapter_id,
                Dispute.state == DisputeState.OPEN,
                Dispute.evidence_due_at.is_not(None),
                ~Dispute.answered,
            )
            .order_by(Dispute.evidence_due_at, Dispute.id)
        )
    )
