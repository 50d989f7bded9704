"""What proves that a payment was wanted: consents with time and address, sign-ins, words; amounts in minor units."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, or_, select

from sigma_finance.database.keys import points_at
from sigma_finance.database.rows import read_row
from sigma_finance.domain.audit import Action
from sigma_finance.domain.books.accounts import Account, EntryKind
from sigma_finance.domain.payments.delivery import Delivery, MessageState
from sigma_finance.domain.payments.payments import Method
from sigma_finance.domain.policy import Frequency
from sigma_finance.extensions import db
from sigma_finance.models import (
    AuditEvent,
    AutopayMandate,
    Charge,
    Dispute,
    Installment,
    JournalEntry,
    Member,
    OutboxMessage,
    Payment,
    Plan,
    Posting,
    Receipt,
    SignInSession,
    User,
)

#: A bank reads a few pages, so the newest of each sort stand for the rest.
MOST_LINES = 25


@dataclass(frozen=True)
class DisputedPayment:
    """A disputed payment, its member and its receipt; who came by a pay link has ``payer_email``."""

    dispute_id: int
    stripe_dispute_id: str
    reason: str
    disputed_minor: int
    opened_at: datetime
    payment_id: int
    reference: str
    method: Method
    amount_minor: int
    autopay: bool
    began_at: datetime
    received_on: date | None
    payer_email: str | None
    member_id: int | None
    user_id: int | None
    name: str | None
    email: str | None
    joined_at: datetime | None
    receipt: str | None


def get_payment(*, chapter_id: int, dispute_id: int) -> DisputedPayment | None:
    """The payment that a dispute is about, with what is known of its member."""
    row = db.session.execute(
        select(
            Dispute.id.label("dispute_id"),
            Dispute.stripe_dispute_id,
            Dispute.reason,
            Dispute.amount_minor.label("disputed_minor"),
            Dispute.created_at.label("opened_at"),
            Payment.id.label("payment_id"),
            Payment.reference,
            Payment.method,
            Payment.amount_minor,
            Payment.autopay,
            Payment.created_at.label("began_at"),
            Payment.received_on,
            Payment.payer_email,
            Payment.member_id,
            Member.user_id,
            func.coalesce(Member.name, Payment.donor_name).label("name"),
            func.coalesce(Member.email, Payment.donor_email).label("email"),
            User.created_at.label("joined_at"),
            Receipt.label.label("receipt"),
        )
        .join(Payment, points_at(Dispute.payment_id, Payment))
        .outerjoin(Member, points_at(Payment.member_id, Member))
        .outerjoin(User, User.id == Member.user_id)
        .outerjoin(Receipt, (Receipt.chapter_id == Payment.chapter_id) & (Receipt.payment_id == Payment.id))
        .where(Dispute.chapter_id == chapter_id, Dispute.id == dispute_id)
    ).one_or_none()
    return read_row(DisputedPayment, row) if row else None


@dataclass(frozen=True)
class PaymentStart:
    """When a payment was begun by its payer, from which address and by which browser."""

    at: datetime
    ip: str
    user_agent: str


def find_start(*, chapter_id: int, payment_id: int) -> PaymentStart | None:
    """How a payment was begun, if the audit trail says so."""
    row = db.session.execute(
        select(AuditEvent.at, AuditEvent.ip, AuditEvent.user_agent)
        .where(
            AuditEvent.chapter_id == chapter_id,
            AuditEvent.subject_type == "payments",
            AuditEvent.subject_id == payment_id,
            AuditEvent.action == Action.PAYMENT_STARTED.value,
        )
        .order_by(AuditEvent.sequence)
        .limit(1)
    ).one_or_none()
    return read_row(PaymentStart, row) if row else None


@dataclass(frozen=True)
class Consent:
    """What a member agreed to, when and from which address."""

    text: str
    at: datetime
    ip: str
    method: str = ""


def find_autopay_consent(*, chapter_id: int, member_id: int, before: datetime) -> Consent | None:
    """The consent to autopay under which a member was charged at a moment."""
    row = db.session.execute(
        select(
            AutopayMandate.consent.label("text"),
            AutopayMandate.consented_at.label("at"),
            AutopayMandate.consented_ip.label("ip"),
            AutopayMandate.label.label("method"),
        )
        .where(
            AutopayMandate.chapter_id == chapter_id,
            AutopayMandate.member_id == member_id,
            AutopayMandate.consented_at <= before,
            AutopayMandate.stripe_method_id.is_not(None),
        )
        .order_by(AutopayMandate.id.desc())
        .limit(1)
    ).one_or_none()
    return read_row(Consent, row) if row else None


@dataclass(frozen=True)
class PlanPart:
    """A part of an agreed plan, and what of it is open today."""

    due_on: date
    description: str
    amount_minor: int
    open_minor: int


@dataclass(frozen=True)
class AgreedPlan:
    """A plan that a member agreed to before they paid, with its parts."""

    frequency: Frequency | None
    total_minor: int
    consent: Consent
    parts: Sequence[PlanPart]


def find_plan(*, chapter_id: int, member_id: int, before: datetime) -> AgreedPlan | None:
    """The plan that a member agreed to last before a moment."""
    plan = db.session.scalar(
        select(Plan)
        .where(Plan.chapter_id == chapter_id, Plan.member_id == member_id, Plan.agreed_at <= before)
        .order_by(Plan.agreed_at.desc(), Plan.id.desc())
        .limit(1)
    )
    if plan is None or plan.agreed_at is None:
        return None
    consent = Consent(plan.agreement, plan.agreed_at, plan.agreed_ip)
    return AgreedPlan(plan.frequency, plan.total_minor, consent, _parts(chapter_id, plan.id))


def _parts(chapter_id: int, plan_id: int) -> list[PlanPart]:
    asked = (
        select(func.coalesce(func.sum(Posting.amount_minor), 0))
        .join(JournalEntry, points_at(Posting.entry_id, JournalEntry))
        .where(
            Posting.chapter_id == Installment.chapter_id,
            Posting.installment_id == Installment.id,
            Posting.account == Account.RECEIVABLE,
            JournalEntry.kind.in_((EntryKind.CHARGE, EntryKind.RESCHEDULE)),
        )
        .correlate(Installment)
        .scalar_subquery()
    )
    rows = db.session.execute(
        select(Installment.due_on, Charge.description, asked.label("amount_minor"), Installment.open_minor)
        .join(Charge, points_at(Installment.charge_id, Charge))
        .where(Installment.chapter_id == chapter_id, Installment.plan_id == plan_id)
        .order_by(Installment.due_on, Installment.id)
    )
    return [read_row(PlanPart, row) for row in rows]


@dataclass(frozen=True)
class ReceivedPayment:
    """A receipt of the same member: other payments that nobody disputed speak for this one."""

    receipt: str
    received_on: date | None
    method: Method
    amount_minor: int
    disputed: bool


def receipts(*, chapter_id: int, member_id: int) -> list[ReceivedPayment]:
    """A member's receipts, the newest first."""
    disputed = (
        select(Dispute.id)
        .where(Dispute.chapter_id == Payment.chapter_id, Dispute.payment_id == Payment.id)
        .correlate(Payment)
        .exists()
    )
    rows = db.session.execute(
        select(
            Receipt.label.label("receipt"),
            Payment.received_on,
            Payment.method,
            Receipt.amount_minor,
            disputed.label("disputed"),
        )
        .join(Payment, points_at(Receipt.payment_id, Payment))
        .where(Receipt.chapter_id == chapter_id, Payment.member_id == member_id)
        .order_by(Receipt.year.desc(), Receipt.number.desc())
        .limit(MOST_LINES)
    )
    return [read_row(ReceivedPayment, row) for row in rows]


