"""Refunds that are asked for here: their rows, what they forgive beside, and those without an answer."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from sigma_finance.database.keys import points_at
from sigma_finance.domain.books.accounts import EntryKind
from sigma_finance.domain.books.lines import PostingLine
from sigma_finance.domain.payments.payments import RefundState
from sigma_finance.extensions import db
from sigma_finance.models import Charge, Installment, JournalEntry, Payment, Posting, Refund

_FORGIVES = (EntryKind.WAIVER, EntryKind.CHARGE_REVERSAL)


def find_by_form_key(*, chapter_id: int, form_key: str) -> Refund | None:
    """The refund that this form has asked for already."""
    return db.session.scalar(
        select(Refund).where(Refund.chapter_id == chapter_id, Refund.form_key == form_key)
    )


def find(*, chapter_id: int, payment_id: int, refund_id: int) -> Refund | None:
    """A payment's refund of this id, fresh from the database."""
    return db.session.scalar(
        select(Refund)
        .where(Refund.chapter_id == chapter_id, Refund.payment_id == payment_id, Refund.id == refund_id)
        .execution_options(populate_existing=True)
    )


def find_by_reference(*, reference: str) -> Refund | None:
    """The refund of our own reference, in whichever chapter."""
    return db.session.scalar(select(Refund).where(Refund.reference == reference))


def asked_minor(payment: Payment) -> int:
    """What of a payment was asked back and has no answer yet."""
    total = db.session.scalar(
        select(func.coalesce(func.sum(Refund.amount_minor), 0)).where(
            Refund.chapter_id == payment.chapter_id,
            Refund.payment_id == payment.id,
            Refund.state == RefundState.CREATED,
        )
    )
    return int(total or 0)


def is_any(payment: Payment, *states: RefundState) -> bool:
    """Whether a payment has a refund in one of these states."""
    wanted = select(Refund.id).where(
        Refund.chapter_id == payment.chapter_id, Refund.payment_id == payment.id, Refund.state.in_(states)
    )
    return db.session.scalar(wanted.limit(1)) is not None


def charges_of(*, chapter_id: int, installment_ids: Collection[int]) -> list[Charge]:
    """The charges that stand and that these installments are parts of."""
    return list(
        db.session.scalars(
            select(Charge)
            .where(
                Charge.chapter_id == chapter_id,
                Charge.reversed_at.is_(None),
                Charge.id.in_(
                    select(Installment.charge_id).where(
                        Installment.chapter_id == chapter_id, Installment.id.in_(installment_ids)
                    )
                ),
            )
            .order_by(Charge.id)
            .execution_options(populate_existing=True)
        )
    )


def installment_ids(*, chapter_id: int, charge_id: int) -> list[int]:
    """The parts of a charge."""
    return list(
        db.session.scalars(
            select(Installment.id).where(
                Installment.chapter_id == chapter_id, Installment.charge_id == charge_id
            )
        )
    )


def is_charged_anew(charge: Charge) -> bool:
    """Whether the member of a reversed charge has been charged for its dues period again."""
    if charge.dues_period_id is None:
        return False
    found = db.session.scalar(
        select(Charge.id).where(
            Charge.chapter_id == charge.chapter_id,
            Charge.member_id == charge.member_id,
            Charge.dues_period_id == charge.dues_period_id,
            Charge.reversed_at.is_(None),
        )
    )
    return found is not None


def forgiven_beside(refund: Refund) -> list[tuple[JournalEntry, Charge, list[PostingLine]]]:
    """The entries that forgave something beside a refund, with their charges and lines."""
    rows = db.session.execute(
        select(JournalEntry, Charge)
        .join(Charge, points_at(JournalEntry.charge_id, Charge))
        .where(
            JournalEntry.chapter_id == refund.chapter_id,
            JournalEntry.refund_id == refund.id,
            JournalEntry.kind.in_(_FORGIVES),
        )
        .order_by(JournalEntry.id)
    )
    return [(entry, charge, _lines(entry)) for entry, charge in rows.all()]


def _lines(entry: JournalEntry) -> list[PostingLine]:
    found = db.session.scalars(
        select(Posting)
        .where(Posting.chapter_id == entry.chapter_id, Posting.entry_id == entry.id)
        .order_by(Posting.id)
    )
    return [
        PostingLine(one.account, one.amount_minor, one.member_id, one.installment_id, one.payment_id)
        for one in found
    ]


@dataclass(frozen=True)
class UnansweredRefund:
    """A refund that Stripe was asked for, or was about to be, and whose answer is not known."""

    chapter_id: int
    refund_id: int
    reference: str
    account: str
    payment_intent: str
    asked_at: datetime


def unanswered(*, before: datetime) -> list[UnansweredRefund]:
    """The refunds asked for before ``before`` without an answer, in every chapter."""
    rows = db.session.execute(
        select(Refund, Payment.stripe_account, Payment.stripe_payment_intent_id)
        .join(Payment, points_at(Refund.payment_id, Payment))
        .where(Refund.state == RefundState.CREATED, Refund.created_at < before)
        .order_by(Refund.id)
    )
    return [
        UnansweredRefund(one.chapter_id, one.id, one.reference or "", account, intent or "", one.created_at)
        for one, account, intent in rows
    ]
