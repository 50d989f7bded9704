"""Payments as officers see them: whose they are, who entered them, and what still waits. Amounts are in minor units."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ScalarSelect, Select, func, select
from sqlalchemy.orm import aliased

from sigma_finance.domain.books.accounts import Account, EntryKind
from sigma_finance.domain.errors import NotFound
from sigma_finance.domain.payments.payments import DisputeState, PaymentState
from sigma_finance.extensions import db
from sigma_finance.models import JournalEntry, Member, Payment, Posting
from sigma_finance.queries.payments import going_back, own, timeline
from sigma_finance.queries.payments.going_back import ReturnedMoney
from sigma_finance.queries.payments.own import PaymentDetail, PaymentLine
from sigma_finance.queries.payments.timeline import TimelineStep
from sigma_finance.queries.people import known


@dataclass(frozen=True)
class MemberPayment:
    """A payment in an officer's list, with its member's name or its donor's; without either it is unmatched money."""

    id: int
    line: PaymentLine
    member_id: int | None
    member_name: str | None
    note: str
    created_at: datetime

    @property
    def status(self) -> str:
        """The word of its badge."""
        unmatched = self.member_name is None and self.line.state is PaymentState.SUCCEEDED
        return "unmatched" if unmatched else self.line.shown.value


@dataclass(frozen=True)
class Reversal:
    """When a payment was taken out of the books, and by whom; None for the operator."""

    at: datetime
    by: str | None


@dataclass(frozen=True)
class EnteredPayment:
    """A payment with everything that an officer may know of it; ``payer`` is who came by a pay link."""

    id: int
    detail: PaymentDetail
    created_at: datetime
    recorded_by: str | None
    payer: str
    payment_intent: str | None
    import_batch_id: int | None
    returned: Sequence[ReturnedMoney]
    excess_minor: int
    reversal: Reversal | None
    timeline: Sequence[TimelineStep]

    @property
    def status(self) -> str:
        """The word of its badge."""
        unmatched = self.detail.member_name is None and self.detail.line.state is PaymentState.SUCCEEDED
        return "unmatched" if unmatched else self.detail.line.shown.value

    @property
    def may_come_back(self) -> bool:
        """Whether a bank has not decided yet, so that what went back may still be ours."""
        return any(one.state is DisputeState.OPEN for one in self.returned)

    @property
    def reversible(self) -> bool:
        """Whether an officer may take it back: in the books, not by Stripe (that is a refund), not with an import."""
        line = self.detail.line
        return (
            line.state is PaymentState.SUCCEEDED
            and not line.method.by_stripe
            and self.import_batch_id is None
            and self.detail.member_name is not None
        )


def reported(*, chapter_id: int, timezone: str) -> list[MemberPayment]:
    """What members say they have paid and no officer has confirmed yet, oldest first."""
    statement = lines(chapter_id=chapter_id).where(Payment.state == PaymentState.REPORTED)
    return [
        read(row, timezone) for row in db.session.execute(statement.order_by(Payment.created_at, Payment.id))
    ]


def of_member(*, chapter_id: int, member_id: int, timezone: str, limit: int) -> list[MemberPayment]:
    """A member's latest payments, newest first."""
    statement = lines(chapter_id=chapter_id).where(Payment.member_id == member_id)
    newest = statement.order_by(Payment.created_at.desc(), Payment.id.desc()).limit(limit)
    return [read(row, timezone) for row in db.session.execute(newest)]


def latest(*, chapter_id: int, timezone: str, limit: int) -> list[MemberPayment]:
    """The payments that came in last, newest first; reversed ones stay visible, donations have a list of their own."""
    came_in = Payment.succeeded_at.is_not(None), Payment.donor_name.is_(None)
    statement = lines(chapter_id=chapter_id).where(*came_in)
    newest = statement.order_by(Payment.succeeded_at.desc(), Payment.id.desc()).limit(limit)
    return [read(row, timezone) for row in db.session.execute(newest)]


