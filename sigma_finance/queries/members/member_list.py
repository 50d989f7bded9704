"""The list of a chapter's members: searched, filtered, sorted, a page at a time. Amounts are in minor units."""

from __future__ import annotations

import operator
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, func, literal, select
from sqlalchemy.orm import InstrumentedAttribute

from sigma_finance.database import paging
from sigma_finance.database.paging import AnySelect, Cursor, Order, Page
from sigma_finance.domain.books.standing import Standing, StandingFacts, StandingKind, standing
from sigma_finance.domain.labels import LabelledEnum
from sigma_finance.domain.members.members import MemberClass, MemberStatus
from sigma_finance.domain.permissions import Role
from sigma_finance.extensions import db
from sigma_finance.models import Chapter, Installment, Member
from sigma_finance.queries.members.photos import photo_mark
from sigma_finance.queries.members.standing import (
    oldest_open_due_on,
    on_plan,
    past_due_minor,
    plan_rests,
    standing_kind,
)
from sigma_finance.queries.people import finds, known

Compare = Callable[[Any, Any], ColumnElement[bool]]
#: Who owes nothing stands behind all others, whichever way the list runs.
_NEVER, _LONG_AGO = date(9999, 12, 31), date(1, 1, 1)


class Sort(LabelledEnum):
    """What a list of members goes by."""

    NAME = "name"
    BALANCE = "balance"
    DUE = "due", "Oldest due date"


@dataclass(frozen=True)
class MemberFilter:
    """Which members a list shows (all of these hold), and in which order.

    The days of joining are moments: the beginning of the first one, and the end of the last.
    """

    search: str = ""
    status: MemberStatus | None = None
    standing: StandingKind | None = None
    member_class: MemberClass | None = None
    has_login: bool | None = None
    owing: bool = False
    initiated_from: date | None = None
    initiated_to: date | None = None
    joined_from: datetime | None = None
    joined_before: datetime | None = None
    sort: Sort = Sort.NAME
    descending: bool = False


@dataclass(frozen=True)
class MemberRow:
    """A member in a list."""

    id: int
    name: str
    email: str | None
    phone: str
    photo: str | None
    role: Role
    status: MemberStatus
    standing: StandingKind
    balance_minor: int
    credit_minor: int
    past_due_minor: int
    oldest_due_on: date | None


@dataclass(frozen=True)
class ExportedMember:
    """A member as a file holds them, with the reason of their standing."""

    name: str
    email: str | None
    phone: str
    role: Role
    status: MemberStatus
    member_class: MemberClass
    initiated_on: date | None
    created_at: datetime
    has_login: bool
    balance_minor: int
    credit_minor: int
    past_due_minor: int
    oldest_due_on: date | None
    days_past_due: int
    standing: Standing


@dataclass(frozen=True)
class MemberList:
    """A page of a list of members, and what the whole list adds up to."""

    page: Page[MemberRow]
    members: int
    balance_minor: int


def members(*, chapter_id: int, wanted: MemberFilter, cursor: Cursor, today: date) -> MemberList:
    """The members that ``wanted`` lets through, in its order, a page at a time."""
    standing_now = _standing(chapter_id, today)
    total: AnySelect = select(func.count(Member.id), func.coalesce(func.sum(Member.balance_minor), 0))
    count, balance = db.session.execute(_only(total, chapter_id, wanted, standing_now)).one()
    statement: AnySelect = select(
        Member.id,
        Member.name,
        Member.email,
        Member.phone,
        photo_mark().label("photo"),
        Member.role,
        Member.status,
        standing_now.label("standing"),
        Member.balance_minor,
        Member.credit_minor,
        past_due_minor(today).label("past_due_minor"),
        oldest_open_due_on().label("oldest_due_on"),
    )
    page = paging.fetch(_only(statement, chapter_id, wanted, standing_now), _order(wanted), cursor)
    return MemberList(Page([_row(row) for row in page.rows], page.previous, page.next), count, int(balance))


