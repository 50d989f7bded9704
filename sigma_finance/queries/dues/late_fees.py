"""Installments that are late, and whether they cost a fee. Amounts are in minor units."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, exists, or_, select

from sigma_finance.database.days import add_days
from sigma_finance.database.keys import points_at
from sigma_finance.domain import policy
from sigma_finance.domain.dues.late_fees import NEVER_ON, last_free_day, late_fee
from sigma_finance.domain.members.members import MemberClass, MemberStatus
from sigma_finance.domain.policy import Policy
from sigma_finance.extensions import db
from sigma_finance.models import Chapter, Charge, Installment, LateFee, Member
from sigma_finance.queries.reminders import is_pending


@dataclass(frozen=True)
class LateInstallment:
    """An installment that is late beyond the days of grace, and its fee; ``held`` where that is not to be charged."""

    installment_id: int
    member_id: int
    member_name: str
    description: str
    due_on: date
    open_minor: int
    fee_minor: int
    held: bool


def get_policy(*, chapter_id: int) -> Policy:
    """The chapter's own rules."""
    return policy.read(
        db.session.execute(select(Chapter.policy).where(Chapter.id == chapter_id)).scalar_one()
    )


def late(*, chapter_id: int, today: date, rules: Policy) -> list[LateInstallment]:
    """What is late and has had no fee yet, by member and due date.

    Left out are fees themselves, members who are exempt, newly initiated or gone, and those whose money is under way
    or disputed.
    """
    rows = db.session.execute(
        select(
            Installment.id,
            Member.id,
            Member.name,
            Charge.description,
            Installment.due_on,
            Installment.open_minor,
            Member.no_late_fees_until,
        )
        .join(Charge, points_at(Installment.charge_id, Charge))
        .join(Member, points_at(Installment.member_id, Member))
        .join(Chapter, Chapter.id == Member.chapter_id)
        .where(
            Installment.chapter_id == chapter_id,
            Installment.open_minor > 0,
            Installment.due_on <= last_free_day(today, rules),
            Charge.kind.not_in(NEVER_ON),
            Member.status == MemberStatus.ACTIVE,
            Member.member_class != MemberClass.EXEMPT,
            or_(
                Member.initiated_on.is_(None),
                add_days(Member.initiated_on, Chapter.neophyte_days) < today,
            ),
            ~_has_fee(),
            ~is_pending(),
        )
        .order_by(Member.name, Member.id, Installment.due_on, Installment.id)
    )
    found = [
        LateInstallment(
            installment_id=row[0],
            member_id=row[1],
            member_name=row[2],
            description=row[3],
            due_on=row[4],
            open_minor=row[5],
            fee_minor=late_fee(row[5], rules),
            held=row[6] is not None and row[6] >= today,
        )
        for row in rows
    ]
    return [one for one in found if one.fee_minor]


def _has_fee() -> ColumnElement[bool]:
    return exists().where(
        LateFee.chapter_id == Installment.chapter_id, LateFee.installment_id == Installment.id
    )
