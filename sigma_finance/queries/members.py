"""A chapter's members as officers see them. Amounts are in minor units."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select

from sigma_finance.domain.errors import NotFound
from sigma_finance.domain.members import MemberClass, MemberStatus
from sigma_finance.domain.permissions import Role
from sigma_finance.domain.standing import Standing, StandingFacts, StandingKind, standing
from sigma_finance.extensions import db
from sigma_finance.models import Chapter, Member
from sigma_finance.queries import paging
from sigma_finance.queries.paging import AnySelect, Cursor, Order, Page
from sigma_finance.queries.standing import oldest_open_due_on, past_due_minor, standing_kind


@dataclass(frozen=True)
class Choice:
    """A member as a form lets one choose them."""

    id: int
    name: str
    email: str | None
    active: bool
    balance_minor: int


@dataclass(frozen=True)
class Filter:
    """Which members a list shows: all of these hold."""

    search: str = ""
    status: MemberStatus | None = None
    standing: StandingKind | None = None
    owing: bool = False


@dataclass(frozen=True)
class MemberRow:
    """A member in a list."""

    id: int
    name: str
    email: str | None
    role: Role
    status: MemberStatus
    standing: StandingKind
    balance_minor: int
    credit_minor: int
    past_due_minor: int


@dataclass(frozen=True)
class MemberList:
    """A page of a list of members, and what the whole list adds up to."""

    page: Page[MemberRow]
    members: int
    balance_minor: int


@dataclass(frozen=True)
class Profile:
    """A member with what they owe."""

    id: int
    name: str
    email: str | None
    role: Role
    status: MemberStatus
    member_class: MemberClass
    initiated_on: date | None
    neophyte_days: int
    registered: bool
    balance_minor: int
    credit_minor: int
    past_due_minor: int
    oldest_due_on: date | None

    def standing(self, today: date) -> Standing:
        """Where the member stands on ``today``, with the reason."""
        grace = timedelta(days=self.neophyte_days)
        facts = StandingFacts(
            exempt=self.member_class is MemberClass.EXEMPT,
            neophyte_until=self.initiated_on + grace if self.initiated_on else None,
            oldest_open_due_on=self.oldest_due_on,
        )
        return standing(facts, today=today)


def choices(*, chapter_id: int, without_login: bool = False) -> list[Choice]:
    """The members by name, for a form to choose from: all, or those active who cannot sign in yet."""
    statement = (
        select(
            Member.id, Member.name, Member.email, Member.status == MemberStatus.ACTIVE, Member.balance_minor
        )
        .where(Member.chapter_id == chapter_id)
        .order_by(func.lower(Member.name), Member.id)
    )
    if without_login:
        statement = statement.where(Member.user_id.is_(None), Member.status == MemberStatus.ACTIVE)
    return [Choice(*row) for row in db.session.execute(statement)]


def get_member(*, chapter_id: int, member_id: int, today: date) -> Profile:
    """The chapter's member of this id; raises NotFound."""
    row = db.session.execute(
        select(
            Member.id,
            Member.name,
            Member.email,
            Member.role,
            Member.status,
            Member.member_class,
            Member.initiated_on,
            Chapter.neophyte_days,
            Member.user_id.is_not(None).label("registered"),
            Member.balance_minor,
            Member.credit_minor,
            past_due_minor(today).label("past_due_minor"),
            oldest_open_due_on().label("oldest_due_on"),
        )
        .join(Chapter, Chapter.id == Member.chapter_id)
        .where(Member.chapter_id == chapter_id, Member.id == member_id)
    ).one_or_none()
    if row is None:
        raise NotFound("There is no such member in your chapter.")
    return Profile(**row._mapping)


def members(*, chapter_id: int, wanted: Filter, cursor: Cursor, today: date) -> MemberList:
    """The members that ``wanted`` lets through, by name, a page at a time."""
    standing_now = _standing(chapter_id, today)
    total: AnySelect = select(func.count(Member.id), func.coalesce(func.sum(Member.balance_minor), 0))
    count, balance = db.session.execute(_only(total, chapter_id, wanted, standing_now)).one()
    page = _page(chapter_id, wanted, cursor, today, standing_now)
    return MemberList(page, count, int(balance))


def _page(
    chapter_id: int, wanted: Filter, cursor: Cursor, today: date, standing_now: ColumnElement[str]
) -> Page[MemberRow]:
    statement: AnySelect = select(
        Member.id,
        Member.name,
        Member.email,
        Member.role,
        Member.status,
        standing_now.label("standing"),
        Member.balance_minor,
        Member.credit_minor,
        past_due_minor(today).label("past_due_minor"),
    )
    statement = _only(statement, chapter_id, wanted, standing_now)
    page = paging.fetch(statement, Order(Member.name, Member.id), cursor)
    return Page([_row(row) for row in page.rows], page.previous, page.next)


def _row(row: Any) -> MemberRow:
    facts = dict(row._mapping)
    return MemberRow(**{**facts, "standing": StandingKind(facts["standing"])})


def _standing(chapter_id: int, today: date) -> ColumnElement[str]:
    days = db.session.scalar(select(Chapter.neophyte_days).where(Chapter.id == chapter_id)) or 0
    return standing_kind(oldest_open_due_on(), today=today, neophyte_days=days)


def _only(
    statement: AnySelect, chapter_id: int, wanted: Filter, standing_now: ColumnElement[str]
) -> AnySelect:
    statement = statement.where(Member.chapter_id == chapter_id)
    if wanted.search:
        statement = statement.where(
            or_(
                func.lower(Member.name).contains(wanted.search.lower(), autoescape=True),
                Member.email.contains(wanted.search.lower(), autoescape=True),
            )
        )
    if wanted.status is not None:
        statement = statement.where(Member.status == wanted.status)
    if wanted.standing is not None:
        statement = statement.where(standing_now == wanted.standing.value)
    if wanted.owing:
        statement = statement.where(Member.balance_minor > 0)
    return statement
