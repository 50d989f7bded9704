"""What the meeting's page adds up that no report has. Amounts are in minor units."""

from __future__ import annotations

from datetime import date

from sqlalchemy import BigInteger, and_, case, cast, func, select

from sigma_finance.database.keys import points_at
from sigma_finance.database.rows import read_row
from sigma_finance.domain.books.accounts import Account, EntryKind
from sigma_finance.domain.books.meeting import PeriodSums, PlanSums
from sigma_finance.domain.dues.schedules import PlanState
from sigma_finance.extensions import db
from sigma_finance.models import (
    BankAccount,
    Charge,
    DuesPeriod,
    Installment,
    JournalEntry,
    Member,
    Plan,
    Posting,
)


def periods(*, chapter_id: int, since: date) -> list[PeriodSums]:
    """What each dues period that is due since a day was to bring and has brought, the earliest first."""
    waived = (
        select(JournalEntry.charge_id, func.sum(Posting.amount_minor).label("minor"))
        .select_from(Posting)
        .join(JournalEntry, points_at(Posting.entry_id, JournalEntry))
        .where(
            Posting.chapter_id == chapter_id,
            Posting.account == Account.WAIVERS,
            JournalEntry.kind == EntryKind.WAIVER,
        )
        .group_by(JournalEntry.charge_id)
        .subquery("waived")
    )
    still_open = (
        select(Installment.charge_id, func.sum(Installment.open_minor).label("minor"))
        .where(Installment.chapter_id == chapter_id, Installment.open_minor > 0)
        .group_by(Installment.charge_id)
        .subquery("still_open")
    )
    sums = (Charge.amount_minor, func.coalesce(waived.c.minor, 0), func.coalesce(still_open.c.minor, 0))
    charged, forgiven, left = (cast(func.sum(one), BigInteger) for one in sums)
    rows = db.session.execute(
        select(
            DuesPeriod.name.label("period"),
            charged.label("charged_minor"),
            forgiven.label("waived_minor"),
            left.label("open_minor"),
        )
        .select_from(Charge)
        .join(DuesPeriod, points_at(Charge.dues_period_id, DuesPeriod))
        .outerjoin(waived, waived.c.charge_id == Charge.id)
        .outerjoin(still_open, still_open.c.charge_id == Charge.id)
        .where(Charge.chapter_id == chapter_id, Charge.reversed_at.is_(None), DuesPeriod.due_on >= since)
        .group_by(DuesPeriod.id, DuesPeriod.name, DuesPeriod.due_on)
        .order_by(DuesPeriod.due_on, DuesPeriod.id)
    )
    return [read_row(PeriodSums, row) for row in rows]


def plans(*, chapter_id: int, today: date) -> list[PlanSums]:
    """The plans that are under way, with what of each is past its day."""
    left = and_(
        Installment.chapter_id == Plan.chapter_id,
        Installment.plan_id == Plan.id,
        Installment.open_minor > 0,
    )
    late = case((Installment.due_on < today, Installment.open_minor), else_=0)
    rows = db.session.execute(
        select(
            Plan.member_id,
            Member.name.label("member"),
            Plan.total_minor,
            cast(func.coalesce(func.sum(Installment.open_minor), 0), BigInteger).label("open_minor"),
            cast(func.coalesce(func.sum(late), 0), BigInteger).label("late_minor"),
            func.min(Installment.due_on).label("next_due_on"),
        )
        .join(Member, points_at(Plan.member_id, Member))
        .outerjoin(Installment, left)
        .where(Plan.chapter_id == chapter_id, Plan.state == PlanState.ACTIVE)
        .group_by(Plan.id, Plan.member_id, Member.name, Plan.total_minor)
        .order_by(Plan.id)
    )
    return [read_row(PlanSums, row) for row in rows]


def bank_names(*, chapter_id: int) -> dict[str, str]:
    """What the chapter calls its bank accounts, by the word of each in the books."""
    rows = db.session.execute(
        select(BankAccount.place, BankAccount.name).where(BankAccount.chapter_id == chapter_id)
    )
    return {row.place.value: row.name for row in rows}
