"""A budget beside what came of it."""

from __future__ import annotations

from sigma_finance.domain.books.accounts import Account, AccountType
from sigma_finance.domain.spending import budgets


class TestWhatCanBeBudgeted:
    def test_is_what_all_have_and_the_chapters_own_income_first(self) -> None:
        names = {Account.EXPENSE_02: "Rent", Account.INCOME_01: "Sales", Account.HELD_01: "District"}
        found = budgets.planned(names)
        assert {Account.EXPENSE_02, Account.INCOME_01, Account.INCOME_DUES, Account.WAIVERS} <= set(found)
        assert Account.HELD_01 not in found
        assert Account.EXPENSE_01 not in found
        types = [account.type for account in found]
        assert types == sorted(types, key=[AccountType.INCOME, AccountType.EXPENSE].index)


class TestWhatCameOfIt:
    def test_is_between_the_days_and_as_reports_state_it(self) -> None:
        sums = {
            Account.INCOME_DUES: (-1000, -1500),
            Account.WAIVERS: (100, 300),
            Account.CASH_BANK: (0, 900),
            Account.HISTORICAL_INCOME: (0, -50),
        }
        assert budgets.actual(sums) == {Account.INCOME_DUES: 500, Account.WAIVERS: 200}


class TestABudget:
    def test_says_what_was_meant_what_came_and_the_rest(self) -> None:
        meant = {Account.INCOME_DUES: 1000, Account.EXPENSE_01: 400}
        report = budgets.budget(meant, {Account.INCOME_DUES: 700, Account.WAIVERS: 50})
        income, expenses, result = report.parts
        assert [list(line.minors) for line in income.lines] == [[1000, 700, 300]]
        assert {line.account: list(line.minors) for line in expenses.lines} == {
            Account.WAIVERS: [0, 50, -50],
            Account.EXPENSE_01: [400, 0, 400],
        }
        assert expenses.total is not None
        assert list(expenses.total.minors) == [400, 50, 350]
        assert list(result.lines[0].minors) == [600, 650, -50]

    def test_of_nothing_is_empty(self) -> None:
        assert budgets.budget({}, {}).is_empty
