"""What the database lets a payment plan be."""

from __future__ import annotations

from datetime import date

from sigma_finance.domain.dues.schedules import PlanState
from sigma_finance.domain.policy import Frequency
from sigma_finance.models import Plan
from tests.books import Books
from tests.models.samples import UNHEARD_OF, Sample, assert_refused, assert_taken, of, somebody_elsewhere


def plan(books: Books) -> Sample:
    facts = of(books, member_id=books.members[0], state=PlanState.ACTIVE, first_on=date(2026, 12, 1))
    return Sample(Plan, {**facts, "installments": 3, "total_minor": 3})


class TestAPlan:
    def test_asks_for_something_in_each_part(self, books: Books) -> None:
        for facts in ({"installments": 0}, {"total_minor": 2}):
            assert_refused(plan(books), {"ck_plans_asks_for_something": facts})
        stranger = somebody_elsewhere()
        assert_refused(
            plan(books),
            {
                "ck_plans_state_known": {"state": UNHEARD_OF},
                "ck_plans_frequency_known": {"frequency": UNHEARD_OF},
                "fk_plans_chapter_id_member_id_members": {"member_id": stranger},
                "fk_plans_created_by_members": {"created_by_member_id": stranger},
            },
        )
        assert_taken(plan(books), {"frequency": Frequency.MONTHLY})

    def test_is_the_only_one_of_its_member_that_is_under_way_or_proposed(self, books: Books) -> None:
        for live in (PlanState.ACTIVE, PlanState.PROPOSED):
            plan(books).keep(state=live)
            assert_refused(plan(books), {"uq_plans_live": {"state": live, "total_minor": 300}})
        cancelled = {"state": PlanState.CANCELLED}
        assert_taken(plan(books), cancelled, cancelled, {"member_id": books.members[1]})
