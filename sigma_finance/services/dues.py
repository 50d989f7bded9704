"""Dues periods, and assessing them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sigma_finance.domain.accounts import ChargeKind
from sigma_finance.domain.actors import Actor
from sigma_finance.domain.audit import Action
from sigma_finance.domain.errors import Conflict, Invalid, NotFound
from sigma_finance.domain.money import LIMIT_MINOR, format_money
from sigma_finance.domain.text import clean_text
from sigma_finance.extensions import db
from sigma_finance.models import Chapter, DuesPeriod
from sigma_finance.queries import charging as queries
from sigma_finance.queries import faults
from sigma_finance.services import audit, charges, ledger
from sigma_finance.services.transactions import transactional

EARLIEST, LATEST = date(2000, 1, 1), date(2099, 12, 31)


class PeriodExists(Conflict):
    """The chapter has a period of this name."""


class PeriodDiffers(Conflict):
    """The period of this name has another amount or due date."""


@dataclass(frozen=True)
class Assessed:
    """What assessing a period did: members by what happened, and the sum charged in minor units."""

    period_id: int
    charged: int
    already_charged: int
    exempt: int
    total_minor: int


@transactional
def create_period(*, chapter_id: int, name: str, amount_minor: int, due_on: date, by: Actor) -> int:
    """Name a term or year with what it costs and when it is due; returns its id. Charges nobody yet."""
    name = clean_text(name, field="name", label="The name", at_most=80)
    if not 0 < amount_minor < LIMIT_MINOR:
        raise Invalid("Enter an amount above zero and below 1,000,000.", field="amount")
    if not EARLIEST <= due_on <= LATEST:
        raise Invalid("Enter a due date of this century.", field="due_on")
    period = DuesPeriod(chapter_id=chapter_id, name=name, amount_minor=amount_minor, due_on=due_on)
    db.session.add(period)
    try:
        db.session.flush()
    except Exception as error:
        if not faults.violated(
            error, "uq_dues_periods_chapter_id_name", "dues_periods.chapter_id, dues_periods.name"
        ):
            raise
        taken = f"There is a dues period named {name} already. Choose another name."
        raise PeriodExists(taken, field="name") from error
    audit.record(
        Action.PERIOD_CREATED,
        chapter_id=chapter_id,
        subject=("dues_periods", period.id),
        by=by,
        amount_minor=amount_minor,
        due_on=due_on.isoformat(),
    )
    ledger.changed(chapter_id=chapter_id)
    return period.id


@transactional
def assess(*, chapter_id: int, period_id: int, by: Actor, on: date | None = None) -> Assessed:
    """Charge every active member who is not exempt and not charged for the period yet; a second time charges nobody.

    The charges are of today, or of the day ``on``.
    """
    period = queries.find_period_by_id(chapter_id=chapter_id, period_id=period_id)
    if period is None:
        raise NotFound("There is no such dues period in this chapter.")
    chapter = db.session.get_one(Chapter, chapter_id)
    members = queries.lock_active_members(chapter_id=chapter_id)
    concerned = queries.concerned(chapter_id=chapter_id, period_id=period.id, members=members)
    requests = [
        charges.NewCharge(
            member_id, ChargeKind.DUES, period.name, period.amount_minor, period.due_on, period.id
        )
        for member_id in concerned.to_charge
    ]
    total = period.amount_minor * len(requests)
    if requests:
        charges.post_charges(chapter, requests, description=f"Dues {period.name}", by=by, on=on)
        audit.record(
            Action.PERIOD_ASSESSED,
            chapter_id=chapter_id,
            subject=("dues_periods", period.id),
            by=by,
            charged=len(requests),
            total_minor=total,
        )
    return Assessed(period.id, len(requests), concerned.already_charged, concerned.exempt, total)


@transactional
def assess_named(
    *, chapter_id: int, name: str, amount_minor: int, due_on: date, by: Actor, on: date | None = None
) -> Assessed:
    """Assess the period of this name, made now unless it is there; another amount or date for it is refused."""
    period = queries.find_period(chapter_id=chapter_id, name=name.strip())
    if period is not None and (period.amount_minor, period.due_on) != (amount_minor, due_on):
        currency = db.session.get_one(Chapter, chapter_id).currency
        raise PeriodDiffers(
            f"{period.name} is {format_money(period.amount_minor, currency)} due {period.due_on.isoformat()} already. "
            "A period keeps its amount and date; choose another name."
        )
    period_id = (
        period.id
        if period is not None
        else create_period(chapter_id=chapter_id, name=name, amount_minor=amount_minor, due_on=due_on, by=by)
    )
    return assess(chapter_id=chapter_id, period_id=period_id, by=by, on=on)
