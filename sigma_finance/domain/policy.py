"""A chapter's own rules about money, kept as JSON; what was never set is as the product has it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import Any

from sigma_finance.domain.books.accounts import ChargeKind
from sigma_finance.domain.errors import Invalid
from sigma_finance.domain.labels import LabelledEnum
from sigma_finance.domain.payments.cards import covering_fee


class Frequency(LabelledEnum):
    """How often a payment plan asks for an installment."""

    WEEKLY = "weekly"
    MONTHLY = "monthly"
    QUARTERLY = "quarterly"


class LateFeeKind(LabelledEnum):
    """How a late fee is worked out."""

    NONE = "none", "No late fee"
    FLAT = "flat", "A fixed amount"
    PERCENT = "percent", "A share of what is past due"


@dataclass(frozen=True)
class Policy:
    """Amounts in minor units, shares in hundredths of a per cent (250 is 2.5 %).

    ``settle_first`` names kinds of charge that money settles before all others, in this order; without it the oldest
    due date comes first whatever the kind. ``reminders`` are days from the due date, those before it negative.
    ``donations_open`` shows the public page, ``dues_use_shown`` members what their dues are used for. With
    ``card_fee_choice`` a payer may cover Stripe's fee, a share of the sum and a fixed amount; without it the chapter
    carries it.
    """

    fiscal_year_month: int = 7
    receipt_prefix: str = "R"
    settle_first: tuple[ChargeKind, ...] = ()
    neophytes_charged: bool = True
    bounced_check_fee_minor: int = 0
    second_person_above_minor: int = 0
    donations_open: bool = False
    dues_use_shown: bool = False
    card_fee_choice: bool = False
    card_fee_share: int = 290
    card_fee_fixed_minor: int = 30
    plans_offered: tuple[Frequency, ...] = tuple(Frequency)
    plan_installments: int = 12
    plans_end_on: date | None = None
    reminders: tuple[int, ...] = ()
    late_fee: LateFeeKind = LateFeeKind.NONE
    late_fee_minor: int = 0
    late_fee_share: int = 0
    late_fee_grace_days: int = 7
    late_fee_threshold_minor: int = 0
    late_fee_cap_minor: int = 0
    officers_need_second_factor: bool = False

    @property
    def ranks(self) -> dict[ChargeKind, int]:
        """The policy rank of each kind of charge: lower settles first, equal ones by due date."""
        first = {kind: place for place, kind in enumerate(self.settle_first)}
        return {kind: first.get(kind, len(first)) for kind in ChargeKind}

    def offers_plan(self, frequency: Frequency, *, installments: int, last_on: date) -> bool:
        """Whether a member may begin such a plan without asking an officer."""
        return (
            frequency in self.plans_offered
            and 2 <= installments <= self.plan_installments
            and (self.plans_end_on is None or last_on <= self.plans_end_on)
        )

    def year_began(self, today: date) -> date:
        """The first day of the fiscal year that ``today`` is in."""
        year = today.year if today.month >= self.fiscal_year_month else today.year - 1
        return date(year, self.fiscal_year_month, 1)

    def card_fee(self, amount_minor: int) -> int:
        """What covering the card fee of an amount would add to it; zero where the chapter carries the fee."""
        if not self.card_fee_choice:
            return 0
        return covering_fee(amount_minor, share=self.card_fee_share, fixed_minor=self.card_fee_fixed_minor)

    def kept(self) -> dict[str, Any]:
        """As JSON keeps it."""
        return {name: _kept(value) for name, value in asdict(self).items()}


def _kept(value: Any) -> Any:
    if isinstance(value, tuple):
        return list(value)
    return value.isoformat() if isinstance(value, date) else value


#: Bounds of what a chapter can set.
LONGEST_DAYS, MOST_INSTALLMENTS, WHOLE_SHARE = 3650, 52, 10_000
_PREFIX = re.compile(r"[A-Z][A-Z0-9]{0,7}")


def check(policy: Policy) -> Policy:
    """The policy itself; raises Invalid with a sentence where it cannot be kept."""
    if not 1 <= policy.fiscal_year_month <= 12:
        raise Invalid("Choose a month.", field="fiscal_year_month")
    if not _PREFIX.fullmatch(policy.receipt_prefix):
        raise Invalid(
            "A prefix has one to eight capital letters and digits, a letter first.", field="receipt_prefix"
        )
    if len(set(policy.settle_first)) != len(policy.settle_first):
        raise Invalid("A kind of charge can stand in one place only.", field="settle_first")
    for name, most, what in (
        ("plan_installments", MOST_INSTALLMENTS, "installments"),
        ("late_fee_grace_days", LONGEST_DAYS, "days"),
        ("late_fee_share", WHOLE_SHARE, "hundredths of a per cent"),
        ("card_fee_share", WHOLE_SHARE // 10, "hundredths of a per cent"),
    ):
        if not 0 <= getattr(policy, name) <= most:
            raise Invalid(f"Enter at most {most:,} {what}.", field=name)
    if policy.late_fee is LateFeeKind.FLAT and not policy.late_fee_minor:
        raise Invalid("Enter the late fee.", field="late_fee_minor")
    if policy.late_fee is LateFeeKind.PERCENT and not policy.late_fee_share:
        raise Invalid("Enter the share that the late fee is.", field="late_fee_share")
    return policy


def read(kept: Mapping[str, Any]) -> Policy:
    """The policy that was kept; keys of a later version are left alone."""
    known = {field.name: kept[field.name] for field in fields(Policy) if field.name in kept}
    readers: dict[str, Callable[[Any], Any]] = {
        "settle_first": ChargeKind,
        "plans_offered": Frequency,
        "reminders": int,
    }
    for name, reader in readers.items():
        if name in known:
            known[name] = tuple(reader(word) for word in known[name])
    if known.get("plans_end_on"):
        known["plans_end_on"] = date.fromisoformat(known["plans_end_on"])
    if "late_fee" in known:
        known["late_fee"] = LateFeeKind(known["late_fee"])
    return Policy(**known)
