"""What the types of accounts make of the sums on them: the trial balance and the income statement.

Sums are in minor units, debit positive, as the postings have them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sigma_finance.domain.books.accounts import Account, AccountType


@dataclass(frozen=True)
class TrialBalance:
    """What each account holds, in the chart's order; below zero it is a credit."""

    lines: Sequence[tuple[Account, int]]

    @property
    def debits_minor(self) -> int:
        """What the accounts with a debit balance hold, as much as all others."""
        return sum(minor for _, minor in self.lines if minor > 0)


def trial_balance(sums: Mapping[Account, int]) -> TrialBalance:
    """Every account that holds something."""
    return TrialBalance([(account, sums[account]) for account in Account if sums.get(account)])


@dataclass(frozen=True)
class IncomeStatement:
    """What was earned and what it cost, each positive where it is what the account is there for."""

    income: Sequence[tuple[Account, int]]
    expenses: Sequence[tuple[Account, int]]

    @property
    def surplus_minor(self) -> int:
        """What is left of the income; below zero it is a deficit."""
        return sum(minor for _, minor in self.income) - sum(minor for _, minor in self.expenses)


def income_statement(sums: Mapping[Account, int]) -> IncomeStatement:
    """Income and expenses, without the memoranda of earlier years."""
    return IncomeStatement(_of(AccountType.INCOME, sums), _of(AccountType.EXPENSE, sums))


def _of(kind: AccountType, sums: Mapping[Account, int]) -> list[tuple[Account, int]]:
    return [
        (account, account.natural(sums[account]))
        for account in Account
        if account.type is kind and not account.is_memorandum and sums.get(account)
    ]
