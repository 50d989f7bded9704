"""Members' consents to autopay, what is to be charged by it, and each try. Amounts are in minor units."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, ScalarSelect, and_, exists, func, or_, select

from sigma_finance.database.rows import read_row
from sigma_finance.domain.members.members import MemberClass, MemberStatus
from sigma_finance.domain.payments.autopay import AttemptState, MandateState
from sigma_finance.domain.payments.payments import PaymentState
from sigma_finance.extensions import db
from sigma_finance.models import AutopayAttempt, AutopayMandate, Charge, Installment, Member, Payment
from sigma_finance.queries.reminders import is_disputed, is_pending

_DONE = (AttemptState.CHARGING, AttemptState.PAID, AttemptState.FAILED, AttemptState.SKIPPED)


def find_active(*, chapter_id: int, member_id: int) -> AutopayMandate | None:
    """The consent under which a member is charged, fresh from the database."""
    return db.session.scalar(
        select(AutopayMandate)
        .where(
            AutopayMandate.chapter_id == chapter_id,
            AutopayMandate.member_id == member_id,
            AutopayMandate.state == MandateState.ACTIVE,
        )
        .execution_options(populate_existing=True)
    )


def find_waiting(*, chapter_id: int, member_id: int) -> AutopayMandate | None:
    """A member's newest consent, where its bank account still waits to be confirmed."""
    newest = db.session.scalar(
        select(AutopayMandate)
        .where(AutopayMandate.chapter_id == chapter_id, AutopayMandate.member_id == member_id)
        .order_by(AutopayMandate.id.desc())
        .limit(1)
    )
    waits = newest is not None and newest.state is MandateState.STARTED and newest.stripe_method_id
    return newest if waits else None


def last_ended(*, chapter_id: int, member_id: int) -> AutopayMandate | None:
    """The consent that ended last."""
    return db.session.scalar(
        select(AutopayMandate)
        .where(
            AutopayMandate.chapter_id == chapter_id,
            AutopayMandate.member_id == member_id,
            AutopayMandate.state == MandateState.ENDED,
        )
        .order_by(AutopayMandate.id.desc())
        .limit(1)
    )


def find_by_reference(*, reference: str) -> AutopayMandate | None:
    """The consent of this reference in whichever chapter, fresh from the database; for what Stripe says of it."""
    return db.session.scalar(
        select(AutopayMandate)
        .where(AutopayMandate.reference == reference)
        .execution_options(populate_existing=True)
    )


def find_kept(*, account: str, stripe_id: str) -> AutopayMandate | None:
    """The active consent that charges this payment method of an account, or a method of this customer."""
    return db.session.scalar(
        select(AutopayMandate).where(
            AutopayMandate.state == MandateState.ACTIVE,
            AutopayMandate.stripe_account == account,
            or_(AutopayMandate.stripe_method_id == stripe_id, AutopayMandate.stripe_customer_id == stripe_id),
        )
    )


def last_customer(*, chapter_id: int, member_id: int, account: str) -> str | None:
    """Under which id Stripe last kept methods of a member on an account."""
    return db.session.scalar(
        select(AutopayMandate.stripe_customer_id)
        .where(
            AutopayMandate.chapter_id == chapter_id,
            AutopayMandate.member_id == member_id,
            AutopayMandate.stripe_account == account,
            AutopayMandate.stripe_customer_id.is_not(None),
        )
        .order_by(AutopayMandate.id.desc())
        .limit(1)
    )


@dataclass(frozen=True)
class AutopayInstallment:
    """An open installment that autopay will charge, or would but for its member's or its own history."""

    installment_id: int
    description: str
    due_on: date
    open_minor: int
    state: AttemptState | None
    planned_on: date | None
    reason: str
    expected_on: date | None


def coming(*, chapter_id: int, member_id: int, from_on: date) -> list[AutopayInstallment]:
    """A member's open installments due from a day on, with what autopay last did of each, by date."""
    last = (
        select(func.max(AutopayAttempt.number))
        .where(
            AutopayAttempt.chapter_id == Installment.chapter_id,
            AutopayAttempt.installment_id == Installment.id,
        )
        .correlate(Installment)
        .scalar_subquery()
    )
    rows = db.session.execute(
        select(
            Installment.id.label("installment_id"),
            Charge.description,
            Installment.due_on,
            Installment.open_minor,
            AutopayAttempt.state,
            AutopayAttempt.due_on.label("planned_on"),
            func.coalesce(AutopayAttempt.reason, "").label("reason"),
            Payment.expected_on,
        )
        .join(Charge, and_(Charge.chapter_id == Installment.chapter_id, Charge.id == Installment.charge_id))
        .outerjoin(
            AutopayAttempt,
            and_(
                AutopayAttempt.chapter_id == Installment.chapter_id,
                AutopayAttempt.installment_id == Installment.id,
                AutopayAttempt.number == last,
            ),
        )
        .outerjoin(
            Payment,
            and_(Payment.chapter_id == AutopayAttempt.chapter_id, Payment.id == AutopayAttempt.payment_id),
        )
        .where(
            Installment.chapter_id == chapter_id,
            Installment.member_id == member_id,
            Installment.open_minor > 0,
            or_(Installment.due_on >= from_on, AutopayAttempt.id.is_not(None)),
        )
        .order_by(Installment.due_on, Installment.id)
    )
    return [read_row(AutopayInstallment, row) for row in rows]


