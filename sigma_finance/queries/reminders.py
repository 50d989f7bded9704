"""Who could be reminded of what. Amounts are in minor units."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, cast

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.orm import aliased

from sigma_finance.database.keys import points_at
from sigma_finance.database.rows import read_row
from sigma_finance.domain.books.accounts import ChargeKind
from sigma_finance.domain.dues import reminders as rules
from sigma_finance.domain.dues.reminders import OpenPart, ReminderKind, Statement, step_at
from sigma_finance.domain.members.members import MemberClass, MemberStatus
from sigma_finance.domain.payments import autopay, cards
from sigma_finance.domain.payments.autopay import AttemptState, MandateState
from sigma_finance.domain.payments.payments import DisputeState, PaymentState
from sigma_finance.domain.topics import Topic
from sigma_finance.extensions import db
from sigma_finance.models import (
    AutopayAttempt,
    AutopayMandate,
    Chapter,
    Charge,
    Dispute,
    Installment,
    Member,
    Payment,
    Reminder,
    ReminderStep,
)


@dataclass(frozen=True)
class Debtor:
    """A member who owes something that is past due or due soon, and all that stands open for them."""

    member_id: int
    name: str
    email: str | None
    balance_minor: int
    muted: bool
    stopped: bool
    under_way: bool
    method: str
    last_on: date | None
    statement: Statement

    @property
    def hindrance(self) -> str:
        """Why they are not written to now, in a few words; empty where nothing is in the way."""
        if self.under_way:
            return "Money is under way or disputed"
        if self.last_on == self.statement.today:
            return "Reminded today"
        if not self.statement.asked:
            return "Autopay pays it"
        if not self.email:
            return "No e-mail address"
        if self.stopped:
            return "E-mail stopped: it kept coming back"
        return "Asked for no reminders" if self.muted else ""

    @property
    def oldest_due_on(self) -> date:
        """The due date that comes first."""
        return min(part.due_on for section in self.statement.sections for part in section.parts)

    @property
    def is_scheduled(self) -> bool:
        """Whether the schedule has a step to tell them of today."""
        return self.statement.is_come


def debtors(
    *,
    chapter_id: int,
    today: date,
    ahead: timedelta,
    steps: Sequence[int],
    member_ids: Sequence[int] | None = None,
) -> list[Debtor]:
    """Active members who are not exempt and owe what is past due or due within ``ahead``, by name.

    With ``member_ids`` only these.
    """
    statement = (
        select(
            Member.id,
            Member.name,
            Member.email,
            Member.balance_minor,
            Member.muted,
            Member.mail_stopped_at,
            is_pending().label("under_way"),
            _last_on().label("last_on"),
            Installment.id.label("installment_id"),
            Charge.description,
            Charge.kind.label("charge_kind"),
            Installment.due_on,
            Installment.open_minor,
            Charge.charged_on,
            Chapter.currency,
            AutopayMandate.label.label("method"),
            AutopayMandate.starts_on,
            AutopayAttempt.state.label("attempt"),
            AutopayAttempt.due_on.label("attempt_on"),
        )
        .join(Chapter, Chapter.id == Installment.chapter_id)
        .join(Member, and_(Member.chapter_id == Installment.chapter_id, Member.id == Installment.member_id))
        .join(Charge, and_(Charge.chapter_id == Installment.chapter_id, Charge.id == Installment.charge_id))
        .outerjoin(AutopayMandate, _charges_the_member())
        .outerjoin(AutopayAttempt, _is_last_try())
        .where(
            Installment.chapter_id == chapter_id,
            Installment.open_minor > 0,
            Installment.due_on <= today + ahead,
            Member.status == MemberStatus.ACTIVE,
            Member.member_class != MemberClass.EXEMPT,
        )
        .order_by(Member.folded_name, Member.id, Installment.due_on, Installment.id)
    )
    if member_ids is not None:
        statement = statement.where(Member.id.in_(member_ids))
    rows = db.session.execute(statement).all()
    told = _told(chapter_id) if steps else set()
    by_member: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        by_member[row.id].append(row)
    return [_debtor(parts, today, steps, told) for parts in by_member.values()]


def _debtor(parts: list[Any], today: date, steps: Sequence[int], told: set[tuple[int, int]]) -> Debtor:
    first = parts[0]
    return Debtor(
        member_id=first.id,
        name=first.name,
        email=first.email,
        balance_minor=first.balance_minor,
        muted=Topic.REMINDERS.value in first.muted,
        stopped=first.mail_stopped_at is not None,
        under_way=bool(first.under_way),
        method=first.method or "",
        last_on=first.last_on,
        statement=rules.statement(
            _as_charged([_part(row, today, steps, told) for row in parts], first.currency), today=today
        ),
    )


def _part(row: Any, today: date, steps: Sequence[int], told: set[tuple[int, int]]) -> OpenPart:
    step = step_at(row.due_on, today=today, steps=steps)
    return OpenPart(
        installment_id=row.installment_id,
        description=row.description,
        due_on=row.due_on,
        open_minor=row.open_minor,
        charged_on=row.charged_on,
        step=step,
        is_told=(row.installment_id, step) in told,
        is_late_fee=row.charge_kind is ChargeKind.LATE_FEE,
        autopay_on=_autopay_on(row, today),
    )


def _as_charged(parts: Sequence[OpenPart], currency: str) -> list[OpenPart]:
    """The parts with the days on which autopay charges them: what is too little for a card waits for the next."""
    due = [(part.autopay_on, part.open_minor) for part in parts if part.autopay_on is not None]
    days = iter(autopay.charge_days(due, least_minor=cards.least_minor(currency)))
    return [part if part.autopay_on is None else replace(part, autopay_on=next(days)) for part in parts]


def _autopay_on(row: Any, today: date) -> date | None:
    """When autopay charges an installment: as its member was told, or on its date where that is still to come."""
    if row.starts_on is None:
        return None
    due_on, attempt_on = cast("date", row.due_on), cast("date", row.attempt_on)
    if row.attempt in (AttemptState.PLANNED, AttemptState.CHARGING):
        return max(attempt_on, today)
    if row.attempt not in (None, AttemptState.DROPPED):
        return None
    return due_on if due_on >= max(row.starts_on, today) else None


@dataclass(frozen=True)
class SentReminder:
    """A reminder that was sent: to whom, of what and how much, and by whom; without one the schedule sent it."""

    sent_on: date
    member_name: str
    email: str | None
    kind: ReminderKind
    amount_minor: int
    sent_by: str | None


def sent(*, chapter_id: int, member_id: int | None = None) -> list[SentReminder]:
    """The reminders that a chapter has sent, or those to one member, latest first."""
    sender = aliased(Member)
    statement = (
        select(
            Reminder.sent_on,
            Member.name.label("member_name"),
            Member.email,
            Reminder.kind,
            Reminder.amount_minor,
            sender.name.label("sent_by"),
        )
        .join(Member, points_at(Reminder.member_id, Member))
        .outerjoin(sender, points_at(Reminder.made_by_member_id, sender))
        .where(Reminder.chapter_id == chapter_id)
        .order_by(Reminder.sent_on.desc(), Reminder.id.desc())
    )
    if member_id is not None:
        statement = statement.where(Reminder.member_id == member_id)
    return [read_row(SentReminder, row) for row in db.session.execute(statement)]


def reminded(*, chapter_id: int, on: date) -> set[int]:
    """Whom the chapter wrote to of what they owe on a day."""
    return set(
        db.session.scalars(
            select(Reminder.member_id).where(Reminder.chapter_id == chapter_id, Reminder.sent_on == on)
        )
    )


def _told(chapter_id: int) -> set[tuple[int, int]]:
    """The steps that were told of installments that are still open."""
    rows = db.session.execute(
        select(ReminderStep.installment_id, ReminderStep.step)
        .join(
            Installment,
            and_(
                Installment.chapter_id == ReminderStep.chapter_id,
                Installment.id == ReminderStep.installment_id,
            ),
        )
        .where(ReminderStep.chapter_id == chapter_id, Installment.open_minor > 0)
    )
    return {(row.installment_id, row.step) for row in rows}


def _last_on() -> Any:
    """When the member of the surrounding SELECT was reminded last."""
    return (
        select(func.max(Reminder.sent_on))
        .where(Reminder.chapter_id == Member.chapter_id, Reminder.member_id == Member.id)
        .correlate(Member)
        .scalar_subquery()
    )


def _charges_the_member() -> ColumnElement[bool]:
    """The condition that a consent to autopay covers the member of the surrounding SELECT."""
    return and_(
        AutopayMandate.chapter_id == Installment.chapter_id,
        AutopayMandate.member_id == Installment.member_id,
        AutopayMandate.state == MandateState.ACTIVE,
    )


def _is_last_try() -> ColumnElement[bool]:
    """The condition that a try of autopay is the last one of the installment of the surrounding SELECT."""
    last = (
        select(func.max(AutopayAttempt.number))
        .where(
            AutopayAttempt.chapter_id == Installment.chapter_id,
            AutopayAttempt.installment_id == Installment.id,
        )
        .correlate(Installment)
        .scalar_subquery()
    )
    return and_(
        AutopayAttempt.chapter_id == Installment.chapter_id,
        AutopayAttempt.installment_id == Installment.id,
        AutopayAttempt.number == last,
    )


def is_pending() -> ColumnElement[bool]:
    """Whether money of the member of the surrounding SELECT is under way by bank debit, or disputed."""
    under_way = exists().where(
        Payment.chapter_id == Member.chapter_id,
        Payment.member_id == Member.id,
        Payment.state == PaymentState.PROCESSING,
    )
    return or_(under_way, is_disputed())


def is_disputed() -> ColumnElement[bool]:
    """Whether a bank has a payment of the member of the surrounding SELECT and has not decided about it."""
    return (
        select(Dispute.id)
        .join(Payment, points_at(Dispute.payment_id, Payment))
        .where(
            Payment.chapter_id == Member.chapter_id,
            Payment.member_id == Member.id,
            Payment.state == PaymentState.SUCCEEDED,
            Dispute.state == DisputeState.OPEN,
        )
        .correlate(Member)
        .exists()
    )
