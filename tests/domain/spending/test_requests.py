"""What people enter about spending."""

from __future__ import annotations

from dataclasses import FrozenInstanceError
from datetime import date

import pytest

from sigma_finance.domain.books.accounts import Account
from sigma_finance.domain.spending.requests import NewSpending, PaidBy
from sigma_finance.domain.spending.spending import SpendingKind, SpendMethod


class TestARequest:
    def test_is_a_bill_without_a_payment_or_an_expense_with_one(self) -> None:
        day = date(2026, 10, 1)
        bill = NewSpending(1, SpendingKind.BILL, Account.EXPENSE_01, "Hall", 5, day, "", "key", due_on=day)
        assert (bill.paid, bill.due_on) == (None, day)
        paid = PaidBy(SpendMethod.CASH, Account.PETTY_CASH, day)
        assert paid.trace == ""
        with pytest.raises(FrozenInstanceError):
            paid.trace = "1042"  # type: ignore[misc]
