"""A member's standing in the chapter: asked with a date, answered with its reason."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sigma_finance.domain.dates import long_date
from sigma_finance.domain.labels import LabelledEnum


class StandingKind(LabelledEnum):
    """Where a member stands."""

    EXEMPT = "exempt"
    NEOPHYTE = "neophyte"
    NOT_FINANCIAL = "not_financial"
    ON_PLAN = "on_plan"
    FINANCIAL = "financial"


@dataclass(frozen=True)
class Standing:
    """A standing and the sentence that explains it."""

    kind: StandingKind
    reason: str


@dataclass(frozen=True)
class StandingFacts:
    """What the rule needs to know of a member; dates in the chapter's zone.

    A plan rests while a bank has a payment of its member and has not decided: nobody calls it broken for that.
    """

    exempt: bool
    neophyte_until: date | None
    oldest_open_due_on: date | None
    on_plan: bool = False
    plan_rests: bool = False


def standing(facts: StandingFacts, *, today: date) -> Standing:
    """The first of exempt, neophyte, not financial, on plan, financial that fits on ``today``.

    A due date passes at the end of its day in the chapter's zone.
    """
    oldest = facts.oldest_open_due_on
    if facts.exempt:
        return Standing(StandingKind.EXEMPT, "Exempt from dues.")
    if facts.neophyte_until is not None and today <= facts.neophyte_until:
        return Standing(
            StandingKind.NEOPHYTE,
            f"Newly initiated, in good standing until {long_date(facts.neophyte_until)}.",
        )
    if facts.plan_rests:
        return Standing(StandingKind.ON_PLAN, "On a payment plan, which rests while a payment is disputed.")
    if oldest is not None and oldest < today:
        return Standing(StandingKind.NOT_FINANCIAL, f"Past due since {long_date(oldest)}.")
    if facts.on_plan:
        return Standing(StandingKind.ON_PLAN, "On a payment plan with nothing past due.")
    if oldest is not None:
        return Standing(
            StandingKind.FINANCIAL, f"Nothing past due; the next amount is due by {long_date(oldest)}."
        )
    return Standing(StandingKind.FINANCIAL, "Nothing is owed.")
