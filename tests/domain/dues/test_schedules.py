"""Schedules: any amount, any number of installments, any first date."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sigma_finance.domain.dues.schedules import (
    PlanState,
    SchedulePart,
    check,
    due_date,
    lay_over,
    schedule,
    usual,
)
from sigma_finance.domain.errors import Invalid
from sigma_finance.domain.policy import Frequency, Policy

TODAY = date(2026, 11, 21)
MONTHS = {Frequency.MONTHLY: 1, Frequency.QUARTERLY: 3}


def in_days(days: int, minor: int) -> SchedulePart:
    return SchedulePart(TODAY + timedelta(days=days), minor)


def weeks(count: int) -> list[SchedulePart]:
    return [in_days(7 * week, 1) for week in range(count)]


class TestASchedule:
    @given(
        st.integers(60, 10**9 - 1),
        st.integers(1, 60),
        st.dates(date(2000, 1, 1), date(2080, 1, 1)),
        st.sampled_from(Frequency),
    )
    def test_is_exact_in_sum_and_dates(
        self, total: int, count: int, first: date, frequency: Frequency
    ) -> None:
        parts = schedule(total, installments=count, first=first, frequency=frequency)
        assert sum(part.amount_minor for part in parts) == total
        assert len(parts) == count
        assert parts[0].due_on == first
        for number, part in enumerate(parts):
            if frequency is Frequency.WEEKLY:
                assert part.due_on - first == timedelta(days=7 * number)
                continue
            months = (part.due_on.year - first.year) * 12 + part.due_on.month - first.month
            assert months == number * MONTHS[frequency]
            ends_month = (part.due_on + timedelta(days=1)).day == 1
            assert part.due_on.day == first.day or (part.due_on.day < first.day and ends_month)

    def test_comes_back_to_the_last_of_the_month_and_to_the_leap_day(self) -> None:
        days = [due_date(date(2028, 1, 31), Frequency.MONTHLY, number) for number in range(4)]
        assert days == [date(2028, 1, 31), date(2028, 2, 29), date(2028, 3, 31), date(2028, 4, 30)]
        assert due_date(date(2028, 2, 29), Frequency.QUARTERLY, 4) == date(2029, 2, 28)
        assert due_date(date(2028, 2, 29), Frequency.QUARTERLY, 16) == date(2032, 2, 29)

    def test_offers_two_hundred_as_two_of_a_hundred(self) -> None:
        parts = schedule(20000, installments=2, first=date(2026, 12, 1), frequency=Frequency.MONTHLY)
        assert parts == [SchedulePart(date(2026, 12, 1), 10000), SchedulePart(date(2027, 1, 1), 10000)]


class TestTheUsualPlan:
    def test_is_quarterly_and_begins_when_what_is_owed_is_due(self) -> None:
        due_on = TODAY + timedelta(days=40)
        assert usual(Policy(), due_on=due_on, today=TODAY) == (Frequency.QUARTERLY, due_on)

    @pytest.mark.parametrize("due_on", [None, TODAY - timedelta(days=3)])
    def test_begins_today_where_it_was_due_before(self, due_on: date | None) -> None:
        assert usual(Policy(), due_on=due_on, today=TODAY) == (Frequency.QUARTERLY, TODAY)

    @pytest.mark.parametrize(
        ("rules", "frequency"),
        [
            (Policy(plans_offered=(Frequency.WEEKLY, Frequency.MONTHLY)), Frequency.MONTHLY),
            (Policy(plans_offered=(Frequency.WEEKLY,)), Frequency.WEEKLY),
            (Policy(plans_end_on=TODAY + timedelta(days=32)), Frequency.MONTHLY),
            (Policy(plans_end_on=TODAY + timedelta(days=8)), Frequency.WEEKLY),
            (Policy(plans_offered=()), Frequency.QUARTERLY),
        ],
    )
    def test_is_the_longest_that_the_chapter_offers(self, rules: Policy, frequency: Frequency) -> None:
        assert usual(rules, due_on=None, today=TODAY) == (frequency, TODAY)


class TestCheckingASchedule:
    @pytest.mark.parametrize(
        ("parts", "message", "field"),
        [
            ([], "Enter a number of installments from 1 to 60.", "installments"),
            (weeks(500), "Enter a number of installments from 1 to 60.", "installments"),
            (weeks(61), "Enter a number of installments from 1 to 60.", "installments"),
            ([in_days(-1, 100)], "Enter a first date that is not in the past.", "first_on"),
            ([in_days(367, 100)], "Enter a first date within a year.", "first_on"),
            ([in_days(0, 50), in_days(0, 50)], "Enter each date once, earliest first.", "installments"),
            ([in_days(7, 50), in_days(0, 50)], "Enter each date once, earliest first.", "installments"),
            ([in_days(0, 101)], "The installments have to add up to what is owed.", "installments"),
            ([in_days(0, 99)], "The installments have to add up to what is owed.", "installments"),
            (
                [in_days(0, 0), in_days(1, 100)],
                "Each installment needs at least one cent.",
                "installments",
            ),
            (
                [in_days(0, 50), in_days(1831, 50)],
                "Choose fewer installments: the last one may be due in five years at most.",
                "installments",
            ),
        ],
    )
    def test_refuses_what_no_plan_can_be(self, parts: list[SchedulePart], message: str, field: str) -> None:
        with pytest.raises(Invalid) as refusal:
            check(parts, owed_minor=100, today=TODAY)
        assert (refusal.value.message, refusal.value.field) == (message, field)

    @pytest.mark.parametrize(
        "parts",
        [
            [in_days(0, 100)],
            [in_days(366, 100)],
            [in_days(0, 99), in_days(1830, 1)],
            [in_days(0, 41), *weeks(60)[1:]],
        ],
    )
    def test_takes_what_lies_just_within(self, parts: list[SchedulePart]) -> None:
        check(parts, owed_minor=100, today=TODAY)

    def test_takes_dates_to_come_that_add_up(self) -> None:
        check(
            [SchedulePart(TODAY, 40), SchedulePart(TODAY + timedelta(days=9), 60)],
            owed_minor=100,
            today=TODAY,
        )


class TestLayingAScheduleOverCharges:
    @given(st.lists(st.integers(1, 10**6), min_size=1, max_size=8), st.integers(1, 12))
    def test_gives_each_date_and_each_charge_its_sum(self, opens: list[int], count: int) -> None:
        total = sum(opens)
        parts = schedule(total, installments=min(count, total), first=TODAY, frequency=Frequency.WEEKLY)
        pieces = lay_over(parts, list(enumerate(opens)))
        for part in parts:
            assert sum(p.amount_minor for p in pieces if p.due_on == part.due_on) == part.amount_minor
        for source_id, available in enumerate(opens):
            assert sum(p.amount_minor for p in pieces if p.source_id == source_id) == available
        assert min(p.amount_minor for p in pieces) > 0
        assert [p.source_id for p in pieces] == sorted(p.source_id for p in pieces)
        assert [p.due_on for p in pieces] == sorted(p.due_on for p in pieces)


class TestAState:
    def test_of_a_plan_is_a_word(self) -> None:
        assert PlanState.ARCHIVED.label == "Archived"


class TestLayingOver:
    def test_covers_exactly_what_is_open(self) -> None:
        with pytest.raises(ValueError, match=r"^a schedule covers exactly what is open$"):
            lay_over([SchedulePart(TODAY, 100)], [(1, 101)])

    def test_is_checked_to_add_up_to_what_is_owed(self) -> None:
        with pytest.raises(Invalid, match=r"^The installments have to add up to what is owed\.$") as refusal:
            check(
                [SchedulePart(TODAY, 100), SchedulePart(TODAY + timedelta(days=7), 100)],
                owed_minor=201,
                today=TODAY,
            )
        assert refusal.value.field == "installments"