@dataclass(frozen=True)
class SentMessage:
    """A message that reached a member, or left for them."""

    kind: str
    context: dict[str, Any]
    to_email: str
    sent_at: datetime
    delivery: Delivery | None


def messages(*, chapter_id: int, member_id: int) -> list[SentMessage]:
    """What a member was written and did not come back, the newest first."""
    rows = db.session.execute(
        select(
            OutboxMessage.kind,
            OutboxMessage.context,
            OutboxMessage.to_email,
            OutboxMessage.sent_at,
            OutboxMessage.delivery,
        )
        .where(
            OutboxMessage.chapter_id == chapter_id,
            OutboxMessage.member_id == member_id,
            OutboxMessage.state == MessageState.SENT,
            OutboxMessage.sent_at.is_not(None),
            or_(OutboxMessage.delivery.is_(None), OutboxMessage.delivery == Delivery.DELIVERED),
        )
        .order_by(OutboxMessage.id.desc())
        .limit(MOST_LINES)
    )
    return [read_row(SentMessage, row) for row in rows]


@dataclass(frozen=True)
class SignIn:
    """When and from where somebody signed in."""

    at: datetime
    last_seen_at: datetime
    ip: str
    user_agent: str


def sign_ins(*, user_id: int, member_id: int) -> list[SignIn]:
    """When a person signed in, other chapters of theirs apart, the newest first."""
    rows = db.session.execute(
        select(
            SignInSession.created_at.label("at"),
            SignInSession.last_seen_at,
            SignInSession.ip,
            SignInSession.user_agent,
        )
        .where(
            SignInSession.user_id == user_id,
            or_(SignInSession.member_id.is_(None), SignInSession.member_id == member_id),
        )
        .order_by(SignInSession.created_at.desc(), SignInSession.id.desc())
        .limit(MOST_LINES)
    )
    return [read_row(SignIn, row) for row in rows]


@dataclass(frozen=True)
class OwnWords:
    """What a member wrote themselves when they said that they had paid."""

    at: datetime
    text: str


def own_words(*, chapter_id: int, member_id: int) -> list[OwnWords]:
    """The notes of payments that a member reported, the newest first."""
    reported = (
        select(AuditEvent.id)
        .where(
            AuditEvent.chapter_id == Payment.chapter_id,
            AuditEvent.subject_type == "payments",
            AuditEvent.subject_id == Payment.id,
            AuditEvent.action == Action.PAYMENT_REPORTED.value,
        )
        .correlate(Payment)
        .exists()
    )
    rows = db.session.execute(
        select(Payment.created_at.label("at"), Payment.note.label("text"))
        .where(
            Payment.chapter_id == chapter_id,
            Payment.member_id == member_id,
            Payment.note != "",
            reported,
        )
        .order_by(Payment.created_at.desc(), Payment.id.desc())
        .limit(MOST_LINES)
    )
    return [read_row(OwnWords, row) for row in rows]
