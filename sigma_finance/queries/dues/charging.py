"""Whom assessing a period concerns and what each is charged, and charges under lock. Amounts are in minor units."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, and_, exists, func, or_, select

from sigma_finance.database.days import add_days
from sigma_finance.database.given import Day
from sigma_finance.domain.members.members import MemberClass, MemberStatus
from sigma_finance.extensions import db
from sigma_finance.models import Chapter, Charge, ChargeBatch, DuesPeriod, Installment, Member, PeriodAmount


@dataclass(frozen=True)
class AssessmentScope:
    """Members of an assessment by what happens to them: ids with the amount of each, and how many are left out."""

    to_charge: list[tuple[int, int]]
    already_charged: int
    left_out: int


def period_amount() -> ColumnElement[int]:
    """What the surrounding SELECT's period charges its member, by their class; zero where it charges them nothing."""
    own = (
        select(PeriodAmount.amount_minor)
        .where(
            PeriodAmount.chapter_id == DuesPeriod.chapter_id,
            PeriodAmount.dues_period_id == DuesPeriod.id,
            PeriodAmount.member_class == Member.member_class,
        )
        .correlate(DuesPeriod, Member)
        .scalar_subquery()
    )
    return func.coalesce(own, DuesPeriod.amount_minor)


def is_charged() -> ColumnElement[bool]:
    """Whether the surrounding SELECT's period has charged its member."""
    return (
        exists()
        .where(
            Charge.chapter_id == Member.chapter_id,
            Charge.dues_period_id == DuesPeriod.id,
            Charge.member_id == Member.id,
            Charge.reversed_at.is_(None),
        )
        .correlate(DuesPeriod, Member)
    )


def is_uncharged() -> ColumnElement[bool]:
    """Whether the period of the SELECT around the surrounding one has not charged its member.

    The list of those charged is hashed once for all members; a question for each would read an index for each.
    """
    return Member.id.not_in(
        select(Charge.member_id)
        .where(
            Charge.chapter_id == DuesPeriod.chapter_id,
            Charge.dues_period_id == DuesPeriod.id,
            Charge.reversed_at.is_(None),
        )
        .correlate(DuesPeriod)
    )


def is_spared(today: Day) -> ColumnElement[bool]:
    """Whether the surrounding SELECT's member is newly initiated in a chapter that does not charge those."""
    charges_them = func.coalesce(Chapter.policy["neophytes_charged"].as_boolean(), True)
    newly = and_(
        Member.initiated_on.is_not(None), add_days(Member.initiated_on, Chapter.neophyte_days) >= today
    )
    return and_(~charges_them, newly)


def is_liable(today: Day) -> ColumnElement[bool]:
    """Whether assessing the surrounding SELECT's period on ``today`` would charge its member, charged or not."""
    return and_(
        Member.status == MemberStatus.ACTIVE,
        Member.member_class != MemberClass.EXEMPT,
        period_amount() > 0,
        ~is_spared(today),
    )


def lock_active_members(*, chapter_id: int) -> list[Member]:
    """Every active member of the chapter, locked in ascending order."""
    return list(
        db.session.scalars(
            select(Member)
            .where(Member.chapter_id == chapter_id, Member.status == MemberStatus.ACTIVE)
            .order_by(Member.id)
            .with_for_update(key_share=True)
            .execution_options(populate_existing=True)
        )
    )


def concerned(*, chapter_id: int, period_id: int, today: date) -> AssessmentScope:
    """Of the chapter's active members, who is still to be charged for the period, and how much each."""
    rows = db.session.execute(
        select(
            Member.id,
            period_amount().label("amount"),
            is_charged().label("charged"),
            is_liable(today).label("liable"),
        )
        .select_from(Member)
        .join(Chapter, Chapter.id == Member.chapter_id)
        .join(DuesPeriod, DuesPeriod.chapter_id == Member.chapter_id)
        .where(
            Member.chapter_id == chapter_id,
            DuesPeriod.id == period_id,
            or_(Member.status == MemberStatus.ACTIVE, is_charged()),
        )
        .order_by(Member.id)
    ).all()
    return AssessmentScope(
        to_charge=[(row.id, int(row.amount)) for row in rows if row.liable and not row.charged],
        already_charged=sum(row.charged for row in rows),
        left_out=sum(not row.liable and not row.charged for row in rows),
    )


