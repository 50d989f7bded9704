"""Payment plans: any sequence of charging, planning, paying, waiving, cancelling and reversing keeps the books."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from sigma_finance.domain.actors import OPERATOR
from sigma_finance.domain.books.standing import StandingKind
from sigma_finance.domain.dates import today_in
from sigma_finance.domain.dues.requests import PlanTerms
from sigma_finance.domain.dues.schedules import PlanState, SchedulePart
from sigma_finance.domain.errors import Conflict, DomainError, Invalid
from sigma_finance.domain.policy import Frequency
from sigma_finance.extensions import db
from sigma_finance.models import Charge, Installment, Plan
from sigma_finance.queries.members.member_figures import member_figures
from sigma_finance.services.dues import charges, plans
from sigma_finance.services.payments import reversing
from tests.books import ZONE, Books, assert_books_hold, charge, member_of, open_books, pay
from tests.harness.holding import broken_rules

STEPS = ("charge", "agree", "arrange", "pay", "waive", "cancel", "reverse", "take back")


def terms(books: Books, member_id: int, count: int = 2, *, first_in: int = 0) -> PlanTerms:
    owed_minor = member_of(member_id).balance_minor
    first = today_in(ZONE) + timedelta(days=first_in)
    return PlanTerms(Frequency.MONTHLY, count, first, owed_minor)


def agree(books: Books, member_id: int, wanted: PlanTerms) -> int:
    return plans.agree(
        chapter_id=books.chapter_id, member_id=member_id, terms=wanted, agreement="I agree.", by=OPERATOR
    )


def parts_of(plan_id: int) -> list[Installment]:
    statement = select(Installment).where(Installment.plan_id == plan_id).order_by(Installment.due_on)
    return list(db.session.scalars(statement.execution_options(populate_existing=True)))


def state_of(plan_id: int) -> PlanState:
    db.session.rollback()
    return db.session.get_one(Plan, plan_id).state


def step(books: Books, member_id: int, what: str, number: int, paid: list[int]) -> None:
    chapter_id = books.chapter_id
    active = select(Plan.id).where(Plan.member_id == member_id, Plan.state == PlanState.ACTIVE)
    match what:
        case "charge":
            charge(books, member_id, 1000 + number)
        case "agree":
            agree(books, member_id, terms(books, member_id, number % 14))
        case "arrange":
            owed, today = member_of(member_id).balance_minor, today_in(ZONE)
            own = [SchedulePart(today, owed - owed // 3), SchedulePart(today + timedelta(days=9), owed // 3)]
            plans.arrange(chapter_id=chapter_id, member_id=member_id, parts=own, by=OPERATOR)
        case "pay":
            paid.append(pay(books, member_id, 1 + number * 7).payment_id)
        case "cancel":
            plan_id = db.session.scalar(active) or 0
            plans.cancel(chapter_id=chapter_id, plan_id=plan_id, reason="Changed", by=OPERATOR)
        case _:
            correct(books, member_id, what, number, paid)


def correct(books: Books, member_id: int, what: str, number: int, paid: list[int]) -> None:
    chapter_id = books.chapter_id
    latest = select(Charge.id).where(Charge.member_id == member_id).order_by(Charge.id.desc()).limit(1)
    match what:
        case "take back" if paid:
            reversing.reverse(chapter_id=chapter_id, payment_id=paid.pop(), reason="Wrong", by=OPERATOR)
        case "waive":
            charge_id = db.session.scalar(latest) or 0
            charges.waive(
                chapter_id=chapter_id, charge_id=charge_id, amount_minor=1 + number, reason="Yes", by=OPERATOR
            )
        case "reverse":
            charge_id = db.session.scalar(latest) or 0
            charges.reverse(chapter_id=chapter_id, charge_id=charge_id, reason="Wrong", by=OPERATOR)


def assert_verified(books: Books) -> None:
    assert_books_hold(books)
    assert broken_rules(books.chapter_id) == []


class TestAnySequence:
    @settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(st.lists(st.tuples(st.sampled_from(STEPS), st.integers(0, 400)), max_size=14))
    def test_keeps_the_books(self, app: Flask, steps: list[tuple[str, int]]) -> None:
        books = open_books(members=1)
        paid: list[int] = []
        charge(books, books.members[0])
        for what, number in steps:
            with suppress(DomainError):
                step(books, books.members[0], what, number, paid)
        assert_verified(books)


class TestAPlan:
    def test_is_two_of_a_hundred_and_archives_itself_when_it_is_paid(self, any_app: Flask) -> None:
        books = open_books()
        member_id = books.members[0]
        charge(books, member_id)
        plan_id = agree(books, member_id, terms(books, member_id))
        assert [part.open_minor for part in parts_of(plan_id)] == [10000, 10000]
        figures = member_figures(chapter_id=books.chapter_id, member_id=member_id)
        assert (figures.standing.kind, figures.balance_minor) == (StandingKind.ON_PLAN, 20000)
        pay(books, member_id, 10000)
        assert state_of(plan_id) is PlanState.ACTIVE
        pay(books, member_id, 10000)
        assert state_of(plan_id) is PlanState.ARCHIVED
        assert_verified(books)

    def test_is_one_plan_when_it_is_agreed_to_twice(self, app: Flask) -> None:
        books = open_books()
        member_id = books.members[0]
        charge(books, member_id)
        wanted = terms(books, member_id)
        assert agree(books, member_id, wanted) == agree(books, member_id, wanted)
        with pytest.raises(Conflict):
            agree(books, member_id, terms(books, member_id, 3))
        assert_verified(books)

    @pytest.mark.parametrize(("count", "first_in"), [(0, 0), (500, 0), (13, 0), (2, -1), (2, 400)])
    def test_refuses_what_is_not_offered(self, app: Flask, count: int, first_in: int) -> None:
        books = open_books()
        charge(books, books.members[0])
        with pytest.raises(Invalid):
            agree(books, books.members[0], terms(books, books.members[0], count, first_in=first_in))
        assert db.session.scalar(select(Plan.id).where(Plan.chapter_id == books.chapter_id)) is None

    def test_is_not_begun_over_a_sum_that_has_changed(self, app: Flask) -> None:
        books = open_books()
        charge(books, books.members[0])
        seen = terms(books, books.members[0])
        pay(books, books.members[0], 5000)
        with pytest.raises(Conflict):
            agree(books, books.members[0], seen)

    def test_puts_the_rest_due_when_it_is_cancelled(self, app: Flask) -> None:
        books = open_books()
        member_id = books.members[0]
        charge(books, member_id)
        plan_id = agree(books, member_id, terms(books, member_id, 4, first_in=5))
        pay(books, member_id, 7000)
        plans.cancel(chapter_id=books.chapter_id, plan_id=plan_id, reason="Asked to", by=OPERATOR)
        assert state_of(plan_id) is PlanState.CANCELLED
        still = select(Installment).where(Installment.member_id == member_id, Installment.open_minor > 0)
        [rest] = db.session.scalars(still)
        assert (rest.open_minor, rest.due_on) == (13000, today_in(ZONE))
        assert_verified(books)


class TestAProposal:
    def test_begins_when_it_is_approved_and_not_when_it_is_declined(self, app: Flask) -> None:
        books = open_books()
        for member_id, state in zip(books.members, (PlanState.ACTIVE, PlanState.DECLINED), strict=True):
            charge(books, member_id)
            wanted = terms(books, member_id, 20)
            plan_id = plans.propose(
                chapter_id=books.chapter_id,
                member_id=member_id,
                terms=wanted,
                agreement="Please.",
                by=OPERATOR,
            )
            if state is PlanState.ACTIVE:
                plans.approve(chapter_id=books.chapter_id, plan_id=plan_id, by=OPERATOR)
            else:
                plans.decline(chapter_id=books.chapter_id, plan_id=plan_id, reason="Too long", by=OPERATOR)
            assert state_of(plan_id) is state
            assert len(parts_of(plan_id)) == (20 if state is PlanState.ACTIVE else 0)
        assert_verified(books)