@dataclass(frozen=True)
class UnannouncedInstallment:
    """An open installment of a member on autopay who has not been told that it will be charged."""

    member_id: int
    installment_id: int
    description: str
    due_on: date
    open_minor: int


def untold(
    *, chapter_id: int, until: date, member_ids: Sequence[int] | None = None
) -> list[UnannouncedInstallment]:
    """What falls due until a day under a consent that covers it, and nobody was told of yet."""
    statement = (
        select(
            Installment.member_id,
            Installment.id.label("installment_id"),
            Charge.description,
            Installment.due_on,
            Installment.open_minor,
        )
        .join(Charge, and_(Charge.chapter_id == Installment.chapter_id, Charge.id == Installment.charge_id))
        .join(Member, and_(Member.chapter_id == Installment.chapter_id, Member.id == Installment.member_id))
        .join(
            AutopayMandate,
            and_(
                AutopayMandate.chapter_id == Installment.chapter_id,
                AutopayMandate.member_id == Installment.member_id,
            ),
        )
        .where(
            Installment.chapter_id == chapter_id,
            Installment.open_minor > 0,
            Installment.due_on <= until,
            AutopayMandate.state == MandateState.ACTIVE,
            Installment.due_on >= AutopayMandate.starts_on,
            ~_has_attempt((AttemptState.PLANNED, *_DONE)),
            _is_chargeable(),
            ~is_disputed(),
        )
        .order_by(Installment.member_id, Installment.due_on, Installment.id)
    )
    if member_ids is not None:
        statement = statement.where(Installment.member_id.in_(member_ids))
    return [read_row(UnannouncedInstallment, row) for row in db.session.execute(statement)]


def _has_attempt(states: Sequence[AttemptState]) -> ColumnElement[bool]:
    return exists().where(
        AutopayAttempt.chapter_id == Installment.chapter_id,
        AutopayAttempt.installment_id == Installment.id,
        AutopayAttempt.state.in_(states),
    )


def _is_chargeable() -> ColumnElement[bool]:
    return and_(Member.status == MemberStatus.ACTIVE, Member.member_class != MemberClass.EXEMPT)


def members_to_charge(*, chapter_id: int, on: date) -> list[int]:
    """Whose planned charges have come, by id."""
    return list(
        db.session.scalars(
            select(AutopayAttempt.member_id)
            .where(
                AutopayAttempt.chapter_id == chapter_id,
                AutopayAttempt.state == AttemptState.PLANNED,
                AutopayAttempt.due_on <= on,
            )
            .distinct()
            .order_by(AutopayAttempt.member_id)
        )
    )


def members_gone(*, chapter_id: int) -> list[int]:
    """Who has a consent and is no longer an active member."""
    return list(
        db.session.scalars(
            select(AutopayMandate.member_id)
            .join(
                Member,
                and_(Member.chapter_id == AutopayMandate.chapter_id, Member.id == AutopayMandate.member_id),
            )
            .where(
                AutopayMandate.chapter_id == chapter_id,
                AutopayMandate.state == MandateState.ACTIVE,
                Member.status != MemberStatus.ACTIVE,
            )
            .order_by(AutopayMandate.member_id)
        )
    )


def planned(*, chapter_id: int, member_id: int, until: date | None = None) -> list[AutopayAttempt]:
    """A member's planned tries, those until a day if one is given, fresh from the database."""
    statement = (
        select(AutopayAttempt)
        .where(
            AutopayAttempt.chapter_id == chapter_id,
            AutopayAttempt.member_id == member_id,
            AutopayAttempt.state == AttemptState.PLANNED,
        )
        .order_by(AutopayAttempt.due_on, AutopayAttempt.id)
        .execution_options(populate_existing=True)
    )
    if until is not None:
        statement = statement.where(AutopayAttempt.due_on <= until)
    return list(db.session.scalars(statement))


def of_payment(*, chapter_id: int, payment_id: int) -> list[AutopayAttempt]:
    """The tries that a payment was, fresh from the database."""
    return list(
        db.session.scalars(
            select(AutopayAttempt)
            .where(AutopayAttempt.chapter_id == chapter_id, AutopayAttempt.payment_id == payment_id)
            .order_by(AutopayAttempt.id)
            .execution_options(populate_existing=True)
        )
    )


