"""The trial balance and the income statement follow from the types of accounts."""

from __future__ import annotations

import pytest

from sigma_finance.domain.books.accounts import CASH_ACCOUNTS, Account, AccountType, ChargeKind
from sigma_finance.domain.books.statements import income_statement, trial_balance

SUMS = {
    Account.WAIVERS: 1000,
    Account.RECEIVABLE: 4000,
    Account.CASH_STRIPE: 4800,
    Account.PROCESSING_FEES: 200,
    Account.INCOME_DUES: -10_000,
    Account.UNASSIGNED: 0,
    Account.HISTORICAL_CASH: 700,
    Account.HISTORICAL_INCOME: -700,
}


class TestTheTrialBalance:
    def test_names_every_account_that_holds_something_in_the_charts_order(self) -> None:
        trial = trial_balance(SUMS)
        assert [account for account, _ in trial.lines] == [
            account for account in Account if SUMS.get(account)
        ]
        assert trial.debits_minor == 10_700


class TestTheIncomeStatement:
    def test_shows_earnings_and_costs_positive_and_leaves_earlier_years_out(self) -> None:
        statement = income_statement(SUMS)
        assert statement.income == [(Account.INCOME_DUES, 10_000)]
        assert statement.expenses == [(Account.WAIVERS, 1000), (Account.PROCESSING_FEES, 200)]
        assert statement.surplus_minor == 8800


class TestTheTypeOfAnAccount:
    @pytest.mark.parametrize("account", list(Account))
    def test_is_known_of_each(self, account: Account) -> None:
        assert account.type in AccountType
        assert account.natural(account.type.normal_sign * 5) == 5

    def test_is_that_of_what_it_holds(self) -> None:
        assert {account.type for account in CASH_ACCOUNTS} == {AccountType.ASSET}
        assert {kind.income.type for kind in ChargeKind} == {AccountType.INCOME, AccountType.EQUITY}
        assert Account.MEMBER_CREDIT.type is Account.UNASSIGNED.type is AccountType.LIABILITY

    def test_says_which_way_it_grows(self) -> None:
        debit = {kind for kind in AccountType if kind.normal_sign == 1}
        assert debit == {AccountType.ASSET, AccountType.EXPENSE}