def exported(*, chapter_id: int, wanted: MemberFilter, today: date) -> list[ExportedMember]:
    """All the members that ``wanted`` lets through, in its order."""
    days = _neophyte_days(chapter_id)
    statement: AnySelect = select(
        Member.name,
        Member.email,
        Member.phone,
        Member.role,
        Member.status,
        Member.member_class,
        Member.initiated_on,
        Member.created_at,
        Member.user_id.is_not(None).label("has_login"),
        Member.balance_minor,
        Member.credit_minor,
        past_due_minor(today).label("past_due_minor"),
        oldest_open_due_on().label("oldest_due_on"),
        on_plan().label("on_plan"),
        plan_rests().label("plan_rests"),
    )
    standing_now = standing_kind(oldest_open_due_on(), today=today, neophyte_days=days)
    found = _only(statement, chapter_id, wanted, standing_now)
    rows = db.session.execute(found.order_by(*_order(wanted).ways()))
    return [_exported(dict(row._mapping), today, timedelta(days=days)) for row in rows]


def _exported(facts: dict[str, Any], today: date, grace: timedelta) -> ExportedMember:
    initiated_on, oldest = facts["initiated_on"], facts["oldest_due_on"]
    known_of = StandingFacts(
        exempt=facts["member_class"] is MemberClass.EXEMPT,
        neophyte_until=initiated_on + grace if initiated_on else None,
        oldest_open_due_on=oldest,
        on_plan=facts.pop("on_plan"),
        plan_rests=facts.pop("plan_rests"),
    )
    return ExportedMember(
        **{**facts, "has_login": bool(facts["has_login"])},
        days_past_due=max(0, (today - oldest).days) if oldest else 0,
        standing=standing(known_of, today=today),
    )


def _row(row: Any) -> MemberRow:
    facts = dict(row._mapping)
    return MemberRow(**{**facts, "standing": StandingKind(facts["standing"])})


def _order(wanted: MemberFilter) -> Order:
    match wanted.sort:
        case Sort.NAME:
            return Order(Member.folded_name, Member.id, wanted.descending)
        case Sort.BALANCE:
            return Order(Member.balance_minor, Member.id, wanted.descending)
        case Sort.DUE:
            last = literal(_LONG_AGO if wanted.descending else _NEVER)
            return Order(
                func.coalesce(oldest_open_due_on(), last),
                Member.id,
                wanted.descending,
                lambda start: func.coalesce(_oldest_of(start), last),
            )


def _oldest_of(member_id: int) -> ColumnElement[Any]:
    owed = Installment.__table__.alias("owed")
    return (
        select(func.min(owed.c.due_on))
        .where(owed.c.member_id == member_id, owed.c.open_minor > 0)
        .scalar_subquery()
    )


def _standing(chapter_id: int, today: date) -> ColumnElement[str]:
    return standing_kind(oldest_open_due_on(), today=today, neophyte_days=_neophyte_days(chapter_id))


def _neophyte_days(chapter_id: int) -> int:
    return db.session.scalar(select(Chapter.neophyte_days).where(Chapter.id == chapter_id)) or 0


def _only(
    statement: AnySelect, chapter_id: int, wanted: MemberFilter, standing_now: ColumnElement[str]
) -> AnySelect:
    compared: list[tuple[ColumnElement[Any] | InstrumentedAttribute[Any], Any, Compare]] = [
        (Member.status, wanted.status, operator.eq),
        (standing_now, wanted.standing, operator.eq),
        (Member.member_class, wanted.member_class, operator.eq),
        (Member.user_id.is_not(None), wanted.has_login, operator.eq),
        (Member.balance_minor, 0 if wanted.owing else None, operator.gt),
        (Member.initiated_on, wanted.initiated_from, operator.ge),
        (Member.initiated_on, wanted.initiated_to, operator.le),
        (Member.created_at, wanted.joined_from, operator.ge),
        (Member.created_at, wanted.joined_before, operator.lt),
    ]
    conditions = (compare(column, value) for column, value, compare in compared if value is not None)
    return statement.where(
        known(chapter_id), finds(wanted.search, Member.folded_name, Member.email, Member.phone), *conditions
    )
