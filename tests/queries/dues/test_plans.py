"""Payment plans: those under way, to decide, and settled."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from flask import Flask

from sigma_finance.domain.actors import OPERATOR
from sigma_finance.domain.dates import today_in
from sigma_finance.domain.dues.requests import PlanTerms
from sigma_finance.domain.dues.schedules import PlanState, SchedulePart
from sigma_finance.domain.errors import NotFound
from sigma_finance.domain.policy import Frequency
from sigma_finance.extensions import db
from sigma_finance.models import Installment, Plan
from sigma_finance.queries.dues import plans
from sigma_finance.queries.dues.plans import PlanLine
from sigma_finance.services.dues import plans as services
from tests.books import ZONE, Books, charge, open_books, pay


@pytest.fixture
def books(any_app: Flask) -> Books:
    return open_books()


def arrange(books: Books, member: int = 0, amounts: tuple[int, ...] = (5000, 15000)) -> int:
    """A plan over 200.00, due in weeks; returns its id."""
    charge(books, books.members[member], sum(amounts))
    parts = [SchedulePart(day(number), amount) for number, amount in enumerate(amounts)]
    return services.arrange(
        chapter_id=books.chapter_id, member_id=books.members[member], parts=parts, by=OPERATOR
    )


def propose(books: Books, *, owed: bool = False) -> int:
    """A plan that waits for an officer; returns its id."""
    if not owed:
        charge(books, books.members[0], 20000)
    terms = PlanTerms(Frequency.MONTHLY, 4, day(0), 20000)
    return services.propose(
        chapter_id=books.chapter_id, member_id=books.members[0], terms=terms, agreement="Yes", by=OPERATOR
    )


def day(weeks: int) -> date:
    return today_in(ZONE) + timedelta(days=7 * (weeks + 1))


def line(books: Books, plan_id: int) -> PlanLine:
    return plans.get_line(chapter_id=books.chapter_id, plan_id=plan_id)


class TestAPlan:
    def test_says_how_far_it_is(self, books: Books) -> None:
        plan_id = arrange(books)
        pay(books, books.members[0], 6000)
        found = line(books, plan_id)
        assert (found.state, found.total_minor, found.open_minor, found.paid_minor) == (
            PlanState.ACTIVE,
            20000,
            14000,
            6000,
        )
        assert (found.next_due_on, found.installments, found.member_name) == (day(1), 2, "Member 0")

    def test_has_a_schedule_of_its_own_where_its_dates_follow_a_rule(self, books: Books) -> None:
        assert line(books, arrange(books, member=1)).parts == []
        proposed = line(books, propose(books))
        assert [part.amount_minor for part in proposed.parts] == [5000] * 4
        assert proposed.parts[0].due_on == day(0)

    def test_is_found_by_its_state(self, books: Books) -> None:
        plan_id = arrange(books)
        for found in (
            plans.find_plan(chapter_id=books.chapter_id, plan_id=plan_id),
            plans.find_live(chapter_id=books.chapter_id, member_id=books.members[0], state=PlanState.ACTIVE),
        ):
            assert found is not None
            assert found.id == plan_id
        assert (
            plans.find_live(chapter_id=books.chapter_id, member_id=books.members[0], state=PlanState.PROPOSED)
            is None
        )

    def test_of_another_chapter_is_not_found(self, books: Books) -> None:
        plan_id, other = arrange(books), open_books()
        assert plans.find_plan(chapter_id=other.chapter_id, plan_id=plan_id) is None
        assert (
            plans.find_live(chapter_id=other.chapter_id, member_id=books.members[0], state=PlanState.ACTIVE)
            is None
        )
        assert plans.of_member(chapter_id=other.chapter_id, member_id=books.members[0]) == []
        assert plans.of_chapter(chapter_id=other.chapter_id, live=True) == []
        assert plans.open_ids(chapter_id=other.chapter_id, plan_id=plan_id) == set()
        with pytest.raises(NotFound):
            line(other, plan_id)


class TestPlans:
    def test_stand_apart_by_whether_they_are_live(self, books: Books) -> None:
        ended = arrange(books)
        services.cancel(chapter_id=books.chapter_id, plan_id=ended, reason="x", by=OPERATOR)
        proposed, active = propose(books, owed=True), arrange(books, member=1)
        live = plans.of_chapter(chapter_id=books.chapter_id, live=True)
        assert [one.id for one in live] == [proposed, active]
        assert [one.id for one in plans.of_chapter(chapter_id=books.chapter_id, live=False)] == [ended]
        assert [one.id for one in plans.of_chapter(chapter_id=books.chapter_id, live=True, limit=1)] == [
            proposed
        ]
        own = plans.of_member(chapter_id=books.chapter_id, member_id=books.members[0])
        assert [one.id for one in own] == [proposed, ended]

    def test_are_settled_when_nothing_of_them_is_open(self, books: Books) -> None:
        plan_id = arrange(books)
        assert plans.settled(chapter_id=books.chapter_id, member_ids=books.members) == []
        db.session.query(Installment).filter_by(plan_id=plan_id).update({"open_minor": 0})
        assert [one.id for one in plans.settled(chapter_id=books.chapter_id, member_ids=books.members)] == [
            plan_id
        ]
        assert plans.settled(chapter_id=books.chapter_id, member_ids=books.members[1:]) == []
        db.session.rollback()


class TestInstallments:
    def test_know_their_charge_and_their_plan(self, books: Books) -> None:
        plan_id = arrange(books)
        own = plans.open_ids(chapter_id=books.chapter_id, plan_id=plan_id)
        assert len(own) == 2
        charged = plans.charges_of_installments(chapter_id=books.chapter_id, installment_ids=sorted(own))
        assert set(charged) == own
        assert len(set(charged.values())) == 1
        assert (
            plans.charges_of_installments(chapter_id=open_books().chapter_id, installment_ids=sorted(own))
            == {}
        )
        pay(books, books.members[0], 20000)
        assert plans.open_ids(chapter_id=books.chapter_id, plan_id=plan_id) == set()
        assert db.session.get_one(Plan, plan_id).state is PlanState.ARCHIVED
