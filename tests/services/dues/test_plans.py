"""Plans that members propose and officers decide on."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from sigma_finance.domain.actors import OPERATOR
from sigma_finance.domain.dates import today_in
from sigma_finance.domain.dues.requests import PlanTerms
from sigma_finance.domain.dues.schedules import PlanState
from sigma_finance.domain.errors import Conflict
from sigma_finance.domain.policy import Frequency
from sigma_finance.extensions import db
from sigma_finance.models import Plan
from sigma_finance.services.dues import plans
from tests.books import ZONE, Books, charge, open_books, pay


@pytest.fixture
def books(any_app: Flask) -> Books:
    made = open_books()
    charge(made, made.members[0], 20_000)
    return made


def propose(books: Books) -> int:
    terms = PlanTerms(Frequency.MONTHLY, 4, today_in(ZONE) + timedelta(days=5), 20_000)
    return plans.propose(
        chapter_id=books.chapter_id,
        member_id=books.members[0],
        terms=terms,
        agreement="I agree.",
        by=OPERATOR,
    )


def state_of(plan_id: int) -> PlanState:
    db.session.rollback()
    return db.session.get_one(Plan, plan_id).state


class TestAProposal:
    def test_is_approved_over_the_sum_that_it_was_made_for(self, books: Books) -> None:
        plan_id = propose(books)
        plans.approve(chapter_id=books.chapter_id, plan_id=plan_id, by=OPERATOR)
        assert state_of(plan_id) is PlanState.ACTIVE

    @pytest.mark.parametrize("change", ["less is owed", "more is owed"])
    def test_is_not_approved_once_another_sum_is_owed(self, books: Books, change: str) -> None:
        plan_id = propose(books)
        if change == "less is owed":
            pay(books, books.members[0], 1)
        else:
            charge(books, books.members[0], 1)
        with pytest.raises(Conflict, match="What is owed has changed"):
            plans.approve(chapter_id=books.chapter_id, plan_id=plan_id, by=OPERATOR)
        assert state_of(plan_id) is PlanState.PROPOSED
