"""Dues periods as pages show them: what each costs, whom it charged, whom it would still charge.

Amounts are in minor units.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ScalarSelect, Select, exists, func, select

from sigma_finance.domain.errors import NotFound
from sigma_finance.domain.members import MemberClass, MemberStatus
from sigma_finance.extensions import db
from sigma_finance.models import Chapter, Charge, DuesPeriod, Installment, Member

#: Of those still to be charged, so many are named.
NAMED = 200


@dataclass(frozen=True)
class Period:
    """A dues period, whom it has charged, and whom assessing it now would charge."""

    id: int
    name: str
    amount_minor: int
    due_on: date
    charged: int
    charged_minor: int
    open_minor: int
    to_charge: int
    exempt: int

    @property
    def to_charge_minor(self) -> int:
        """What assessing the period now would charge in all."""
        return self.to_charge * self.amount_minor


def periods(*, chapter_id: int) -> list[Period]:
    """The chapter's dues periods, the one due last first."""
    rows = db.session.execute(_periods(chapter_id).order_by(DuesPeriod.due_on.desc(), DuesPeriod.id.desc()))
    return [_period(row) for row in rows]


def get_period(*, chapter_id: int, period_id: int) -> Period:
    """The chapter's dues period of this id; raises NotFound."""
    row = db.session.execute(_periods(chapter_id).where(DuesPeriod.id == period_id)).one_or_none()
    if row is None:
        raise NotFound("There is no such dues period in your chapter.")
    return _period(row)


def get_default_amount(*, chapter_id: int) -> int:
    """What the chapter's dues usually are."""
    return db.session.execute(select(Chapter.dues_minor).where(Chapter.id == chapter_id)).scalar_one()


def names_to_charge(*, chapter_id: int, period_id: int) -> list[str]:
    """The names of those whom assessing the period now would charge, at most ``NAMED`` of them."""
    rows = db.session.scalars(
        select(Member.name)
        .select_from(Member)
        .join(DuesPeriod, DuesPeriod.chapter_id == Member.chapter_id)
        .where(DuesPeriod.chapter_id == chapter_id, DuesPeriod.id == period_id, *_liable(chapter_id))
        .order_by(func.lower(Member.name), Member.id)
        .limit(NAMED)
    )
    return list(rows)


def _periods(chapter_id: int) -> Select[Any]:
    return select(
        DuesPeriod.id,
        DuesPeriod.name,
        DuesPeriod.amount_minor,
        DuesPeriod.due_on,
        _of_charges(chapter_id, func.count(Charge.id)),
        _of_charges(chapter_id, func.coalesce(func.sum(Charge.amount_minor), 0)),
        _open(chapter_id),
        select(func.count(Member.id)).where(*_liable(chapter_id)).correlate(DuesPeriod).scalar_subquery(),
        select(func.count(Member.id))
        .where(*_active(chapter_id), Member.member_class == MemberClass.EXEMPT)
        .scalar_subquery(),
    ).where(DuesPeriod.chapter_id == chapter_id)


def _period(row: Any) -> Period:
    period_id, name, amount, due_on, charged, charged_minor, open_minor, to_charge, exempt = row
    return Period(
        period_id, name, amount, due_on, charged, int(charged_minor), int(open_minor), to_charge, exempt
    )


def _active(chapter_id: int) -> tuple[Any, ...]:
    return Member.chapter_id == chapter_id, Member.status == MemberStatus.ACTIVE


def _liable(chapter_id: int) -> tuple[Any, ...]:
    charged = exists().where(
        Charge.chapter_id == chapter_id,
        Charge.dues_period_id == DuesPeriod.id,
        Charge.member_id == Member.id,
        Charge.reversed_at.is_(None),
    )
    return (
        *_active(chapter_id),
        Member.member_class != MemberClass.EXEMPT,
        ~charged.correlate(DuesPeriod, Member),
    )


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
        .join(Charge, Charge.id == Installment.charge_id)
        .where(
            Charge.chapter_id == chapter_id,
            Charge.dues_period_id == DuesPeriod.id,
            Charge.reversed_at.is_(None),
        )
        .correlate(DuesPeriod)
        .scalar_subquery()
    )