def missed_by(*, chapter_id: int, member_id: int, today: date) -> list[tuple[DuesPeriod, int]]:
    """The periods not yet past due that were charged to others and charge who joins later, with the member's amount."""
    was_charged = (
        exists()
        .where(
            Charge.chapter_id == chapter_id,
            Charge.dues_period_id == DuesPeriod.id,
            Charge.reversed_at.is_(None),
        )
        .correlate(DuesPeriod)
    )
    rows = db.session.execute(
        select(DuesPeriod, period_amount().label("amount"))
        .join(Member, Member.chapter_id == DuesPeriod.chapter_id)
        .join(Chapter, Chapter.id == Member.chapter_id)
        .where(
            DuesPeriod.chapter_id == chapter_id,
            DuesPeriod.charges_late_joiners,
            DuesPeriod.due_on >= today,
            Member.chapter_id == chapter_id,
            Member.id == member_id,
            is_liable(today),
            ~is_charged(),
            was_charged,
        )
        .order_by(DuesPeriod.due_on, DuesPeriod.id)
    )
    return [(row.DuesPeriod, int(row.amount)) for row in rows]


def find_period(*, chapter_id: int, name: str) -> DuesPeriod | None:
    """The chapter's dues period of this name."""
    return db.session.scalar(
        select(DuesPeriod).where(DuesPeriod.chapter_id == chapter_id, DuesPeriod.name == name)
    )


def find_period_by_id(*, chapter_id: int, period_id: int) -> DuesPeriod | None:
    """The chapter's dues period of this id."""
    return db.session.scalar(
        select(DuesPeriod).where(DuesPeriod.chapter_id == chapter_id, DuesPeriod.id == period_id)
    )


def find_charge(*, chapter_id: int, charge_id: int) -> Charge | None:
    """The chapter's charge of this id."""
    return db.session.scalar(
        select(Charge)
        .where(Charge.chapter_id == chapter_id, Charge.id == charge_id)
        .execution_options(populate_existing=True)
    )


def installments_of(*, chapter_id: int, charge_id: int) -> list[Installment]:
    """A charge's installments, by due date."""
    return list(
        db.session.scalars(
            select(Installment)
            .where(Installment.chapter_id == chapter_id, Installment.charge_id == charge_id)
            .order_by(Installment.due_on, Installment.id)
            .execution_options(populate_existing=True)
        )
    )


def lock_batch(*, chapter_id: int, batch_id: int) -> ChargeBatch | None:
    """Charges that were made together, locked."""
    return db.session.scalar(
        select(ChargeBatch)
        .where(ChargeBatch.chapter_id == chapter_id, ChargeBatch.id == batch_id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )


def standing_charges(*, chapter_id: int, batch_id: int) -> Sequence[Charge]:
    """The charges of a batch that have not been reversed."""
    return list(
        db.session.scalars(
            select(Charge)
            .where(Charge.chapter_id == chapter_id, Charge.batch_id == batch_id, Charge.reversed_at.is_(None))
            .order_by(Charge.id)
            .execution_options(populate_existing=True)
        )
    )


def members_of_batch(*, chapter_id: int, batch_id: int) -> list[int]:
    """The members whom a batch charged."""
    return list(
        db.session.scalars(
            select(Charge.member_id).where(Charge.chapter_id == chapter_id, Charge.batch_id == batch_id)
        )
    )


def active_ids(*, chapter_id: int, member_ids: Sequence[int]) -> set[int]:
    """Those of these ids that are active members of the chapter."""
    return set(
        db.session.scalars(
            select(Member.id).where(
                Member.chapter_id == chapter_id,
                Member.status == MemberStatus.ACTIVE,
                Member.id.in_(member_ids),
            )
        )
    )


def classes(*, chapter_id: int) -> list[tuple[int, MemberClass]]:
    """The active members and their classes."""
    rows = db.session.execute(
        select(Member.id, Member.member_class)
        .where(Member.chapter_id == chapter_id, Member.status == MemberStatus.ACTIVE)
        .order_by(Member.member_class, Member.id)
    )
    return [(member_id, MemberClass(one)) for member_id, one in rows]


def find_batch_by_form_key(*, chapter_id: int, form_key: str) -> ChargeBatch | None:
    """The charges that this form has already made."""
    return db.session.scalar(
        select(ChargeBatch).where(ChargeBatch.chapter_id == chapter_id, ChargeBatch.form_key == form_key)
    )
