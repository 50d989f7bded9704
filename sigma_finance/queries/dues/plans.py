"""Payment plans: those under way, those to decide, and those that are settled."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, and_, exists, func, select

from sigma_finance.database.rows import read_row
from sigma_finance.domain.dues import schedules
from sigma_finance.domain.dues.schedules import LIVE, PlanState, SchedulePart
from sigma_finance.domain.errors import NotFound
from sigma_finance.domain.policy import Frequency
from sigma_finance.extensions import db
from sigma_finance.models import Installment, Member, Plan


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


@dataclass(frozen=True)
class PlanLine:
    """A plan as pages show it; amounts in minor units."""

    id: int
    member_id: int
    member_name: str
    state: PlanState
    frequency: Frequency | None
    installments: int
    first_on: date
    total_minor: int
    reason: str
    created_at: datetime
    open_minor: int
    next_due_on: date | None

    @property
    def paid_minor(self) -> int:
        """What of it is settled; of one that is not under way nothing is known here."""
        return self.total_minor - self.open_minor

    @property
    def parts(self) -> list[SchedulePart]:
        """Its schedule; empty where an officer chose the dates."""
        if self.frequency is None:
            return []
        return schedules.schedule(
            self.total_minor, installments=self.installments, first=self.first_on, frequency=self.frequency
        )


def of_member(*, chapter_id: int, member_id: int) -> list[PlanLine]:
    """A member's plans, the newest first."""
    statement = _lines(chapter_id).where(Plan.member_id == member_id).order_by(Plan.id.desc())
    return [read_row(PlanLine, row) for row in db.session.execute(statement)]


def of_chapter(*, chapter_id: int, live: bool, limit: int | None = 200) -> list[PlanLine]:
    """The chapter's plans that are proposed or active, or those that have ended, the newest first."""
    chosen = Plan.state.in_(LIVE) if live else Plan.state.not_in(LIVE)
    statement = _lines(chapter_id).where(chosen).order_by(Plan.state.desc(), Plan.id.desc()).limit(limit)
    return [read_row(PlanLine, row) for row in db.session.execute(statement)]


def get_line(*, chapter_id: int, plan_id: int) -> PlanLine:
    """The chapter's plan of this id; raises NotFound."""
    row = db.session.execute(_lines(chapter_id).where(Plan.id == plan_id)).one_or_none()
    if row is None:
        raise NotFound("There is no such plan in your chapter.")
    return read_row(PlanLine, row)


def _lines(chapter_id: int) -> Select[Any]:
    still_open = and_(
        Installment.chapter_id == chapter_id, Installment.plan_id == Plan.id, Installment.open_minor > 0
    )
    statement: Select[Any] = select(
        Plan.id,
        Plan.member_id,
        Member.name.label("member_name"),
        Plan.state,
        Plan.frequency,
        Plan.installments,
        Plan.first_on,
        Plan.total_minor,
        Plan.reason,
        Plan.created_at,
        select(func.coalesce(func.sum(Installment.open_minor), 0))
        .where(still_open)
        .scalar_subquery()
        .label("open_minor"),
        select(func.min(Installment.due_on)).where(still_open).scalar_subquery().label("next_due_on"),
    )  # type: ignore[assignment]
    return statement.join(
        Member, and_(Member.chapter_id == Plan.chapter_id, Member.id == Plan.member_id)
    ).where(Plan.chapter_id == chapter_id)
