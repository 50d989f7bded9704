"""Plans that are paid off, whatever settled the last of them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from sigma_finance.domain.actors import OPERATOR
from sigma_finance.domain.dates import today_in
from sigma_finance.domain.dues.schedules import PlanState, SchedulePart
from sigma_finance.extensions import db
from sigma_finance.models import OutboxMessage, Plan
from sigma_finance.services.dues import charges, plans
from tests.books import ZONE, Books, assert_books_hold, charge, open_books, pay


@pytest.fixture
def books(any_app: Flask) -> Books:
    return open_books()


def planned(books: Books) -> tuple[int, int]:
    """A charge of $200 in one later part; returns the charge and the plan."""
    charge_id = charge(books, books.members[0])
    parts = [SchedulePart(today_in(ZONE), 10000), SchedulePart(today_in(ZONE) + timedelta(days=90), 10000)]
    return charge_id, plans.arrange(
        chapter_id=books.chapter_id, member_id=books.members[0], parts=parts, by=OPERATOR
    )


def state_and_words(plan_id: int) -> tuple[PlanState, int]:
    """Where the plan stands, and how often its member was told that it is done."""
    db.session.rollback()
    told = db.session.scalars(select(OutboxMessage).where(OutboxMessage.kind == "plan_done")).all()
    return db.session.get_one(Plan, plan_id).state, len(told)


class TestAPlan:
    def test_stays_while_a_cent_is_open_and_ends_with_the_last_one(self, books: Books) -> None:
        _, plan_id = planned(books)
        pay(books, books.members[0], 19999)
        assert state_and_words(plan_id) == (PlanState.ACTIVE, 0)
        pay(books, books.members[0], 1)
        assert state_and_words(plan_id) == (PlanState.ARCHIVED, 1)
        assert_books_hold(books)

    def test_ends_as_its_charge_is_waived(self, books: Books) -> None:
        charge_id, plan_id = planned(books)
        charges.waive(
            chapter_id=books.chapter_id,
            charge_id=charge_id,
            amount_minor=20000,
            reason="Hardship",
            by=OPERATOR,
        )
        assert state_and_words(plan_id) == (PlanState.ARCHIVED, 1)

    def test_ends_as_its_charge_is_reversed(self, books: Books) -> None:
        charge_id, plan_id = planned(books)
        charges.reverse(chapter_id=books.chapter_id, charge_id=charge_id, reason="A mistake", by=OPERATOR)
        assert state_and_words(plan_id) == (PlanState.ARCHIVED, 1)
