"""Who could be reminded of what. Amounts are in minor units."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, func, or_, select

from sigma_finance.domain.dues.reminders import ReminderKind, is_timely, kind_of, step_at
from sigma_finance.domain.members.members import MemberClass, MemberStatus
from sigma_finance.domain.payments.autopay import MandateState
from sigma_finance.domain.payments.payments import DisputeState, PaymentState
from sigma_finance.domain.topics import Topic
from sigma_finance.extensions import db
from sigma_finance.models import (
    AutopayMandate,
    Charge,
    Dispute,
    Installment,
    Member,
    Payment,
    Reminder,
    ReminderStep,
)


@dataclass(frozen=True)
class Item:
    """An open installment that a reminder speaks of; ``step`` is the step of the schedule that has come."""

    installment_id: int
    description: str
    due_on: date
    open_minor: int
    step: int | None
    is_told: bool
    charged_on: date


@dataclass(frozen=True)
class Debtor:
    """A member who owes something that is past due or due soon, and what a reminder to them would say."""

    member_id: int
    name: str
    email: str | None
    balance_minor: int
    muted: bool
    stopped: bool
    under_way: bool
    on_autopay: bool
    last_on: date | None
    items: tuple[Item, ...]

    def kind(self, today: date) -> ReminderKind:
        """What the reminder says."""
        return kind_of([item.due_on for item in self.items], today=today)

    @property
    def amount_minor(self) -> int:
        """What the reminder asks for."""
        return sum(item.open_minor for item in self.items)

    @property
    def oldest_due_on(self) -> date:
        """The due date that comes first."""
        return min(item.due_on for item in self.items)

    def hindrance(self, today: date) -> str:
        """Why they are not written to now, in a few words; empty where nothing is in the way."""
        if self.under_way:
            return "Money is under way or disputed"
        if self.last_on == today:
            return "Reminded today"
        if self.on_autopay and self.kind(today) is not ReminderKind.PAST_DUE:
            return "Autopay pays it"
        if not self.email:
            return "No e-mail address"
        if self.stopped:
            return "E-mail stopped: it kept coming back"
        return "Asked for no reminders" if self.muted else ""

    def is_scheduled(self, today: date) -> bool:
        """Whether the schedule has a step to tell them of today."""
        return any(
            item.step is not None
            and not item.is_told
            and item.due_on + timedelta(days=item.step) >= item.charged_on
            and is_timely(item.due_on, item.step, today=today)
            for item in self.items
        )


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
            _is_on_autopay().label("on_autopay"),
            _last_on().label("last_on"),
            Installment.id.label("installment_id"),
            Charge.description,
            Installment.due_on,
            Installment.open_minor,
            Charge.charged_on,
        )
        .join(Member, and_(Member.chapter_id == Installment.chapter_id, Member.id == Installment.member_id))
        .join(Charge, and_(Charge.chapter_id == Installment.chapter_id, Charge.id == Installment.charge_id))
        .where(
            Installment.chapter_id == chapter_id,
            Installment.open_minor > 0,
            Installment.due_on <= today + ahead,
            Member.status == MemberStatus.ACTIVE,
            Member.member_class != MemberClass.EXEMPT,
        )
        .order_by(func.lower(Member.name), Member.id, Installment.due_on, Installment.id)
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
    items = []
    for row in parts:
        step = step_at(row.due_on, today=today, steps=steps)
        is_told = step is not None and (row.installment_id, step) in told
        items.append(
            Item(
                row.installment_id, row.description, row.due_on, row.open_minor, step, is_told, row.charged_on
            )
        )
    return Debtor(
        member_id=first.id,
        name=first.name,
        email=first.email,
        balance_minor=first.balance_minor,
        muted=Topic.REMINDERS.value in first.muted,
        stopped=first.mail_stopped_at is not None,
        under_way=bool(first.under_way),
        on_autopay=bool(first.on_autopay),
        last_on=first.last_on,
        items=tuple(items),
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


def _is_on_autopay() -> ColumnElement[bool]:
    """Whether the member of the surrounding SELECT pays by autopay, which tells them before each charge."""
    return exists().where(
        AutopayMandate.chapter_id == Member.chapter_id,
        AutopayMandate.member_id == Member.id,
        AutopayMandate.state == MandateState.ACTIVE,
    )


def is_pending() -> ColumnElement[bool]:
    """Whether money of the member of the surrounding SELECT is under way by bank debit, or disputed."""
    disputed = exists().where(
        Dispute.chapter_id == Payment.chapter_id,
        Dispute.payment_id == Payment.id,
        Dispute.state == DisputeState.OPEN,
    )
    return exists().where(
        Payment.chapter_id == Member.chapter_id,
        Payment.member_id == Member.id,
        or_(
            Payment.state == PaymentState.PROCESSING,
            and_(Payment.state == PaymentState.SUCCEEDED, disputed),
        ),
    )
