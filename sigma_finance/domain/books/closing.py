"""Closing the books: through which day, what that leaves undone, and where what comes afterwards stands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from sigma_finance.domain.books.accounts import Account, EntryKind
from sigma_finance.domain.books.lines import Draft
from sigma_finance.domain.dates import long_date, months_up_to
from sigma_finance.domain.errors import Conflict, Invalid
from sigma_finance.domain.labels import LabelledEnum

#: Payments of earlier years stand outside the reports, and outside closing.
APART = (EntryKind.HISTORICAL, EntryKind.HISTORICAL_REVERSAL)
#: So many months can be chosen from at most.
MONTHS = 60
_DAY = timedelta(days=1)


class OpenMatter(LabelledEnum):
    """What a treasurer would rather have done before closing; none of it prevents that."""

    ON_HAND = "on_hand", "Cash and checks that are not deposited"
    UNMATCHED = "unmatched", "Money whose member is not known"
    REPORTED = "reported", "Payments that members reported and nobody has confirmed"
    UNDER_WAY = "under_way", "Payments under way"
    DISPUTES = "disputes", "Disputes that are not decided"
    IN_TRANSIT = "in_transit", "Payouts that are not at the bank"
    UNEXPLAINED = "unexplained", "Lines of Stripe that nothing explains"
    IN_EXCESS = "in_excess", "What went back twice and is not written off"
    BANK_LINES = "bank_lines", "Lines of the bank that are no entry of the books yet"
    NOT_RECONCILED = "not_reconciled", "Bank accounts that are not reconciled through that day"


@dataclass(frozen=True)
class UnfinishedItem:
    """Something that is not finished: how many, where they can be counted, and how much, in minor units."""

    what: OpenMatter
    count: int | None
    amount_minor: int


def unfinished(items: Sequence[UnfinishedItem]) -> list[UnfinishedItem]:
    """Those of the items of which there are any."""
    return [item for item in items if item.count or item.amount_minor]


def latest(draft: Draft, closed_through: date | None, reconciled: Mapping[Account, date]) -> date | None:
    """The last day on which a draft cannot stand: of closed books, or of a reconciled account that it touches."""
    days = [reconciled[line.account] for line in draft.lines if line.account in reconciled]
    return max([*days, *([closed_through] if closed_through else [])], default=None)


def into_the_open(draft: Draft, closed_through: date | None) -> Draft:
    """The draft on an open day: its own, or the first after the closed ones; then it says when it happened."""
    if closed_through is None or draft.booked_on > closed_through or draft.kind in APART:
        return draft
    happened = f"Happened on {long_date(draft.booked_on)}"
    memo = f"{happened}: {draft.memo}" if draft.memo else happened
    return replace(draft, booked_on=closed_through + _DAY, memo=memo)


def last_days(*, today: date, closed_through: date | None) -> list[date]:
    """The days through which the books can be closed: ends of months that are over and still open, latest first."""
    ends = [first - _DAY for first in months_up_to(today, MONTHS)]
    return [end for end in reversed(ends) if closed_through is None or end > closed_through]


def check_through(through: date, *, today: date, closed_through: date | None) -> None:
    """Raise Invalid for a day through which books are not closed, Conflict where they are closed already."""
    if (through + _DAY).day != 1:
        raise Invalid("Books are closed through the last day of a month.", field="through")
    if through >= today:
        raise Invalid("That month is not over yet.", field="through")
    if closed_through is not None and through <= closed_through:
        raise Conflict(f"The books are closed through {long_date(closed_through)} already.")
