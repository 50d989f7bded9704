"""What a treasurer lays before the meeting on one page, and what members are shown of where their dues go.

Amounts are in minor units.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sigma_finance.domain.books.accounts import (
    CASH_AND_MOVING,
    HELD_ACCOUNTS,
    HELD_CATEGORIES,
    Account,
    AccountType,
)
from sigma_finance.domain.books.reports import (
    AGES,
    CHART,
    Report,
    ReportColumn,
    ReportLine,
    ReportPart,
    SumsByDay,
)


@dataclass(frozen=True)
class PeriodSums:
    """What a dues period was to bring, what of it was waived, and what is still open."""

    period: str
    charged_minor: int
    waived_minor: int
    open_minor: int

    @property
    def collected_minor(self) -> int:
        """What of it the members have paid."""
        return self.charged_minor - self.waived_minor - self.open_minor


@dataclass(frozen=True)
class PlanSums:
    """A plan that is under way, and what of it should have been paid by now and was not."""

    member_id: int
    member: str
    total_minor: int
    open_minor: int
    late_minor: int
    next_due_on: date | None

    @property
    def is_honoured(self) -> bool:
        """Whether nothing of it is late."""
        return self.late_minor == 0


def collected(periods: Sequence[PeriodSums]) -> Report:
    """What was collected of what was expected, for each dues period."""
    columns = [
        ReportColumn("expected", "Expected"),
        ReportColumn("collected", "Collected"),
        ReportColumn("waived", "Waived"),
        ReportColumn("open", "Still open"),
    ]
    lines = [
        ReportLine(one.period, [one.charged_minor, one.collected_minor, one.waived_minor, one.open_minor])
        for one in periods
    ]
    return Report(columns, [ReportPart("collected", "Collected against expected", lines)])


def plans(under_way: Sequence[PlanSums]) -> Report:
    """Who is on a plan, and whether they honour it: those who are late first."""
    columns = [
        ReportColumn("total", "In all"),
        ReportColumn("paid", "Paid"),
        ReportColumn("late", "Past due"),
    ]
    lines = [
        ReportLine(
            f"{one.member}, {'as agreed' if one.is_honoured else 'behind'}",
            [one.total_minor, one.total_minor - one.open_minor, one.late_minor],
            member_id=one.member_id,
        )
        for one in sorted(under_way, key=lambda one: (one.is_honoured, one.member.casefold()))
    ]
    honoured = sum(one.is_honoured for one in under_way)
    title = f"Payment plans: {honoured} of {len(under_way)} as agreed"
    return Report(columns, [ReportPart("plans", title, lines)])


def aging(dues: Sequence[int], fees: Sequence[int]) -> Report:
    """What is open by how long it is past due, late fees apart."""
    lines = [
        ReportLine("Dues and other charges", [*dues, sum(dues)], "charges"),
        ReportLine("Late fees", [*fees, sum(fees)], "late_fees"),
    ]
    columns = [*AGES, ReportColumn("open", "In all")]
    return Report(columns, [ReportPart("aging", "What is open", lines)])


def cash(sums: Mapping[Account, int], names: Mapping[Account, str]) -> Report:
    """What cash there is, and where it lies; ``names`` are those that the chapter gives its bank accounts."""
    lines = [
        ReportLine(names.get(account, account.label), [sums[account]], account.value, account)
        for account in CASH_AND_MOVING
        if sums.get(account)
    ]
    total = ReportLine("In all", [sum(line.minors[0] or 0 for line in lines)], "total")
    return Report([ReportColumn("amount", "Amount")], [ReportPart("cash", "Cash", lines, total)])


def held(sums: Mapping[Account, int], names: Mapping[Account, str]) -> Report:
    """What of the money is others': held for the national and the regional body, and whom else the chapter names."""
    lines = [
        ReportLine(
            names.get(account, account.label), [account.natural(sums[account])], account.value, account
        )
        for account in (*HELD_ACCOUNTS, *HELD_CATEGORIES)
        if sums.get(account)
    ]
    return Report([ReportColumn("amount", "Amount")], [ReportPart("held", "Held for others", lines)])


@dataclass(frozen=True)
class Share:
    """A part of what was spent or kept: how much, and how much of a hundred."""

    what: str
    minor: int
    percent: int


def shares(sums: SumsByDay, names: Mapping[Account, str]) -> list[Share]:
    """Where the dues of a year go: to other bodies, to each kind of expense, and what is left, the largest first.

    ``sums`` are up to the day before the year and up to today, ``names`` what the chapter calls its own kinds. Nothing
    where nothing was charged.
    """
    moved = {account: after - before for account in CHART for before, after in [sums.get(account, (0, 0))]}
    passed_on = {account: -moved[account] for account in HELD_ACCOUNTS}
    spent = {account: moved[account] for account in CHART if account.type is AccountType.EXPENSE}
    earned = -moved[Account.INCOME_DUES] + sum(max(minor, 0) for minor in passed_on.values())
    parts = {account: minor for account, minor in (passed_on | spent).items() if minor > 0}
    left = earned - sum(parts.values())
    if earned <= 0:
        return []
    whole = max(earned, sum(parts.values()))
    found = [
        Share(names.get(account, account.label), minor, round(100 * minor / whole))
        for account, minor in parts.items()
    ]
    found.sort(key=lambda share: -share.minor)
    return [*found, Share("Kept for later", left, round(100 * left / whole))] if left > 0 else found
