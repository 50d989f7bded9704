"""Payments as officers see them: whose they are, who entered them, and what still waits. Amounts are in minor units."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ScalarSelect, Select, func, select
from sqlalchemy.orm import aliased

from sigma_finance.domain.books.accounts import CASH_ACCOUNTS, Account, EntryKind
from sigma_finance.domain.dates import now
from sigma_finance.domain.errors import NotFound
from sigma_finance.domain.payments import refunds
from sigma_finance.domain.payments.payments import GONE, DisputeState, PaymentState, RefundState
from sigma_finance.extensions import db
from sigma_finance.models import JournalEntry, Member, Payment, Posting
from sigma_finance.queries.payments import going_back, own, payout_pages, timeline
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
    stripe_account: str
    import_batch_id: int | None
    returned: Sequence[ReturnedMoney]
    excess_minor: int
    held_minor: int
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
    def left_minor(self) -> int:
        """What of it can still go back: what it holds, less what was asked back and has no answer yet."""
        asked = sum(one.amount_minor for one in self.returned if one.state is RefundState.CREATED)
        return max(self.held_minor - asked, 0)

    @property
    def why_not_refunded(self) -> str:
        """Why nothing of it can go back now; nothing where something can."""
        return refunds.why_not(
            state=self.detail.line.state,
            historical=self.import_batch_id is not None,
            disputed=self.may_come_back,
            left_minor=self.left_minor,
        )

    @property
    def goes_back_by_hand(self) -> bool:
        """Whether it goes back by hand alone: it came so, or Stripe sends it back no more."""
        method = self.detail.line.method
        return not method.by_stripe or refunds.is_too_old(method, self.created_at, now())

    @property
    def may_go_back_by_hand(self) -> bool:
        """Whether it may go back by hand: also once a refund by Stripe did not arrive."""
        failed = any(one.state is RefundState.FAILED for one in self.returned)
        return self.goes_back_by_hand or failed

    @property
    def reversible(self) -> bool:
        """Whether an officer may take it back: in the books, not by Stripe (that is a refund), not with an import.

        Nor where some of it was refunded: it did come in, then.
        """
        line = self.detail.line
        return (
            line.state is PaymentState.SUCCEEDED
            and not line.method.by_stripe
            and self.import_batch_id is None
            and self.detail.member_name is not None
            and not any(one.state in GONE for one in self.returned)
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
    payment, recorded_by, excess, held, reversed_at, reversed_by = db.session.execute(
        select(
            Payment,
            recorder.name,
            _on(Account.DISPUTED_IN_EXCESS),
            _on(*CASH_ACCOUNTS),
            JournalEntry.created_at,
            reverser.name,
        )
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
        stripe_account=payment.stripe_account,
        import_batch_id=payment.import_batch_id,
        returned=returned,
        excess_minor=int(excess),
        held_minor=int(held),
        reversal=Reversal(reversed_at, reversed_by) if payment.state is PaymentState.REVERSED else None,
        timeline=timeline.steps(
            payment,
            receipt=detail.line.receipt,
            returned=returned,
            paid_out=payout_pages.of_payment(chapter_id=chapter_id, payment_id=payment.id),
        ),
    )


def _on(*accounts: Account) -> ScalarSelect[int]:
    """What stands on these accounts of the payment of the surrounding SELECT."""
    return (
        select(func.coalesce(func.sum(Posting.amount_minor), 0))
        .where(
            Posting.chapter_id == Payment.chapter_id,
            Posting.payment_id == Payment.id,
            Posting.account.in_(accounts),
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
