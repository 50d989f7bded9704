"""The rules of what is spent: how it moves, and what each step posts."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sigma_finance.domain.books.accounts import HELD_IN_HAND, Account, EntryKind
from sigma_finance.domain.books.lines import PostingLine
from sigma_finance.domain.errors import Conflict, Invalid
from sigma_finance.domain.spending import spending
from sigma_finance.domain.spending.spending import (
    BOOKED_AS,
    MOVES,
    PAID_AS,
    SpendingKind,
    SpendingState,
    SpendMethod,
)

HAND, BANK, FOOD = Account.CASH_ON_HAND, Account.CASH_BANK, Account.EXPENSE_01


class TestTheStates:
    def test_are_all_reached_from_asking_and_walk_along_the_graph(self) -> None:
        seen, here = set[SpendingState](), SpendingState.ASKED
        draw = random.Random(7)
        for _ in range(400):
            seen.add(here)
            following = sorted(MOVES[here])
            if not following:
                here = SpendingState.ASKED
                continue
            after = draw.choice(following)
            spending.check_move(here, after)
            here = after
        assert seen == set(SpendingState)

    def test_go_nowhere_else(self) -> None:
        for before in SpendingState:
            for after in set(SpendingState) - MOVES[before]:
                with pytest.raises(Conflict, match="by now"):
                    spending.check_move(before, after)


class TestThePlaces:
    def test_of_cash_are_hands_and_of_all_else_a_bank(self) -> None:
        for place in HELD_IN_HAND:
            spending.check_place(SpendMethod.CASH, place)
            with pytest.raises(Invalid, match="Only cash"):
                spending.check_place(SpendMethod.CHECK, place)
        spending.check_place(SpendMethod.ZELLE, BANK)
        with pytest.raises(Invalid, match="Cash is paid from"):
            spending.check_place(SpendMethod.CASH, BANK)


@given(minor=st.integers(1, 10**9 - 1))
def test_every_step_sums_to_zero_and_two_make_one(minor: int) -> None:
    at_once = spending.paid_at_once(SpendingKind.EXPENSE, FOOD, BANK, minor)
    first = spending.owed(FOOD, Account.BILLS_PAYABLE, minor)
    second = spending.paid(Account.BILLS_PAYABLE, BANK, minor)
    for lines in (at_once, first, second, spending.moved(HAND, BANK, minor)):
        assert sum(line.amount_minor for line in lines) == 0
    sums: dict[Account, int] = {}
    for line in (*first, *second):
        sums[line.account] = sums.get(line.account, 0) + line.amount_minor
    assert {account: total for account, total in sums.items() if total} == {
        line.account: line.amount_minor for line in at_once
    }


class TestOtherIncome:
    def test_comes_in(self) -> None:
        lines = spending.paid_at_once(SpendingKind.INCOME, Account.INCOME_01, HAND, 5)
        assert lines == [PostingLine(Account.INCOME_01, -5), PostingLine(HAND, 5)]


class TestATransfer:
    def test_goes_to_another_account(self) -> None:
        with pytest.raises(Invalid, match="two different"):
            spending.moved(HAND, HAND, 5)


class TestACount:
    @pytest.mark.parametrize(
        ("counted", "kind", "over"), [(120, EntryKind.CASH_OVER, 20), (70, EntryKind.CASH_SHORT, -30)]
    )
    def test_brings_the_books_to_what_was_counted(self, counted: int, kind: EntryKind, over: int) -> None:
        found = spending.counted(HAND, book_minor=100, counted_minor=counted)
        assert found == (kind, [PostingLine(HAND, over), PostingLine(Account.OVER_AND_SHORT, -over)])

    def test_that_agrees_books_nothing(self) -> None:
        assert spending.counted(HAND, book_minor=100, counted_minor=100) is None


class TestTheKinds:
    def test_are_booked_and_paid_by_entries_of_their_own(self) -> None:
        assert set(BOOKED_AS) == set(SpendingKind)
        assert set(PAID_AS) == {kind for kind in SpendingKind if kind.payable}
        assert SpendingKind.EXPENSE.payable is None
        assert SpendingKind.BILL.payable is Account.BILLS_PAYABLE
        assert SpendingKind.REIMBURSEMENT.payable is Account.PAYABLE_MEMBERS
