"""Payment plans: those under way, those to decide, and those that are settled."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import exists, select

from sigma_finance.domain.schedules import PlanState
from sigma_finance.extensions import db
from sigma_finance.models import Installment, Plan


def find_plan(*, chapter_id: int, plan_id: int) -> Plan | None:
    """The chapter's plan of this id, fresh from the database."""
    return db.session.scalar(
        select(Plan)
        .where(Plan.chapter_id == chapter_id, Plan.id == plan_id)
        .execution_options(populate_existing=True)
    )


def find_live(*, chapter_id: int, member_id: int, state: PlanState) -> Plan | None:
    """A member's plan that is active or proposed, fresh from the database."""
    return db.session.scalar(
        select(Plan)
        .where(Plan.chapter_id == chapter_id, Plan.member_id == member_id, Plan.state == state)
        .execution_options(populate_existing=True)
    )


def settled(*, chapter_id: int, member_ids: Sequence[int]) -> list[Plan]:
    """The active plans of these members of which nothing is open any more."""
    still_open = exists().where(
        Installment.chapter_id == chapter_id, Installment.plan_id == Plan.id, Installment.open_minor > 0
    )
    return list(
        db.session.scalars(
            select(Plan)
            .where(
                Plan.chapter_id == chapter_id,
                Plan.member_id.in_(member_ids),
                Plan.state == PlanState.ACTIVE,
                ~still_open,
            )
            .order_by(Plan.id)
        )
    )


def charges_of_installments(*, chapter_id: int, installment_ids: Sequence[int]) -> dict[int, int]:
    """The charge of each of these installments."""
    rows = db.session.execute(
        select(Installment.id, Installment.charge_id).where(
            Installment.chapter_id == chapter_id, Installment.id.in_(installment_ids)
        )
    )
    return {row.id: row.charge_id for row in rows}


def open_ids(*, chapter_id: int, plan_id: int) -> set[int]:
    """The installments of a plan that are open."""
    return set(
        db.session.scalars(
            select(Installment.id).where(
                Installment.chapter_id == chapter_id,
                Installment.plan_id == plan_id,
                Installment.open_minor > 0,
            )
        )
    )
