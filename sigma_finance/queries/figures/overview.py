"""What stands in a chapter now: its current period, and what waits for an officer. Amounts are in minor units."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import (
    BindParameter,
    ScalarSelect,
    Select,
    Subquery,
    and_,
    bindparam,
    exists,
    func,
    select,
    true,
)

from sigma_finance.database.given import OF_CHAPTER, TODAY, Day, Number, Time
from sigma_finance.database.rows import read_row
from sigma_finance.domain import policy
from sigma_finance.domain.books.accounts import Account
from sigma_finance.domain.dues.schedules import PlanState
from sigma_finance.domain.payments.delivery import Delivery, EventState, MessageState
from sigma_finance.domain.payments.payments import DisputeState, PaymentState
from sigma_finance.domain.policy import Policy
from sigma_finance.extensions import db
from sigma_finance.models import (
    Chapter,
    Charge,
    Dispute,
    DuesPeriod,
    Invite,
    Member,
    OutboxMessage,
    Payment,
    Plan,
    Posting,
    WebhookEvent,
)
from sigma_finance.queries.approvals import count_waiting
from sigma_finance.queries.dues.charging import is_liable, is_uncharged
from sigma_finance.queries.payments.webhooks import of_chapter

#: What an officer should look at, since it will not mend itself.
TROUBLED_EVENTS = (EventState.FAILED, EventState.QUARANTINED)
TROUBLED_MESSAGES = (MessageState.FAILED, MessageState.UNKNOWN)
CAME_BACK = (Delivery.BOUNCED, Delivery.DROPPED)


@dataclass(frozen=True)
class State:
    """What stands in a chapter at this moment, read in one SELECT; ``figures_version`` keys what is cached."""

    figures_version: int
    neophyte_days: int
    policy: Policy
    period_id: int | None
    period_name: str | None
    charged_members: int
    uncharged_members: int
    reported: int
    reported_minor: int
    processing: int
    processing_minor: int
    unmatched: int
    unmatched_minor: int
    disputes: int
    disputes_minor: int
    invites: int
    events: int
    messages: int
    plans: int
    plans_proposed: int
    approvals: int


@dataclass(frozen=True)
class Basis:
    """What cached figures of a chapter rest on."""

    figures_version: int
    timezone: str
    neophyte_days: int


def get_state(*, chapter_id: int, at: datetime, today: date, recent: timedelta, soon: timedelta) -> State:
    """What stands at a moment; trouble with events and messages counts if ``recent``, an invite if it ends ``soon``."""
    asked = {"of_chapter": chapter_id, "today": today, "at": at, "since": at - recent, "until": at + soon}
    row = db.session.execute(_state(), asked).one()
    return read_row(State, row, policy=policy.read(row.policy))


@cache
def _state() -> Select[*tuple[Any, ...]]:
    since: BindParameter[Any] = bindparam("since")
    waiting, unmatched, disputed = _waiting(OF_CHAPTER), _unmatched(OF_CHAPTER), _disputed(OF_CHAPTER)
    return (
        select(
            Chapter.figures_version,
            Chapter.neophyte_days,
            Chapter.policy,
            DuesPeriod.id.label("period_id"),
            DuesPeriod.name.label("period_name"),
            _count_charged(OF_CHAPTER).label("charged_members"),
            _count_uncharged(OF_CHAPTER, TODAY).label("uncharged_members"),
            *waiting.c,
            *unmatched.c,
            *disputed.c,
            _count_expiring(OF_CHAPTER, bindparam("at"), bindparam("until")).label("invites"),
            _count_events(OF_CHAPTER, since).label("events"),
            _count_messages(OF_CHAPTER, since).label("messages"),
            _count_plans(OF_CHAPTER, PlanState.ACTIVE).label("plans"),
            _count_plans(OF_CHAPTER, PlanState.PROPOSED).label("plans_proposed"),
            count_waiting(OF_CHAPTER).label("approvals"),
        )
        .select_from(Chapter)
        .join(waiting, true())
        .join(unmatched, true())
        .join(disputed, true())
        .outerjoin(
            DuesPeriod,
            and_(DuesPeriod.chapter_id == OF_CHAPTER, DuesPeriod.id == _current_period_id(OF_CHAPTER)),
        )
        .where(Chapter.id == OF_CHAPTER)
    )


def _count_plans(chapter_id: Number, state: PlanState) -> ScalarSelect[int]:
    return (
        select(func.count(Plan.id))
        .where(Plan.chapter_id == chapter_id, Plan.state == state)
        .scalar_subquery()
    )


def _current_period_id(chapter_id: Number) -> ScalarSelect[int]:
    """The period that figures speak of: of those charged the one due last, else the last of all."""
    candidate = DuesPeriod.__table__.alias("candidate")
    charged = exists().where(
        Charge.chapter_id == chapter_id, Charge.dues_period_id == candidate.c.id, Charge.reversed_at.is_(None)
    )
    return (
        select(candidate.c.id)
        .where(candidate.c.chapter_id == chapter_id)
        .order_by(charged.desc(), candidate.c.due_on.desc(), candidate.c.id.desc())
        .limit(1)
        .scalar_subquery()
    )


def _count_charged(chapter_id: Number) -> ScalarSelect[int]:
    return (
        select(func.count(Charge.id))
        .where(
            Charge.chapter_id == chapter_id,
            Charge.dues_period_id == DuesPeriod.id,
            Charge.reversed_at.is_(None),
        )
        .correlate(DuesPeriod)
        .scalar_subquery()
    )


def _count_uncharged(chapter_id: Number, today: Day) -> ScalarSelect[int]:
    """Whom charging the current period today would charge."""
    return (
        select(func.count(Member.id))
        .where(Member.chapter_id == chapter_id, is_liable(today), is_uncharged())
        .correlate(DuesPeriod, Chapter)
        .scalar_subquery()
    )


def _waiting(chapter_id: Number) -> Subquery:
    reported, processing = Payment.state == PaymentState.REPORTED, Payment.state == PaymentState.PROCESSING
    return (
        select(
            func.count().filter(reported).label("reported"),
            func.coalesce(func.sum(Payment.amount_minor).filter(reported), 0).label("reported_minor"),
            func.count().filter(processing).label("processing"),
            func.coalesce(func.sum(Payment.amount_minor).filter(processing), 0).label("processing_minor"),
        )
        .where(
            Payment.chapter_id == chapter_id,
            Payment.state.in_((PaymentState.REPORTED, PaymentState.PROCESSING)),
        )
        .subquery("waiting")
    )


def _unmatched(chapter_id: Number) -> Subquery:
    by_payment = (
        select((-func.sum(Posting.amount_minor)).label("amount_minor"))
        .where(Posting.chapter_id == chapter_id, Posting.account == Account.UNASSIGNED)
        .group_by(Posting.payment_id)
        .having(func.sum(Posting.amount_minor) < 0)
        .subquery("unmatched_payments")
    )
    return select(
        func.count().label("unmatched"),
        func.coalesce(func.sum(by_payment.c.amount_minor), 0).label("unmatched_minor"),
    ).subquery("unmatched")


def _disputed(chapter_id: Number) -> Subquery:
    return (
        select(
            func.count().label("disputes"),
            func.coalesce(func.sum(Dispute.amount_minor), 0).label("disputes_minor"),
        )
        .where(Dispute.chapter_id == chapter_id, Dispute.state == DisputeState.OPEN, ~Dispute.answered)
        .subquery("disputed")
    )


def _count_expiring(chapter_id: Number, at: Time, until: Time) -> ScalarSelect[int]:
    return (
        select(func.count(Invite.id))
        .where(
            Invite.chapter_id == chapter_id,
            Invite.expires_at > at,
            Invite.expires_at <= until,
            Invite.revoked_at.is_(None),
            Invite.uses < Invite.max_uses,
        )
        .scalar_subquery()
    )


def _count_events(chapter_id: Number, since: Time) -> ScalarSelect[int]:
    return (
        select(func.count(WebhookEvent.id))
        .where(
            of_chapter(chapter_id),
            WebhookEvent.received_at >= since,
            WebhookEvent.state.in_(TROUBLED_EVENTS),
        )
        .scalar_subquery()
    )


def _count_messages(chapter_id: Number, since: Time) -> ScalarSelect[int]:
    return (
        select(func.count(OutboxMessage.id))
        .where(
            OutboxMessage.chapter_id == chapter_id,
            OutboxMessage.created_at >= since,
            OutboxMessage.state.in_(TROUBLED_MESSAGES) | OutboxMessage.delivery.in_(CAME_BACK),
        )
        .scalar_subquery()
    )


def get_basis(*, chapter_id: int) -> Basis:
    """The chapter's figures version and what else its figures depend on."""
    columns = (Chapter.figures_version, Chapter.timezone, Chapter.neophyte_days)
    return read_row(Basis, db.session.execute(select(*columns).where(Chapter.id == chapter_id)).one())
