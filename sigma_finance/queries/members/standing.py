"""A member's standing as the database sees it: the rule of ``domain/books/standing`` as an expression to filter by."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, and_, case, exists, func, select

from sigma_finance.domain.books.standing import StandingKind
from sigma_finance.domain.dues.schedules import PlanState
from sigma_finance.domain.members.members import MemberClass
from sigma_finance.models import Installment, Member, Plan
from sigma_finance.queries.reminders import is_disputed


def oldest_open_due_on() -> ScalarSelect[date]:
    """When the member of the surrounding SELECT owes their oldest open installment."""
    return (
        select(func.min(Installment.due_on))
        .where(
            Installment.chapter_id == Member.chapter_id,
            Installment.member_id == Member.id,
            Installment.open_minor > 0,
        )
        .correlate(Member)
        .scalar_subquery()
    )


def past_due_minor(today: date) -> ScalarSelect[int]:
    """What the member of the surrounding SELECT should have paid before ``today``, in minor units."""
    return (
        select(func.coalesce(func.sum(Installment.open_minor), 0))
        .where(
            Installment.chapter_id == Member.chapter_id,
            Installment.member_id == Member.id,
            Installment.open_minor > 0,
            Installment.due_on < today,
        )
        .correlate(Member)
        .scalar_subquery()
    )


def on_plan() -> ColumnElement[bool]:
    """Whether the member of the surrounding SELECT has an active payment plan."""
    return exists().where(*_active_plan()).correlate(Member)


def plan_rests() -> ColumnElement[bool]:
    """Whether the active plan of the member of the surrounding SELECT rests, since a payment of theirs is disputed."""
    return and_(on_plan(), is_disputed())


def plan_total_minor() -> ScalarSelect[int]:
    """What the active plan of the member of the surrounding SELECT began with; nothing without one."""
    return select(Plan.total_minor).where(*_active_plan()).correlate(Member).scalar_subquery()


def plan_open_minor() -> ScalarSelect[int]:
    """What is left of the active plan of the member of the surrounding SELECT."""
    return (
        select(func.coalesce(func.sum(Installment.open_minor), 0))
        .join(Plan, (Plan.chapter_id == Installment.chapter_id) & (Plan.id == Installment.plan_id))
        .where(*_active_plan(), Installment.open_minor > 0)
        .correlate(Member)
        .scalar_subquery()
    )


def _active_plan() -> tuple[ColumnElement[bool], ...]:
    return (
        Plan.chapter_id == Member.chapter_id,
        Plan.member_id == Member.id,
        Plan.state == PlanState.ACTIVE,
    )


def standing_kind(oldest: ColumnElement[Any], *, today: date, neophyte_days: int) -> ColumnElement[str]:
    """The word of a member's standing on ``today``, given their oldest open due date."""
    return case(
        (Member.member_class == MemberClass.EXEMPT, StandingKind.EXEMPT.value),
        (Member.initiated_on >= today - timedelta(days=neophyte_days), StandingKind.NEOPHYTE.value),
        (and_(oldest < today, ~plan_rests()), StandingKind.NOT_FINANCIAL.value),
        (on_plan(), StandingKind.ON_PLAN.value),
        else_=StandingKind.FINANCIAL.value,
    )
