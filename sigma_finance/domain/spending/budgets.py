"""A budget: what is meant for a fiscal year, beside what came of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sigma_finance.domain.books.accounts import (
    EXPENSE_CATEGORIES,
    INCOME_CATEGORIES,
    Account,
    AccountType,
)
from sigma_finance.domain.books.reports import Report, ReportColumn, ReportLine, ReportPart

#: What every chapter earns and spends; its own categories come beside them.
ALWAYS = tuple(
    account
    for account in Account
    if account.type in (AccountType.INCOME, AccountType.EXPENSE)
    and not account.is_memorandum
    and account not in (*INCOME_CATEGORIES, *EXPENSE_CATEGORIES)
)
_TYPES = ((AccountType.INCOME, "Income"), (AccountType.EXPENSE, "Expenses"))


def planned(names: Mapping[Account, str]) -> list[Account]:
    """What a chapter can budget: what all have, and its own categories of income and expense, income first."""
    own = [account for account in names if account in (*INCOME_CATEGORIES, *EXPENSE_CATEGORIES)]
    return [account for kind, _ in _TYPES for account in (*ALWAYS, *sorted(own)) if account.type is kind]


def actual(sums: Mapping[Account, Sequence[int]]) -> dict[Account, int]:
    """What was earned and spent between two days, as each account is there to hold it.

    ``sums`` are of the postings up to the day before, and up to the last day.
    """
    return {
        account: account.natural(after - before)
        for account, (before, after) in sums.items()
        if account.type in (AccountType.INCOME, AccountType.EXPENSE) and not account.is_memorandum
    }


def budget(meant: Mapping[Account, int], came: Mapping[Account, int]) -> Report:
    """What was meant, what came of it and the rest: what is still to come in, or still to be spent."""
    parts, results = [], []
    for kind, title in _TYPES:
        lines = [
            ReportLine(
                account.label, _beside(meant.get(account, 0), came.get(account, 0)), account.value, account
            )
            for account in Account
            if account.type is kind and (meant.get(account) or came.get(account))
        ]
        sums = [sum(line.minors[place] or 0 for line in lines) for place in (0, 1, 2)]
        results.append(sums)
        parts.append(ReportPart(title.lower(), title, lines, ReportLine("Total", sums, "total")))
    earned, spent = results
    surplus = [left - right for left, right in zip(earned[:2], spent[:2], strict=True)]
    line = ReportLine("Surplus", [*surplus, surplus[0] - surplus[1]], "surplus")
    parts.append(ReportPart("result", "Result", [line]))
    columns = [
        ReportColumn("budget", "Budget"),
        ReportColumn("actual", "Actual"),
        ReportColumn("rest", "Rest"),
    ]
    return Report(columns, parts)


def _beside(meant: int, came: int) -> list[int]:
    return [meant, came, meant - came]