def lines(*, chapter_id: int) -> Select[Any]:
    """The SELECT of a chapter's payments with their members; ``read`` reads its rows."""
    return (
        own.payment_lines(chapter_id=chapter_id)
        .add_columns(
            Payment.id.label("id"), func.coalesce(Member.name, Payment.donor_name).label("member_name")
        )
        .outerjoin(Member, (Member.chapter_id == Payment.chapter_id) & (Member.id == Payment.member_id))
    )


def read(row: Any, timezone: str) -> MemberPayment:
    """A row of ``lines`` as a list shows it."""
    payment: Payment = row.Payment
    return MemberPayment(
        id=payment.id,
        line=own.read_line(row, timezone=timezone),
        member_id=payment.member_id,
        member_name=row.member_name,
        note=payment.note,
        created_at=payment.created_at,
    )


def get_payment(*, chapter_id: int, reference: str, timezone: str) -> EnteredPayment:
    """The chapter's payment of this reference; raises NotFound."""
    detail = own.get_payment(chapter_id=chapter_id, reference=reference, timezone=timezone)
    recorder, reverser = aliased(Member), aliased(Member)
    payment, recorded_by, excess, reversed_at, reversed_by = db.session.execute(
        select(Payment, recorder.name, _excess(), JournalEntry.created_at, reverser.name)
        .outerjoin(
            recorder,
            (recorder.chapter_id == Payment.chapter_id) & (recorder.id == Payment.recorded_by_member_id),
        )
        .outerjoin(
            JournalEntry,
            (JournalEntry.chapter_id == Payment.chapter_id)
            & (JournalEntry.payment_id == Payment.id)
            & JournalEntry.kind.in_((EntryKind.PAYMENT_REVERSAL, EntryKind.HISTORICAL_REVERSAL)),
        )
        .outerjoin(
            reverser,
            (reverser.chapter_id == Payment.chapter_id) & (reverser.id == JournalEntry.actor_member_id),
        )
        .where(Payment.chapter_id == chapter_id, Payment.reference == reference)
    ).one()
    returned = going_back.returned(chapter_id=chapter_id, payment_id=payment.id)
    return EnteredPayment(
        id=payment.id,
        detail=detail,
        created_at=payment.created_at,
        recorded_by=recorded_by,
        payer=(payment.payer_email or "Somebody") if payment.pay_link_id else "",
        payment_intent=payment.stripe_payment_intent_id,
        import_batch_id=payment.import_batch_id,
        returned=returned,
        excess_minor=int(excess),
        reversal=Reversal(reversed_at, reversed_by) if payment.state is PaymentState.REVERSED else None,
        timeline=timeline.steps(payment, receipt=detail.line.receipt, returned=returned),
    )


def _excess() -> ScalarSelect[int]:
    """What stands on *disputed in excess* of the payment of the surrounding SELECT."""
    return (
        select(func.coalesce(func.sum(Posting.amount_minor), 0))
        .where(
            Posting.chapter_id == Payment.chapter_id,
            Posting.payment_id == Payment.id,
            Posting.account == Account.DISPUTED_IN_EXCESS,
        )
        .correlate(Payment)
        .scalar_subquery()
    )


@dataclass(frozen=True)
class RecordingFacts:
    """What recording money depends on: what the member owes now, and whether this form has made a payment already."""

    balance_minor: int
    made: bool


def get_recording_facts(*, chapter_id: int, member_id: int, form_key: str) -> RecordingFacts:
    """What a member owes, and whether the form of ``form_key`` was sent before; raises NotFound."""
    made = (
        select(func.count())
        .select_from(Payment)
        .where(Payment.chapter_id == chapter_id, Payment.form_key == form_key)
        .scalar_subquery()
    )
    row = db.session.execute(
        select(Member.balance_minor, made).where(known(chapter_id), Member.id == member_id)
    ).one_or_none()
    if row is None:
        raise NotFound("There is no such member in your chapter.")
    return RecordingFacts(row[0], bool(row[1]))


def made_by_forms(*, chapter_id: int, form_keys: Collection[str]) -> set[str]:
    """Which of these forms have made a payment already."""
    keys = db.session.scalars(
        select(Payment.form_key).where(Payment.chapter_id == chapter_id, Payment.form_key.in_(form_keys))
    )
    return {key for key in keys if key}
