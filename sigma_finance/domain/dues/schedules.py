"""Payment plans: their states, the dates and amounts of a schedule, and how it is laid over what is owed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from sigma_finance.domain.errors import Invalid
from sigma_finance.domain.labels import LabelledEnum
from sigma_finance.domain.money import split
from sigma_finance.domain.policy import Frequency, Policy

#: No plan runs longer than so many installments, whatever its chapter offers.
MOST_INSTALLMENTS = 60
#: What a plan begins as: a form is filled in with it.
USUAL_INSTALLMENTS = 2
#: The first installment is due within so many days, and the last within so many.
FIRST_WITHIN, LAST_WITHIN = timedelta(days=366), timedelta(days=1830)


class PlanState(LabelledEnum):
    """Where a payment plan is in its life."""

    PROPOSED = "proposed"
    ACTIVE = "active"
    ARCHIVED = "archived"
    CANCELLED = "cancelled"
    DECLINED = "declined"


#: A member has at most one plan in each of these states.
LIVE = (PlanState.PROPOSED, PlanState.ACTIVE)


@dataclass(frozen=True)
class SchedulePart:
    """A part of a schedule: its due date and amount in minor units."""

    due_on: date
    amount_minor: int


@dataclass(frozen=True)
class Piece:
    """What of one source (a charge) falls due on a date, in minor units."""

    source_id: int
    due_on: date
    amount_minor: int


def due_date(first: date, frequency: Frequency, number: int) -> date:
    """The date of installment ``number`` (from 0), counted from the first, so that month ends do not drift."""
    if frequency is Frequency.WEEKLY:
        return first + timedelta(weeks=number)
    due_on: date = first + relativedelta(months=number * (3 if frequency is Frequency.QUARTERLY else 1))
    return due_on


def schedule(total_minor: int, *, installments: int, first: date, frequency: Frequency) -> list[SchedulePart]:
    """``total_minor`` in equal parts from ``first`` on; the first parts carry the odd cents."""
    amounts = split(total_minor, installments)
    return [
        SchedulePart(due_date(first, frequency, number), amount_minor)
        for number, amount_minor in enumerate(amounts)
    ]


def usual(rules: Policy, *, due_on: date | None, today: date) -> tuple[Frequency, date]:
    """The rhythm and the first date of the usual plan: quarterly, or whatever shorter one the chapter offers.

    The first installment is due when what is owed is due, or today where that is over.
    """
    first = min(max(due_on or today, today), today + FIRST_WITHIN)
    for frequency in (Frequency.QUARTERLY, Frequency.MONTHLY, Frequency.WEEKLY):
        last_on = due_date(first, frequency, USUAL_INSTALLMENTS - 1)
        if rules.offers_plan(frequency, installments=USUAL_INSTALLMENTS, last_on=last_on):
            return frequency, first
    return Frequency.QUARTERLY, first


def check(parts: Sequence[SchedulePart], *, owed_minor: int, today: date) -> None:
    """Raise Invalid unless ``parts`` are dates to come, in order, that add up to what is owed."""
    if not 1 <= len(parts) <= MOST_INSTALLMENTS:
        raise Invalid(f"Enter a number of installments from 1 to {MOST_INSTALLMENTS}.", field="installments")
    dates = [part.due_on for part in parts]
    if dates[0] < today:
        raise Invalid("Enter a first date that is not in the past.", field="first_on")
    if dates[0] > today + FIRST_WITHIN:
        raise Invalid("Enter a first date within a year.", field="first_on")
    if sorted(set(dates)) != dates:
        raise Invalid("Enter each date once, earliest first.", field="installments")
    if dates[-1] > today + LAST_WITHIN:
        raise Invalid(
            "Choose fewer installments: the last one may be due in five years at most.", field="installments"
        )
    if min(part.amount_minor for part in parts) < 1:
        raise Invalid("Each installment needs at least one cent.", field="installments")
    if sum(part.amount_minor for part in parts) != owed_minor:
        raise Invalid("The installments have to add up to what is owed.", field="installments")


def lay_over(parts: Sequence[SchedulePart], sources: Sequence[tuple[int, int]]) -> list[Piece]:
    """Share a schedule out over ``(id, open)`` sources in settling order; both add up to the same."""
    if sum(part.amount_minor for part in parts) != sum(available for _, available in sources):
        raise ValueError("a schedule covers exactly what is open")
    pieces: list[Piece] = []
    waiting = [(source_id, available) for source_id, available in sources if available]
    for part in parts:
        left = part.amount_minor
        while left:
            source_id, available = waiting.pop(0)
            taken = min(left, available)
            pieces.append(Piece(source_id, part.due_on, taken))
            left -= taken
            if available > taken:
                waiting.insert(0, (source_id, available - taken))
    return pieces
