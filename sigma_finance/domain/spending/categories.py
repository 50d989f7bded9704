"""Categories by which a chapter extends its chart of accounts: it names them, what they are is fixed."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sigma_finance.domain.books.accounts import (
    EXPENSE_CATEGORIES,
    HELD_CATEGORIES,
    INCOME_CATEGORIES,
    Account,
    AccountType,
)
from sigma_finance.domain.errors import Conflict, Invalid
from sigma_finance.domain.folding import folded_name
from sigma_finance.domain.labels import LabelledEnum


class CategoryKind(LabelledEnum):
    """What money of a category is; none changes into another."""

    EXPENSE = "expense", "Expense"
    INCOME = "income", "Income"
    HELD = "held", "Held for another body"

    @property
    def accounts(self) -> tuple[Account, ...]:
        """The accounts that can be named so."""
        return {
            CategoryKind.EXPENSE: EXPENSE_CATEGORIES,
            CategoryKind.INCOME: INCOME_CATEGORIES,
            CategoryKind.HELD: HELD_CATEGORIES,
        }[self]


class CategorySlot(LabelledEnum):
    """An account that a chapter can name."""

    EXPENSE_01 = "expense_01"
    EXPENSE_02 = "expense_02"
    EXPENSE_03 = "expense_03"
    EXPENSE_04 = "expense_04"
    EXPENSE_05 = "expense_05"
    EXPENSE_06 = "expense_06"
    EXPENSE_07 = "expense_07"
    EXPENSE_08 = "expense_08"
    EXPENSE_09 = "expense_09"
    EXPENSE_10 = "expense_10"
    EXPENSE_11 = "expense_11"
    EXPENSE_12 = "expense_12"
    EXPENSE_13 = "expense_13"
    EXPENSE_14 = "expense_14"
    EXPENSE_15 = "expense_15"
    EXPENSE_16 = "expense_16"
    EXPENSE_17 = "expense_17"
    EXPENSE_18 = "expense_18"
    EXPENSE_19 = "expense_19"
    EXPENSE_20 = "expense_20"
    INCOME_01 = "income_01"
    INCOME_02 = "income_02"
    INCOME_03 = "income_03"
    INCOME_04 = "income_04"
    INCOME_05 = "income_05"
    INCOME_06 = "income_06"
    INCOME_07 = "income_07"
    INCOME_08 = "income_08"
    HELD_01 = "held_01"
    HELD_02 = "held_02"
    HELD_03 = "held_03"
    HELD_04 = "held_04"
    HELD_05 = "held_05"
    HELD_06 = "held_06"

    @property
    def account(self) -> Account:
        """The account of the books."""
        return Account(self.value)

    @property
    def kind(self) -> CategoryKind:
        """What money of it is."""
        return next(kind for kind in CategoryKind if self.account in kind.accounts)


#: What most chapters spend money on; offered to those that have no category yet.
USUAL = (
    "Events and socials",
    "Food and drinks",
    "Rent and utilities",
    "Insurance",
    "Supplies and printing",
    "Travel and conferences",
    "Philanthropy and service",
    "Awards and scholarships",
    "Software and subscriptions",
    "Other expenses",
)

#: What can be spent on beside a chapter's own categories: what is held for others is paid over.
PAID_OVER = (Account.HELD_NATIONAL, Account.HELD_REGIONAL)


@dataclass(frozen=True)
class CategoryChoice:
    """An account that money can be spent on, by the name that the chapter has for it."""

    account: Account
    name: str


def spendable(names: Mapping[Account, str]) -> list[CategoryChoice]:
    """What money can be spent on: a chapter's categories of expenses, then what it holds for others."""
    own = [
        CategoryChoice(account, name)
        for account, name in names.items()
        if account.type in (AccountType.EXPENSE, AccountType.LIABILITY)
    ]
    own.sort(key=lambda choice: (choice.account.type is not AccountType.EXPENSE, folded_name(choice.name)))
    return [*own, *(CategoryChoice(account, account.label) for account in PAID_OVER)]


def earnable(names: Mapping[Account, str]) -> list[CategoryChoice]:
    """What other money can come in as: a chapter's categories of income, and other income."""
    own = [
        CategoryChoice(account, name) for account, name in names.items() if account.type is AccountType.INCOME
    ]
    own.sort(key=lambda choice: folded_name(choice.name))
    return [*own, CategoryChoice(Account.INCOME_OTHER, Account.INCOME_OTHER.label)]


def free_slot(kind: CategoryKind, taken: Collection[Account]) -> CategorySlot:
    """The first account of a kind that has no name yet; raises Conflict where all have one."""
    for account in kind.accounts:
        if account not in taken:
            return CategorySlot(account.value)
    raise Conflict(
        f"A chapter can have {len(kind.accounts)} categories of this kind, and has them. Rename one instead."
    )


def check_name(name: str, others: Collection[str]) -> None:
    """Raise Invalid for a name that another account has, so that no report has two lines of one name."""
    known = {folded_name(other) for other in [*others, *(account.label for account in Account)]}
    if folded_name(name) in known:
        raise Invalid(f"There is an account named {name} already. Choose another name.", field="name")
