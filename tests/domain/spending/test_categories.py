"""The rules of categories."""

from __future__ import annotations

import pytest

from sigma_finance.domain.books.accounts import Account, AccountType
from sigma_finance.domain.errors import Conflict, Invalid
from sigma_finance.domain.spending.categories import (
    CategoryKind,
    CategorySlot,
    check_name,
    earnable,
    free_slot,
    spendable,
)

NAMES = {
    Account.EXPENSE_01: "Travel",
    Account.HELD_01: "Charity",
    Account.EXPENSE_02: "Éclairs",
    Account.INCOME_02: "Sales",
    Account.INCOME_01: "Fundraisers",
}


class TestACategory:
    def test_is_one_of_three_kinds_for_good(self) -> None:
        kinds = {slot: slot.account.type for slot in CategorySlot}
        expected = {
            CategoryKind.EXPENSE: AccountType.EXPENSE,
            CategoryKind.INCOME: AccountType.INCOME,
            CategoryKind.HELD: AccountType.LIABILITY,
        }
        assert kinds == {slot: expected[slot.kind] for slot in CategorySlot}
        assert {slot.value for slot in CategorySlot} == {
            account.value for kind in CategoryKind for account in kind.accounts
        }

    def test_takes_the_first_account_that_has_no_name(self) -> None:
        assert free_slot(CategoryKind.EXPENSE, NAMES) is CategorySlot.EXPENSE_03
        assert free_slot(CategoryKind.HELD, ()) is CategorySlot.HELD_01
        with pytest.raises(Conflict, match="can have 6 categories"):
            free_slot(CategoryKind.HELD, CategoryKind.HELD.accounts)

    def test_is_called_as_no_other_account_is(self) -> None:
        check_name("Rent", list(NAMES.values()))
        for taken in ("travel", "Eclairs", "Waivers"):
            with pytest.raises(Invalid, match="already"):
                check_name(taken, list(NAMES.values()))


class TestWhatCanBeChosen:
    def test_to_spend_on_is_expenses_by_name_then_what_is_held(self) -> None:
        assert [one.name for one in spendable(NAMES)] == [
            "Éclairs",
            "Travel",
            "Charity",
            "Held for the national body",
            "Held for the regional body",
        ]

    def test_to_earn_on_is_income_by_name(self) -> None:
        assert [one.name for one in earnable(NAMES)] == ["Fundraisers", "Sales", "Other income"]
