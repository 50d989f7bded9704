"""The figures behind the overview: what came in, where the members stand, who owes. Amounts are in minor units.

They name members by id alone, so that they can be kept in the cache. *Collected* is net of refunds, disputes and
reversals.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, ScalarSelect, Select, func, select

from sigma_finance.database.keys import points_at
from sigma_finance.database.rows import read_row
from sigma_finance.domain.books.accounts import Account
from sigma_finance.domain.books.standing import StandingKind
from sigma_finance.domain.members.members import MemberStatus
from sigma_finance.extensions import db
from sigma_finance.models import Charge, Installment, JournalEntry, Member, Posting
from sigma_finance.queries.members.standing import oldest_open_due_on, past_due_minor, standing_kind
from sigma_finance.queries.people import known


@dataclass(frozen=True)
class IncomeFigures:
    """What came in: in all, this year, and of what one period charged."""

    in_all_minor: int
    year_minor: int
    period_minor: int
    charged_minor: int


@dataclass(frozen=True)
class StandingGroup:
    """The members of one status and standing: how many, how many of them owe and are late, and what."""

    status: MemberStatus
    standing: StandingKind
    members: int
    owing: int
    balance_minor: int
    late: int
    past_due_minor: int
    oldest_due_on: date | None


@dataclass(frozen=True)
class StandingRow:
    """Where one active member stands, what they owe, and since when."""

    member_id: int
    standing: StandingKind
    balance_minor: int
    past_due_minor: int
    oldest_due_on: date | None


@dataclass(frozen=True)
class MemberDebt:
    """What one member owes, how much of it is past due, and since when the oldest part is due."""

    member_id: int
    balance_minor: int
    past_due_minor: int
    oldest_due_on: date


def get_collected(*, chapter_id: int, period_id: int | None, since: date) -> IncomeFigures:
    """What came in, in all and from ``since`` on, and what of the period's charges is paid."""
    wanted = period_id or 0  # not NULL: that would mean every charge outside a period
    collected, of_year = _collected(chapter_id), _collected(chapter_id).where(JournalEntry.booked_on >= since)
    row = db.session.execute(
        select(
            collected.scalar_subquery().label("in_all_minor"),
            of_year.join(JournalEntry, points_at(Posting.entry_id, JournalEntry))
            .scalar_subquery()
            .label("year_minor"),
            _settled(chapter_id, wanted).label("period_minor"),
            _charged(chapter_id, wanted).label("charged_minor"),
        )
    ).one()
    return read_row(IncomeFigures, row)


def _collected(chapter_id: int) -> Select[int]:
    total: Select[int] = select(-func.coalesce(func.sum(Posting.amount_minor), 0))
    return total.where(*came_in(chapter_id))


def came_in(chapter_id: int) -> tuple[ColumnElement[bool], ...]:
    """The postings of what payments settled, what is left of them as credit, and what nobody is assigned to yet."""
    return Posting.chapter_id == chapter_id, *came_in_anywhere()


def came_in_anywhere() -> tuple[ColumnElement[bool], ...]:
    """The same postings of every chapter."""
    return (
        Posting.account.in_((Account.RECEIVABLE, Account.MEMBER_CREDIT, Account.UNASSIGNED)),
        Posting.payment_id.is_not(None),
    )


def _settled(chapter_id: int, period_id: int) -> ScalarSelect[int]:
    return (
        select(-func.coalesce(func.sum(Posting.amount_minor), 0))
        .join(Installment, points_at(Posting.installment_id, Installment))
        .join(Charge, points_at(Installment.charge_id, Charge))
        .where(
            Posting.chapter_id == chapter_id,
            Posting.account == Account.RECEIVABLE,
            Posting.payment_id.is_not(None),
            Charge.chapter_id == chapter_id,
            Charge.dues_period_id == period_id,
            Charge.reversed_at.is_(None),
        )
        .scalar_subquery()
    )


def _charged(chapter_id: int, period_id: int) -> ScalarSelect[int]:
    return (
        select(func.coalesce(func.sum(Charge.amount_minor), 0))
        .where(
            Charge.chapter_id == chapter_id, Charge.dues_period_id == period_id, Charge.reversed_at.is_(None)
        )
        .scalar_subquery()
    )


def groups(*, chapter_id: int, today: date, neophyte_days: int) -> list[StandingGroup]:
    """The chapter's members by status and standing on ``today``."""
    members = (
        select(
            Member.status,
            Member.balance_minor,
            oldest_open_due_on().label("oldest"),
            past_due_minor(today).label("past_due"),
            standing_kind(oldest_open_due_on(), today=today, neophyte_days=neophyte_days).label("standing"),
        )
        .where(known(chapter_id))
        .subquery("people")
    )
    people = members.c
    rows = db.session.execute(
        select(
            people.status,
            people.standing,
            func.count(),
            func.count().filter(people.balance_minor > 0),
            func.sum(people.balance_minor),
            func.count().filter(people.past_due > 0),
            func.sum(people.past_due),
            func.min(people.oldest),
        ).group_by(people.status, people.standing)
    )
    return [
        StandingGroup(status, StandingKind(kind), members, owing, int(balance), late, int(past_due), oldest)
        for status, kind, members, owing, balance, late, past_due, oldest in rows
    ]


def standings(*, chapter_id: int, today: date, neophyte_days: int) -> list[StandingRow]:
    """Each active member's standing on ``today``."""
    oldest = oldest_open_due_on()
    rows = db.session.execute(
        select(
            Member.id,
            standing_kind(oldest, today=today, neophyte_days=neophyte_days),
            Member.balance_minor,
            past_due_minor(today),
            oldest,
        )
        .where(Member.chapter_id == chapter_id, Member.status == MemberStatus.ACTIVE)
        .order_by(Member.id)
    )
    return [
        StandingRow(member_id, StandingKind(kind), balance, int(late), due_on)
        for member_id, kind, balance, late, due_on in rows
    ]


def owing(*, chapter_id: int, today: date, limit: int | None = None) -> list[MemberDebt]:
    """Who owes, longest first and most first among those: by the oldest open due date, then the balance."""
    oldest = oldest_open_due_on()
    rows = db.session.execute(
        select(Member.id, Member.balance_minor, past_due_minor(today), oldest)
        .where(known(chapter_id), Member.balance_minor > 0)
        .order_by(oldest, Member.balance_minor.desc(), Member.id)
        .limit(limit)
    )
    return [MemberDebt(member_id, balance, int(late), due_on) for member_id, balance, late, due_on in rows]


def names(*, chapter_id: int, member_ids: Iterable[int]) -> dict[int, str]:
    """The names of these members by id."""
    rows = db.session.execute(
        select(Member.id, Member.name).where(
            Member.chapter_id == chapter_id, Member.id.in_(sorted(set(member_ids)))
        )
    )
    return {row.id: row.name for row in rows}
