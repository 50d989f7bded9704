"""What is asked about dues: the terms of a period, and of a payment plan."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from sigma_finance.domain.members.members import MemberClass
from sigma_finance.domain.policy import Frequency

#: A waiver's reason shares the entry's 300 characters with its kind.
WAIVER_REASON = 280


@dataclass(frozen=True)
class PeriodTerms:
    """What a period costs, in minor units: each member, those of some classes, and what of it other bodies get.

    ``charges_late_joiners`` where whoever joins once it is charged is charged too, until it is due.
    """

    amount_minor: int
    due_on: date
    by_class: Mapping[MemberClass, int] = field(default_factory=dict)
    national_minor: int = 0
    regional_minor: int = 0
    charges_late_joiners: bool = False


@dataclass(frozen=True)
class PlanTerms:
    """What a member asks for: a rhythm, how many installments, and the first date; ``owed_minor`` as they saw it."""

    frequency: Frequency
    installments: int
    first_on: date
    owed_minor: int
