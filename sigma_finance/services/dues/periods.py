"""Dues periods, and assessing them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sigma_finance.database import faults
from sigma_finance.database.transactions import transactional
from sigma_finance.domain.actors import Actor
from sigma_finance.domain.audit import Action
from sigma_finance.domain.dates import today_in
from sigma_finance.domain.dues.requests import PeriodTerms
from sigma_finance.domain.errors import Conflict, Invalid, NotFound
from sigma_finance.domain.money import check_bounds, format_money
from sigma_finance.domain.text import clean_text
from sigma_finance.extensions import db
from sigma_finance.models import Chapter, DuesPeriod, PeriodAmount
from sigma_finance.queries.dues import charging as queries
from sigma_finance.services import audit
from sigma_finance.services.dues import batches
from sigma_finance.services.dues.charges import EARLIEST, LATEST, dues_of
from sigma_finance.services.figures import version


class PeriodExists(Conflict):
    """The chapter has a period of this name."""


class PeriodDiffers(Conflict):
    """The period of this name has another amount or due date."""


class AmountsDiffer(Conflict):
    """What assessing would charge is no longer what the person agreed to."""


@dataclass(frozen=True)
class AssessmentResult:
    """What assessing a period did: members by what happened, and the sum charged in minor units."""

    period_id: int
    charged: int
    already_charged: int
    left_out: int
    total_minor: int


@transactional
def create_period(*, chapter_id: int, name: str, terms: PeriodTerms, by: Actor) -> int:
    """Name a term or year with what it costs and when it is due; returns its id. Charges nobody yet."""
    name = clean_text(name, field="name", label="The name", at_most=80)
    _check(terms, db.session.get_one(Chapter, chapter_id).currency)
    period = DuesPeriod(
        chapter_id=chapter_id,
        name=name,
        amount_minor=terms.amount_minor,
        national_minor=terms.national_minor,
        regional_minor=terms.regional_minor,
        due_on=terms.due_on,
        charges_late_joiners=terms.charges_late_joiners,
    )
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
    db.session.add_all(
        PeriodAmount(
            chapter_id=chapter_id, dues_period_id=period.id, member_class=member_class, amount_minor=minor
        )
        for member_class, minor in terms.by_class.items()
        if minor != terms.amount_minor
    )
    audit.record(
        Action.PERIOD_CREATED,
        chapter_id=chapter_id,
        subject=("dues_periods", period.id),
        by=by,
        amount_minor=terms.amount_minor,
        due_on=terms.due_on.isoformat(),
    )
    version.changed(chapter_id=chapter_id)
    return period.id


def _check(terms: PeriodTerms, currency: str) -> None:
    held = terms.national_minor + terms.regional_minor
    check_bounds(terms.amount_minor, currency)
    if not EARLIEST <= terms.due_on <= LATEST:
        raise Invalid("Enter a due date of this century.", field="due_on")
    if min(terms.national_minor, terms.regional_minor) < 0 or held > terms.amount_minor:
        raise Invalid("What is held for other bodies cannot be more than the amount.", field="national")
    for member_class, minor in terms.by_class.items():
        check_bounds(minor, currency, field=member_class.value, zero=True)
        if 0 < minor < held:
            raise Invalid(
                "That is less than what is held for other bodies. Enter more, or 0.", field=member_class.value
            )


@transactional
def assess(
    *, chapter_id: int, period_id: int, by: Actor, agreed_minor: int | None = None, on: date | None = None
) -> AssessmentResult:
    """Charge every active member who is to be charged and is not yet; a second time charges nobody.

    The charges are of today, or of the day ``on``. Raises AmountsDiffer where they are not the sum of
    ``agreed_minor`` that the person saw.
    """
    period = queries.find_period_by_id(chapter_id=chapter_id, period_id=period_id)
    if period is None:
        raise NotFound("There is no such dues period in this chapter.")
    chapter = db.session.get_one(Chapter, chapter_id)
    queries.lock_active_members(chapter_id=chapter_id)
    concerned = queries.concerned(
        chapter_id=chapter_id, period_id=period.id, today=on or today_in(chapter.timezone)
    )
    requests = [
        dues_of(period, member_id=member_id, amount_minor=amount_minor)
        for member_id, amount_minor in concerned.to_charge
    ]
    total = sum(request.amount_minor for request in requests)
    if agreed_minor is not None and agreed_minor != total and requests:
        raise AmountsDiffer("The members have changed since this page was opened. Look again.")
    if requests:
        batches.post_batch(
            chapter, requests, description=f"Dues {period.name}", period_id=period.id, by=by, on=on
        )
        audit.record(
            Action.PERIOD_ASSESSED,
            chapter_id=chapter_id,
            subject=("dues_periods", period.id),
            by=by,
            charged=len(requests),
            total_minor=total,
        )
    return AssessmentResult(period.id, len(requests), concerned.already_charged, concerned.left_out, total)


@transactional
def assess_named(
    *, chapter_id: int, name: str, amount_minor: int, due_on: date, by: Actor, on: date | None = None
) -> AssessmentResult:
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
        else create_period(chapter_id=chapter_id, name=name, terms=PeriodTerms(amount_minor, due_on), by=by)
    )
    return assess(chapter_id=chapter_id, period_id=period_id, by=by, on=on)
