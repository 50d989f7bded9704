"""What the treasurer's reports add up, each by one pass over the postings concerned. Amounts are in minor units."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import pairwise
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Select, and_, case, cast, extract, func, or_, select

from sigma_finance.database.keys import points_at
from sigma_finance.database.paging import Cursor, Order, Page, fetch
from sigma_finance.domain.books.accounts import (
    CASH_AND_MOVING,
    HELD_ACCOUNTS,
    Account,
    AccountType,
    ChargeKind,
    EntryKind,
)
from sigma_finance.domain.books.reports import (
    AGE_BOUNDS,
    CHART,
    CashMonth,
    CollectedSums,
    HeldSums,
    KindOfIncome,
    MemberSums,
    PaidOver,
)
from sigma_finance.domain.dues.spans import Span
from sigma_finance.extensions import db
from sigma_finance.models import Charge, DuesPeriod, Installment, JournalEntry, Member, Posting

_EARNING = [account for account in CHART if account.type is AccountType.INCOME]
#: Entries that say what is owed rather than that somebody paid.
_OWING = (EntryKind.CHARGE, EntryKind.CHARGE_REVERSAL, EntryKind.RESCHEDULE, EntryKind.WAIVER)


def sums(*, chapter_id: int, days: Sequence[date | None]) -> dict[Account, tuple[int, ...]]:
    """What was posted to each account up to each of these days; nothing before the first of all days, None."""
    known = [day for day in days if day is not None]
    columns = [_up_to(day).label(f"day_{place}") for place, day in enumerate(days)]
    rows = db.session.execute(
        select(Posting.account, *columns)
        .where(Posting.chapter_id == chapter_id, Posting.booked_on <= max(known))
        .group_by(Posting.account)
    )
    return {Account(row.account): tuple(int(minor) for minor in row[1:]) for row in rows}


def _up_to(day: date | None) -> ColumnElement[int]:
    if day is None:
        return func.sum(0)
    return func.sum(case((Posting.booked_on <= day, Posting.amount_minor), else_=0))


def _in_span(span: Span) -> list[ColumnElement[bool]]:
    since = [Posting.booked_on >= span.first] if span.first else []
    return [*since, Posting.booked_on <= span.last]


def kinds_of_income(*, chapter_id: int, span: Span) -> list[KindOfIncome]:
    """What was earned in a span by kind of charge and dues period, and waived of it; other income by account."""
    earned = func.sum(case((Posting.account == Account.WAIVERS, 0), else_=-Posting.amount_minor))
    waived = func.sum(case((Posting.account == Account.WAIVERS, Posting.amount_minor), else_=0))
    of_no_charge = case((Charge.id.is_(None), Posting.account))
    rows = db.session.execute(
        select(
            Charge.kind,
            DuesPeriod.name,
            of_no_charge.label("account"),
            earned.label("earned"),
            waived.label("waived"),
        )
        .select_from(Posting)
        .join(JournalEntry, points_at(Posting.entry_id, JournalEntry))
        .outerjoin(Charge, points_at(JournalEntry.charge_id, Charge))
        .outerjoin(DuesPeriod, points_at(Charge.dues_period_id, DuesPeriod))
        .where(
            Posting.chapter_id == chapter_id,
            Posting.account.in_([*_EARNING, Account.WAIVERS]),
            *_in_span(span),
        )
        .group_by(Charge.kind, DuesPeriod.name, of_no_charge)
        .order_by(DuesPeriod.name, Charge.kind, of_no_charge)
    )
    return [
        KindOfIncome(
            _what(row), int(row.earned), int(row.waived), Account(row.account) if row.kind is None else None
        )
        for row in rows
    ]


def _what(row: Any) -> str:
    if row.kind is None:
        return Account(row.account).label
    kind = ChargeKind(row.kind).label
    return f"{kind}, {row.name}" if row.name else kind


def cash_months(*, chapter_id: int, span: Span) -> list[CashMonth]:
    """What came in and went out in each month; an entry that moves cash between own accounts does neither."""
    entries = (
        select(Posting.booked_on, func.sum(Posting.amount_minor).label("net"))
        .where(Posting.chapter_id == chapter_id, Posting.account.in_(CASH_AND_MOVING), *_in_span(span))
        .group_by(Posting.entry_id, Posting.booked_on)
        .subquery("entries")
    )
    year, month = extract("year", entries.c.booked_on), extract("month", entries.c.booked_on)
    rows = db.session.execute(
        select(
            year,
            month,
            func.sum(case((entries.c.net > 0, entries.c.net), else_=0)),
            func.sum(case((entries.c.net < 0, -entries.c.net), else_=0)),
        )
        .group_by(year, month)
        .order_by(year, month)
    )
    return [CashMonth(date(int(y), int(m), 1), int(came), int(went)) for y, m, came, went in rows]


def _open(chapter_id: int, last: date) -> Any:
    """What was open of each installment at the end of a day."""
    left = func.sum(Posting.amount_minor)
    return (
        select(Posting.installment_id, Posting.member_id, cast(left, BigInteger).label("left"))
        .where(
            Posting.chapter_id == chapter_id,
            Posting.account == Account.RECEIVABLE,
            Posting.booked_on <= last,
        )
        .group_by(Posting.installment_id, Posting.member_id)
        .having(left != 0)
        .subquery("open_parts")
    )


def _ages(last: date, left: Any) -> list[ColumnElement[int]]:
    """What of it is due after the day, and past due for so long; a due date passes at the end of its day."""
    bounds = [date.fromordinal(max(last.toordinal() - days, 1)) for days in AGE_BOUNDS]
    conditions = [
        Installment.due_on >= bounds[0],
        *(and_(Installment.due_on < late, Installment.due_on >= later) for late, later in pairwise(bounds)),
        Installment.due_on < bounds[-1],
    ]
    return [func.sum(case((condition, left), else_=0)) for condition in conditions]


def ages(*, chapter_id: int, last: date) -> tuple[list[int], list[int]]:
    """What was open on a day by how long it was past due: of dues and other charges, and of late fees."""
    parts = _open(chapter_id, last)
    is_fee = case((Charge.kind == ChargeKind.LATE_FEE, 1), else_=0)
    rows = db.session.execute(
        _aged(select(is_fee, *_ages(last, parts.c.left)), chapter_id, parts)
        .join(Charge, points_at(Installment.charge_id, Charge))
        .group_by(is_fee)
    )
    found = {bool(row[0]): [int(minor) for minor in row[1:]] for row in rows}
    nothing = [0] * (len(AGE_BOUNDS) + 1)
    return found.get(False, nothing), found.get(True, nothing)


def _aged(statement: Select[Any], chapter_id: int, parts: Any) -> Select[Any]:
    return statement.select_from(parts).join(
        Installment,
        and_(Installment.chapter_id == chapter_id, Installment.id == parts.c.installment_id),
    )


def aged_members(*, chapter_id: int, last: date, cursor: Cursor | None) -> Page[MemberSums]:
    """Who owed anything on a day, by name, and since when; a page of them, or all without a cursor."""
    parts = _open(chapter_id, last)
    of_each = (
        _aged(
            select(
                parts.c.member_id,
                *(age.label(f"age_{place}") for place, age in enumerate(_ages(last, parts.c.left))),
            ),
            chapter_id,
            parts,
        )
        .group_by(parts.c.member_id)
        .subquery("aged")
    )
    minors = [of_each.c[f"age_{place}"] for place in range(len(AGE_BOUNDS) + 1)]
    statement = select(Member.id, Member.name, *minors).join(of_each, of_each.c.member_id == Member.id)
    return _people(statement.where(Member.chapter_id == chapter_id), cursor)


def _people(statement: Select[Any], cursor: Cursor | None) -> Page[MemberSums]:
    if cursor is None:
        rows = list(db.session.execute(statement.order_by(Member.folded_name, Member.id)))
        return Page([_sums_of(row) for row in rows], None, None)
    page = fetch(statement, Order(Member.folded_name, Member.id), cursor)
    return Page([_sums_of(row) for row in page.rows], page.previous, page.next)


def _sums_of(row: Any) -> MemberSums:
    return MemberSums(row[0], row[1], [int(minor) for minor in row[2:]])


def _of_members(chapter_id: int, last: date) -> Any:
    """What each member owed and had in credit at the end of a day."""
    owes, credit = (
        func.sum(case((Posting.account == account, sign * Posting.amount_minor), else_=0))
        for account, sign in ((Account.RECEIVABLE, 1), (Account.MEMBER_CREDIT, -1))
    )
    return (
        select(Posting.member_id, owes.label("owes"), credit.label("credit"))
        .where(
            Posting.chapter_id == chapter_id,
            Posting.account.in_((Account.RECEIVABLE, Account.MEMBER_CREDIT)),
            Posting.booked_on <= last,
        )
        .group_by(Posting.member_id)
        .having(or_(owes != 0, credit != 0))
        .subquery("sums")
    )


def members(*, chapter_id: int, last: date, cursor: Cursor | None) -> Page[MemberSums]:
    """Who owed or had credit on a day, by name; a page of them, or all without a cursor."""
    of_each = _of_members(chapter_id, last)
    statement = select(Member.id, Member.name, of_each.c.owes, of_each.c.credit)
    joined = statement.join(of_each, of_each.c.member_id == Member.id)
    return _people(joined.where(Member.chapter_id == chapter_id), cursor)


def members_together(*, chapter_id: int, last: date) -> tuple[int, int]:
    """What all members together owed and had in credit on a day, added up from each."""
    of_each = _of_members(chapter_id, last)
    owes, credit = db.session.execute(
        select(func.coalesce(func.sum(of_each.c.owes), 0), func.coalesce(func.sum(of_each.c.credit), 0))
    ).one()
    return int(owes), int(credit)


def held(*, chapter_id: int, span: Span) -> tuple[HeldSums, HeldSums]:
    """What became of the parts held for the national and the regional body, before a span and in it."""
    before = Posting.booked_on < span.first if span.first else Posting.booked_on < date.min
    moved = -Posting.amount_minor
    charged, taken_back = (
        and_(~before, JournalEntry.kind == kind) for kind in (EntryKind.CHARGE, EntryKind.CHARGE_REVERSAL)
    )
    paid_over = and_(~before, JournalEntry.kind.not_in((EntryKind.CHARGE, EntryKind.CHARGE_REVERSAL)))
    rows = db.session.execute(
        select(
            Posting.account,
            *(
                cast(func.sum(case((condition, sign * moved), else_=0)), BigInteger).label(name)
                for name, condition, sign in (
                    ("before_minor", before, 1),
                    ("charged_minor", charged, 1),
                    ("taken_back_minor", taken_back, -1),
                    ("paid_over_minor", paid_over, -1),
                )
            ),
        )
        .join(JournalEntry, points_at(Posting.entry_id, JournalEntry))
        .where(
            Posting.chapter_id == chapter_id,
            Posting.account.in_(HELD_ACCOUNTS),
            Posting.booked_on <= span.last,
        )
        .group_by(Posting.account)
    )
    found = {
        row.account: HeldSums(
            before_minor=row.before_minor,
            charged_minor=row.charged_minor,
            taken_back_minor=row.taken_back_minor,
            paid_over_minor=row.paid_over_minor,
        )
        for row in rows
    }
    national, regional = (found.get(account, HeldSums()) for account in HELD_ACCOUNTS)
    return national, regional


def collected(*, chapter_id: int, last: date) -> list[CollectedSums]:
    """What of each dues period is held for others, and what of that the members have paid: by shares of each charge."""
    parts, paid = _held_parts(chapter_id, last), _paid(chapter_id, last)
    of_charge = func.coalesce(paid.c.minor, 0)
    whole = of_charge >= Charge.amount_minor
    sums_of = [
        func.sum(minor)
        for part in (parts.c.national, parts.c.regional)
        for minor in (part, case((whole, part), else_=part * of_charge // Charge.amount_minor))
    ]
    rows = db.session.execute(
        select(DuesPeriod.name, *(cast(minor, BigInteger) for minor in sums_of))
        .select_from(parts)
        .join(Charge, and_(Charge.chapter_id == chapter_id, Charge.id == parts.c.charge_id))
        .outerjoin(paid, paid.c.charge_id == Charge.id)
        .outerjoin(DuesPeriod, points_at(Charge.dues_period_id, DuesPeriod))
        .group_by(DuesPeriod.name)
        .order_by(DuesPeriod.name)
    )
    return [_collected(row) for row in rows]


def remitted_members(*, chapter_id: int, last: date, cursor: Cursor | None) -> Page[MemberSums]:
    """For whom something is held for others, by name: charged and collected for each body, up to a day."""
    parts, paid = _held_parts(chapter_id, last), _paid(chapter_id, last)
    of_charge = func.coalesce(paid.c.minor, 0)
    whole = of_charge >= Charge.amount_minor
    minors = [
        cast(func.sum(minor), BigInteger).label(name)
        for body, part in (("national", parts.c.national), ("regional", parts.c.regional))
        for name, minor in (
            (body, part),
            (f"{body}_collected", case((whole, part), else_=part * of_charge // Charge.amount_minor)),
        )
    ]
    of_each = (
        select(Charge.member_id, *minors)
        .select_from(parts)
        .join(Charge, and_(Charge.chapter_id == chapter_id, Charge.id == parts.c.charge_id))
        .outerjoin(paid, paid.c.charge_id == Charge.id)
        .group_by(Charge.member_id)
        .subquery("remitted")
    )
    sums = [of_each.c[column.name] for column in minors]
    statement = select(Member.id, Member.name, *sums).join(of_each, of_each.c.member_id == Member.id)
    return _people(statement.where(Member.chapter_id == chapter_id), cursor)


def paid_over(*, chapter_id: int, last: date) -> list[PaidOver]:
    """The entries that paid over what was held, or took that back, up to a day, the newest first."""
    national, regional = (
        cast(func.sum(case((Posting.account == account, Posting.amount_minor), else_=0)), BigInteger)
        for account in HELD_ACCOUNTS
    )
    rows = db.session.execute(
        select(
            JournalEntry.id,
            JournalEntry.booked_on,
            JournalEntry.kind,
            JournalEntry.memo,
            national.label("national"),
            regional.label("regional"),
        )
        .join(Posting, points_at(Posting.entry_id, JournalEntry))
        .where(
            Posting.chapter_id == chapter_id,
            Posting.account.in_(HELD_ACCOUNTS),
            Posting.booked_on <= last,
            JournalEntry.kind.not_in((EntryKind.CHARGE, EntryKind.CHARGE_REVERSAL)),
        )
        .group_by(JournalEntry.id, JournalEntry.booked_on, JournalEntry.kind, JournalEntry.memo)
        .order_by(JournalEntry.booked_on.desc(), JournalEntry.id.desc())
    )
    return [
        PaidOver(row.id, row.booked_on, row.memo or row.kind.label, (row.national, row.regional))
        for row in rows
    ]


def _collected(row: Any) -> CollectedSums:
    name, national, got_national, regional, got_regional = row
    return CollectedSums(name or "Other charges", (national, regional), (got_national, got_regional))


def _held_parts(chapter_id: int, last: date) -> Any:
    """What of each charge is held for each body; nothing of one that was reversed."""
    national, regional = (
        func.sum(case((Posting.account == account, -Posting.amount_minor), else_=0))
        for account in HELD_ACCOUNTS
    )
    return (
        select(
            JournalEntry.charge_id,
            cast(national, BigInteger).label("national"),
            cast(regional, BigInteger).label("regional"),
        )
        .select_from(Posting)
        .join(JournalEntry, points_at(Posting.entry_id, JournalEntry))
        .where(
            Posting.chapter_id == chapter_id,
            Posting.account.in_(HELD_ACCOUNTS),
            Posting.booked_on <= last,
            JournalEntry.charge_id.is_not(None),
        )
        .group_by(JournalEntry.charge_id)
        .having(or_(national != 0, regional != 0))
        .subquery("parts")
    )


def _paid(chapter_id: int, last: date) -> Any:
    """What was paid of each charge, net of what went back; waivers are no payment."""
    return (
        select(
            Installment.charge_id,
            cast(func.sum(-Posting.amount_minor), BigInteger).label("minor"),
        )
        .select_from(Posting)
        .join(JournalEntry, points_at(Posting.entry_id, JournalEntry))
        .join(Installment, points_at(Posting.installment_id, Installment))
        .where(
            Posting.chapter_id == chapter_id,
            Posting.account == Account.RECEIVABLE,
            Posting.booked_on <= last,
            JournalEntry.kind.not_in(_OWING),
        )
        .group_by(Installment.charge_id)
        .subquery("paid")
    )