def open_minor(*, chapter_id: int, installment_ids: Sequence[int]) -> dict[int, int]:
    """What is open of each of these installments now."""
    rows = db.session.execute(
        select(Installment.id, Installment.open_minor).where(
            Installment.chapter_id == chapter_id, Installment.id.in_(installment_ids)
        )
    )
    return {row.id: row.open_minor for row in rows}


def tries(*, chapter_id: int, installment_id: int) -> tuple[int, int]:
    """The highest number of an installment's tries, and how many of them failed."""
    failed = func.count().filter(AutopayAttempt.state == AttemptState.FAILED)
    row = db.session.execute(
        select(func.coalesce(func.max(AutopayAttempt.number), 0), failed).where(
            AutopayAttempt.chapter_id == chapter_id, AutopayAttempt.installment_id == installment_id
        )
    ).one()
    return int(row[0]), int(row[1])


def find_open_installment(*, chapter_id: int, member_id: int, installment_id: int) -> Installment | None:
    """A member's installment of which something is open."""
    return db.session.scalar(
        select(Installment).where(
            Installment.chapter_id == chapter_id,
            Installment.member_id == member_id,
            Installment.id == installment_id,
            Installment.open_minor > 0,
        )
    )


def rests(*, chapter_id: int, member_id: int) -> bool:
    """Whether autopay of a member rests, since a bank has a payment of theirs and has not decided about it."""
    found = select(is_disputed()).where(Member.chapter_id == chapter_id, Member.id == member_id)
    return bool(db.session.scalar(found))


def is_money_under_way(*, chapter_id: int, member_id: int) -> bool:
    """Whether money of a member is under way, disputed, or not known to have come."""
    waiting = exists().where(
        Payment.chapter_id == Member.chapter_id,
        Payment.member_id == Member.id,
        Payment.state.in_((PaymentState.CREATED, PaymentState.PENDING)),
    )
    return bool(
        db.session.scalar(
            select(or_(is_pending(), waiting)).where(Member.chapter_id == chapter_id, Member.id == member_id)
        )
    )


@dataclass(frozen=True)
class UnansweredCharge:
    """A charge of a kept method whose end is not known: of whose method, on which account, and its PaymentIntent."""

    reference: str
    account: str
    customer: str
    payment_intent: str | None


def unanswered(*, before: datetime) -> list[UnansweredCharge]:
    """Autopay's charges begun before a moment whose end is not known."""
    customer = (
        select(AutopayMandate.stripe_customer_id)
        .where(
            AutopayMandate.chapter_id == Payment.chapter_id,
            AutopayMandate.member_id == Payment.member_id,
            AutopayMandate.stripe_account == Payment.stripe_account,
            AutopayMandate.consented_at <= Payment.created_at,
            AutopayMandate.stripe_method_id.is_not(None),
        )
        .order_by(AutopayMandate.id.desc())
        .limit(1)
        .correlate(Payment)
        .scalar_subquery()
    )
    rows = db.session.execute(
        select(
            Payment.reference,
            Payment.stripe_account,
            func.coalesce(customer, "").label("customer"),
            Payment.stripe_payment_intent_id,
        )
        .where(
            Payment.autopay,
            Payment.state.in_((PaymentState.CREATED, PaymentState.PENDING, PaymentState.PROCESSING)),
            Payment.created_at < before,
        )
        .order_by(Payment.id)
    )
    return [
        UnansweredCharge(row.reference, row.stripe_account, row.customer, row.stripe_payment_intent_id)
        for row in rows
    ]


def autopay_waits() -> ScalarSelect[str]:
    """Which bank account of the member of the surrounding SELECT waits to be confirmed, in words, if one does."""
    newest = (
        select(func.max(AutopayMandate.id))
        .where(AutopayMandate.chapter_id == Member.chapter_id, AutopayMandate.member_id == Member.id)
        .correlate(Member)
        .scalar_subquery()
    )
    return (
        select(AutopayMandate.label)
        .where(
            AutopayMandate.id == newest,
            AutopayMandate.chapter_id == Member.chapter_id,
            AutopayMandate.state == MandateState.STARTED,
            AutopayMandate.stripe_method_id.is_not(None),
        )
        .correlate(Member)
        .scalar_subquery()
    )


def autopay_method() -> ScalarSelect[str]:
    """Which card or bank account the member of the surrounding SELECT is charged by, in words, if autopay is on."""
    return (
        select(AutopayMandate.label)
        .where(
            AutopayMandate.chapter_id == Member.chapter_id,
            AutopayMandate.member_id == Member.id,
            AutopayMandate.state == MandateState.ACTIVE,
        )
        .correlate(Member)
        .scalar_subquery()
    )
