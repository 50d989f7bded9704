"""Dues periods as pages show them: what each costs, whom it charged, whom it would still charge.

Amounts are in minor units.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, Select, and_, func, select

from sigma_finance.database.keys import points_at
from sigma_finance.database.rows import read_row
from sigma_finance.domain.errors import NotFound
from sigma_finance.domain.members.members import MemberClass, MemberStatus
from sigma_finance.extensions import db
from sigma_finance.models import Chapter, Charge, ChargeBatch, DuesPeriod, Installment, Member, PeriodAmount
from sigma_finance.queries.dues.charging import is_liable, is_uncharged, period_amount


@dataclass(frozen=True)
class Period:
    """A dues period, whom it has charged, and whom assessing it now would charge.

    ``amount_minor`` is what members of most classes are charged; ``held_minor`` of it goes to other bodies.
    """

    id: int
    name: str
    amount_minor: int
    national_minor: int
    regional_minor: int
    due_on: date
    charged: int
    charged_minor: int
    open_minor: int
    to_charge: int
    to_charge_minor: int
    left_out: int
    charges_late_joiners: bool

    @property
    def held_minor(self) -> int:
        """What of each charge is held for other bodies."""
        return self.national_minor + self.regional_minor


@dataclass(frozen=True)
class ChargeBatchLine:
    """Charges that were made together, and how many of them still stand."""

    id: int
    description: str
    period_id: int | None
    charges: int
    total_minor: int
    standing: int
    made_at: datetime
    made_by: str | None
    is_reversed: bool


def periods(*, chapter_id: int, today: date) -> list[Period]:
    """The chapter's dues periods, the one due last first."""
    statement = _periods(chapter_id, today).order_by(DuesPeriod.due_on.desc(), DuesPeriod.id.desc())
    return [read_row(Period, row) for row in db.session.execute(statement)]


def get_period(*, chapter_id: int, period_id: int, today: date) -> Period:
    """The chapter's dues period of this id; raises NotFound."""
    row = db.session.execute(_periods(chapter_id, today).where(DuesPeriod.id == period_id)).one_or_none()
    if row is None:
        raise NotFound("There is no such dues period in your chapter.")
    return read_row(Period, row)


def class_amounts(*, chapter_id: int, period_id: int) -> Mapping[MemberClass, int]:
    """What the period charges members of classes that have an amount of their own."""
    rows = db.session.execute(
        select(PeriodAmount.member_class, PeriodAmount.amount_minor).where(
            PeriodAmount.chapter_id == chapter_id, PeriodAmount.dues_period_id == period_id
        )
    )
    return {MemberClass(one): int(minor) for one, minor in rows}


def get_default_amount(*, chapter_id: int) -> int:
    """What the chapter's dues usually are."""
    return db.session.execute(select(Chapter.dues_minor).where(Chapter.id == chapter_id)).scalar_one()


def batches(
    *, chapter_id: int, period_id: int | None = None, apart_from_dues: bool = False
) -> list[ChargeBatchLine]:
    """Charges that were made together, the newest first; of one period or of none where that is asked for."""
    statement = _batches(chapter_id).order_by(ChargeBatch.created_at.desc(), ChargeBatch.id.desc()).limit(200)
    if apart_from_dues:
        statement = statement.where(ChargeBatch.dues_period_id.is_(None))
    if period_id is not None:
        statement = statement.where(ChargeBatch.dues_period_id == period_id)
    return [read_row(ChargeBatchLine, row) for row in db.session.execute(statement)]


def get_batch(*, chapter_id: int, batch_id: int) -> ChargeBatchLine:
    """The batch of this id; raises NotFound."""
    row = db.session.execute(_batches(chapter_id).where(ChargeBatch.id == batch_id)).one_or_none()
    if row is None:
        raise NotFound("There are no such charges in your chapter.")
    return read_row(ChargeBatchLine, row)


def _batches(chapter_id: int) -> Select[Any]:
    standing = (
        select(func.count(Charge.id))
        .where(
            Charge.chapter_id == chapter_id,
            Charge.batch_id == ChargeBatch.id,
            Charge.reversed_at.is_(None),
        )
        .correlate(ChargeBatch)
        .scalar_subquery()
    )
    return (
        select(
            ChargeBatch.id,
            ChargeBatch.description,
            ChargeBatch.dues_period_id.label("period_id"),
            ChargeBatch.charges,
            ChargeBatch.total_minor,
            standing.label("standing"),
            ChargeBatch.created_at.label("made_at"),
            Member.name.label("made_by"),
            ChargeBatch.reversed_at.is_not(None).label("is_reversed"),
        )
        .outerjoin(
            Member,
            and_(Member.chapter_id == ChargeBatch.chapter_id, Member.id == ChargeBatch.made_by_member_id),
        )
        .where(ChargeBatch.chapter_id == chapter_id)
    )


def _periods(chapter_id: int, today: date) -> Select[Any]:
    concerned = and_(Member.chapter_id == chapter_id, is_liable(today), is_uncharged())
    return (
        select(
            DuesPeriod.id,
            DuesPeriod.name,
            DuesPeriod.amount_minor,
            DuesPeriod.national_minor,
            DuesPeriod.regional_minor,
            DuesPeriod.due_on,
            DuesPeriod.charges_late_joiners,
            _of_charges(chapter_id, func.count(Charge.id)).label("charged"),
            _of_charges(chapter_id, func.coalesce(func.sum(Charge.amount_minor), 0)).label("charged_minor"),
            _open(chapter_id).label("open_minor"),
            _of_members(func.count(Member.id), concerned).label("to_charge"),
            _of_members(func.coalesce(func.sum(period_amount()), 0), concerned).label("to_charge_minor"),
            _of_members(
                func.count(Member.id),
                and_(
                    Member.chapter_id == chapter_id,
                    Member.status == MemberStatus.ACTIVE,
                    ~is_liable(today),
                    is_uncharged(),
                ),
            ).label("left_out"),
        )
        .join(Chapter, Chapter.id == DuesPeriod.chapter_id)
        .where(DuesPeriod.chapter_id == chapter_id)
    )


def _of_members(figure: Any, concerned: ColumnElement[bool]) -> ScalarSelect[Any]:
    return select(figure).where(concerned).correlate(DuesPeriod, Chapter).scalar_subquery()


def _of_charges(chapter_id: int, figure: Any) -> ScalarSelect[Any]:
    return (
        select(figure)
        .select_from(Charge)
        .where(
            Charge.chapter_id == chapter_id,
            Charge.dues_period_id == DuesPeriod.id,
            Charge.reversed_at.is_(None),
        )
        .correlate(DuesPeriod)
        .scalar_subquery()
    )


def _open(chapter_id: int) -> ScalarSelect[Any]:
    return (
        select(func.coalesce(func.sum(Installment.open_minor), 0))
        .select_from(Installment)
        .join(Charge, points_at(Installment.charge_id, Charge))
        .where(
            Charge.chapter_id == chapter_id,
            Charge.dues_period_id == DuesPeriod.id,
            Charge.reversed_at.is_(None),
        )
        .correlate(DuesPeriod)
        .scalar_subquery()
    )
