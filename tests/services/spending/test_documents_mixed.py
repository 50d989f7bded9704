"""Any mix of payments, expenses, bills, reimbursements, transfers, counts and what takes them back."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from sigma_finance.domain.books.accounts import HELD_IN_HAND, Account
from sigma_finance.domain.errors import DomainError
from sigma_finance.domain.spending.requests import NewCount, PaidBy
from sigma_finance.domain.spending.spending import SpendingKind
from sigma_finance.extensions import db
from sigma_finance.models import Posting, Spending
from sigma_finance.queries.books.verify import find
from sigma_finance.queries.books.verify.spending import CHECKS
from sigma_finance.services.spending import expenses, moves, reimbursements
from tests.people import People
from tests.routes.house import pay_cash
from tests.spending import (
    FOOD,
    acting,
    ask,
    by_cash,
    by_check,
    enter_bill,
    move,
    spend,
    spending_chapter,
    today,
)

PLACES = (Account.CASH_ON_HAND, Account.PETTY_CASH, Account.CASH_BANK)


@dataclass(frozen=True)
class Step:
    """One act, of an amount, about one of the documents that there are."""

    people: People
    minor: int
    which: int

    @property
    def about(self) -> dict[str, Any]:
        """The document, and who acts."""
        known = db.session.scalars(select(Spending.id).order_by(Spending.id)).all()
        chosen = known[self.which % len(known)] if known else 0
        by = acting(self.people.treasurer)
        return {"chapter_id": self.people.chapter_id, "spending_id": chosen, "by": by}

    @property
    def paid(self) -> PaidBy:
        """By check, from the bank, or in cash."""
        return by_check() if self.which % 2 else by_cash(PLACES[self.which // 2 % 2])

    def earn(self) -> None:
        """Money comes in that no member paid."""
        facts = {"kind": SpendingKind.INCOME, "category": Account.INCOME_01, "paid": self.paid}
        spend(self.people, self.minor, **facts)

    def move(self) -> None:
        """Money goes from one place to the next."""
        move(self.people, PLACES[self.which % 3], PLACES[(self.which + 1) % 3], self.minor)

    def count(self) -> None:
        """Cash is counted."""
        form_key = f"count {self.which} {self.minor}"
        request = NewCount(self.people.chapter_id, PLACES[self.which % 2], self.minor, today(), "", form_key)
        moves.count(request=request, by=acting(self.people.treasurer))


ACTS: dict[str, Callable[[Step], object]] = {
    "pay": lambda step: pay_cash(step.people.member, step.minor),
    "spend": lambda step: spend(step.people, step.minor, paid=step.paid),
    "earn": Step.earn,
    "bill": lambda step: enter_bill(step.people, step.minor),
    "settle": lambda step: expenses.pay(**step.about, paid=step.paid),
    "ask": lambda step: ask(step.people.member, step.minor),
    "approve": lambda step: reimbursements.approve(**step.about, category=FOOD),
    "pay back": lambda step: reimbursements.pay(**step.about, paid=step.paid),
    "move": Step.move,
    "count": Step.count,
    "take back": lambda step: expenses.take_back(**step.about, reason="Wrong"),
}
STEPS = st.lists(
    st.tuples(st.sampled_from(sorted(ACTS)), st.integers(1, 4000), st.integers(0, 7)),
    min_size=5,
    max_size=25,
)


@pytest.fixture
def people(sqlite_app: Flask) -> People:
    return spending_chapter(in_hand_minor=3000)


class TestAnyMix:
    @given(steps=STEPS)
    @settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
    def test_leaves_books_in_balance_and_no_cash_below_zero(
        self, people: People, steps: list[tuple[str, int, int]]
    ) -> None:
        for what, minor, which in steps:
            with suppress(DomainError):
                ACTS[what](Step(people, minor, which))
            db.session.rollback()
            rows = db.session.execute(
                select(Posting.account, func.sum(Posting.amount_minor)).group_by(Posting.account)
            )
            sums = {account: int(total) for account, total in rows}
            assert sum(sums.values()) == 0
            assert min(sums.get(account, 0) for account in HELD_IN_HAND) >= 0
        assert [find(check, chapter_id=people.chapter_id) for check in CHECKS] == [[]] * len(CHECKS)
