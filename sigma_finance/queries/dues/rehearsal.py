"""What assessing a dues period would do, member by member, before it is done. Amounts are in minor units."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import and_, case, or_, select
from sqlalchemy.orm import aliased

from sigma_finance.domain.labels import LabelledEnum
from sigma_finance.domain.members.members import MemberClass, MemberStatus
from sigma_finance.extensions import db
from sigma_finance.models import Chapter, Charge, DuesPeriod, Member
from sigma_finance.queries.dues.charging import is_charged, is_spared, period_amount


class AssessmentFate(LabelledEnum):
    """What assessing would do to a member."""

    TO_CHARGE = "to_charge", "Will be charged"
    CHARGED = "charged", "Charged already"
    EXEMPT = "exempt"
    NEOPHYTE = "neophyte", "Newly initiated"
    NOTHING = "nothing", "Class pays nothing"
    LEFT = "left", "Left since"


@dataclass(frozen=True)
class RehearsedMember:
    """A member, what they would be charged, and what they were last time (None: they were not)."""

    member_id: int
    name: str
    member_class: MemberClass
    fate: AssessmentFate
    amount_minor: int
    last_minor: int | None
    has_email: bool


@dataclass(frozen=True)
class Rehearsal:
    """What assessing would do to each member, by name, and the period that it is compared with."""

    compared_with: str | None
    members: list[RehearsedMember]

    @property
    def without_email(self) -> list[RehearsedMember]:
        """Those to be charged who would not hear of it."""
        return [one for one in self.members if one.fate is AssessmentFate.TO_CHARGE and not one.has_email]

    @property
    def new(self) -> list[RehearsedMember]:
        """Those to be charged who were not last time."""
        chosen = [
            one for one in self.members if one.fate is AssessmentFate.TO_CHARGE and one.last_minor is None
        ]
        return chosen if self.compared_with else []

    @property
    def changed(self) -> list[RehearsedMember]:
        """Those to be charged another amount than last time."""
        return [
            one
            for one in self.members
            if one.fate is AssessmentFate.TO_CHARGE and one.last_minor not in (None, one.amount_minor)
        ]

    @property
    def gone(self) -> list[RehearsedMember]:
        """Those charged last time who would not be now, and have not been."""
        return [
            one
            for one in self.members
            if one.last_minor is not None
            and one.fate not in (AssessmentFate.TO_CHARGE, AssessmentFate.CHARGED)
        ]


def rehearse(*, chapter_id: int, period_id: int, today: date) -> Rehearsal:
    """What assessing the period on ``today`` would do, next to the period due before it that charged anybody."""
    last_id, last_name = _last_period(chapter_id, period_id)
    last = aliased(Charge)
    fate = case(
        (is_charged(), AssessmentFate.CHARGED.value),
        (Member.status != MemberStatus.ACTIVE, AssessmentFate.LEFT.value),
        (Member.member_class == MemberClass.EXEMPT, AssessmentFate.EXEMPT.value),
        (is_spared(today), AssessmentFate.NEOPHYTE.value),
        (period_amount() == 0, AssessmentFate.NOTHING.value),
        else_=AssessmentFate.TO_CHARGE.value,
    )
    was_charged = and_(
        last.chapter_id == chapter_id,
        last.dues_period_id == last_id,
        last.member_id == Member.id,
        last.reversed_at.is_(None),
    )
    rows = db.session.execute(
        select(
            Member.id,
            Member.name,
            Member.member_class,
            fate,
            period_amount(),
            last.amount_minor,
            Member.email.is_not(None),
        )
        .select_from(Member)
        .join(Chapter, Chapter.id == Member.chapter_id)
        .join(DuesPeriod, DuesPeriod.chapter_id == Member.chapter_id)
        .outerjoin(last, was_charged)
        .where(
            Member.chapter_id == chapter_id,
            DuesPeriod.id == period_id,
            or_(Member.status == MemberStatus.ACTIVE, last.id.is_not(None), is_charged()),
        )
        .order_by(Member.folded_name, Member.id)
    )
    return Rehearsal(last_name, [_rehearsed(row) for row in rows])


def _rehearsed(row: Any) -> RehearsedMember:
    member_id, name, member_class, fate, amount, last_minor, has_email = row
    return RehearsedMember(
        member_id, name, member_class, AssessmentFate(fate), int(amount), last_minor, bool(has_email)
    )


def _last_period(chapter_id: int, period_id: int) -> tuple[int | None, str | None]:
    this = aliased(DuesPeriod)
    row = db.session.execute(
        select(DuesPeriod.id, DuesPeriod.name)
        .join(this, and_(this.chapter_id == DuesPeriod.chapter_id, this.id == period_id))
        .where(
            DuesPeriod.chapter_id == chapter_id,
            DuesPeriod.id != period_id,
            DuesPeriod.due_on <= this.due_on,
            select(Charge.id)
            .where(
                Charge.chapter_id == chapter_id,
                Charge.dues_period_id == DuesPeriod.id,
                Charge.reversed_at.is_(None),
            )
            .exists(),
        )
        .order_by(DuesPeriod.due_on.desc(), DuesPeriod.id.desc())
        .limit(1)
    ).first()
    return (row[0], row[1]) if row else (None, None)
