"""What a member owes, by when, in one sentence."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sigma_finance.domain.books.accounts import ChargeKind
from sigma_finance.domain.dates import long_date
from sigma_finance.domain.labels import LabelledEnum
from sigma_finance.domain.money import format_money

#: An amount is *due soon* from so many days before its date.
SOON = timedelta(days=14)


class DueStatus(LabelledEnum):
    """How close the due date of something open is."""

    DUE = "due"
    DUE_SOON = "due_soon"
    PAST_DUE = "past_due"


@dataclass(frozen=True)
class DueItem:
    """Something open: what it is for, by when, how much (in minor units), and which installment it is."""

    description: str
    due_on: date
    open_minor: int
    kind: ChargeKind = ChargeKind.DUES
    installment_id: int = 0

    @property
    def sentence(self) -> str:
        """What it is for, and by when."""
        return f"{self.description}, by {long_date(self.due_on)}"

    def status(self, today: date) -> DueStatus:
        """How close it is on ``today``; a due date passes at the end of its day."""
        if self.due_on < today:
            return DueStatus.PAST_DUE
        return DueStatus.DUE_SOON if self.due_on - today <= SOON else DueStatus.DUE


def in_settling_order(dues: Sequence[DueItem], ranks: Mapping[ChargeKind, int]) -> list[DueItem]:
    """What money settles first to last: by the policy's rank of its kind; ``dues`` come in the order of their dates."""
    return sorted(dues, key=lambda due: ranks[due.kind])


def by_when(dues: Sequence[DueItem], *, today: date, currency: str) -> str:
    """The line under the sum of ``dues``, which come in the order of their dates: by when to pay it."""
    past = [due for due in dues if due.due_on < today]
    coming = [due for due in dues if due.due_on >= today]
    if past:
        since = long_date(past[0].due_on)
        return f"{_part(past, currency)}past due since {since}" if coming else f"past due since {since}"
    if not coming:
        return ""
    nearest = coming[0].due_on
    next_ones = [due for due in coming if due.due_on == nearest]
    if len(next_ones) == len(coming):
        return f"by {long_date(nearest)}"
    return (
        f"{_part(next_ones, currency)}due by {long_date(nearest)}, the rest by {long_date(coming[-1].due_on)}"
    )


def _part(dues: Sequence[DueItem], currency: str) -> str:
    return f"{format_money(sum(due.open_minor for due in dues), currency)} of it "


def older_than(dues: Sequence[DueItem], named: Collection[int]) -> int:
    """What of ``dues`` is due before the last of the installments that are named and isn't named, in minor units."""
    last = max((due.due_on for due in dues if due.installment_id in named), default=None)
    if last is None:
        return 0
    return sum(due.open_minor for due in dues if due.due_on < last and due.installment_id not in named)
