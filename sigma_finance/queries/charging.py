"""Whom assessing a period concerns, and charges under lock."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from sigma_finance.domain.members import MemberClass, MemberStatus
from sigma_finance.extensions import db
from sigma_finance.models import Charge, DuesPeriod, Installment, Member


@dataclass(frozen=True)
class Concerned:
    """Members of an assessment by what happens to them, as ids."""

    to_charge: list[int]
    already_charged: int
    exempt: int


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


def concerned(*, chapter_id: int, period_id: int, members: list[Member]) -> Concerned:
    """Of these members, who is still to be charged for the period."""
    charged = set(
        db.session.scalars(
            select(Charge.member_id).where(
                Charge.chapter_id == chapter_id,
                Charge.dues_period_id == period_id,
                Charge.reversed_at.is_(None),
            )
        )
    )
    liable = [member.id for member in members if member.member_class is not MemberClass.EXEMPT]
    return Concerned(
        to_charge=[member_id for member_id in liable if member_id not in charged],
        already_charged=len(charged),
        exempt=len(members) - len(liable),
    )


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
