"""Which step of a schedule an installment is at, and what its member is told."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sigma_finance.domain.dues.reminders import (
    LONGEST,
    MOST_STEPS,
    USUAL,
    OpenPart,
    ReminderKind,
    SectionKind,
    check_steps,
    in_words,
    is_timely,
    kind_of,
    look_ahead,
    statement,
    step_at,
)
from sigma_finance.domain.errors import Invalid

DUE = date(2026, 9, 15)


def days(count: int) -> date:
    return DUE + timedelta(days=count)


class TestAStep:
    @pytest.mark.parametrize(
        ("after", "step"),
        [(-15, None), (-14, -14), (-4, -14), (-3, -3), (-1, -3), (0, 0), (6, 0), (7, 7), (29, 7), (400, 30)],
    )
    def test_is_the_latest_that_has_come(self, after: int, step: int | None) -> None:
        assert step_at(DUE, today=days(after), steps=USUAL) == step

    def test_is_the_latest_in_whichever_order_they_stand(self) -> None:
        assert step_at(DUE, today=days(8), steps=[30, 7, -3]) == 7
        assert step_at(DUE, today=days(8), steps=[]) is None

    @pytest.mark.parametrize(("after", "timely"), [(7, True), (8, True), (9, True), (10, False)])
    def test_is_made_up_for_within_two_days(self, after: int, timely: bool) -> None:
        assert is_timely(DUE, 7, today=days(after)) is timely


class TestAReminder:
    @pytest.mark.parametrize(
        ("due_on", "kind"),
        [
            ([days(1)], ReminderKind.DUE_SOON),
            ([days(0), days(1)], ReminderKind.DUE_TODAY),
            ([days(1), days(0), days(-1)], ReminderKind.PAST_DUE),
        ],
    )
    def test_says_what_is_most_pressing(self, due_on: list[date], kind: ReminderKind) -> None:
        assert kind_of(due_on, today=DUE) is kind

    def test_is_of_the_kind_of_what_its_reader_is_asked_for(self) -> None:
        charged: tuple[int, int, bool, int | None] = (-7, 100, False, 3)
        told = {
            after: statement(parts_of([charged, (after, 100, False, None)]), today=DUE)
            for after in (-1, 0, 1)
        }
        assert [told[after].kind for after in (1, 0, -1)] == list(ReminderKind)

    def test_has_a_label_each(self) -> None:
        assert [kind.label for kind in ReminderKind] == ["Due soon", "Due today", "Past due"]


def parts_of(drawn: list[tuple[int, int, bool, int | None]]) -> list[OpenPart]:
    """Installments from days to their due dates, amounts, whether they are late fees, and days to autopay's charge."""
    return [
        OpenPart(
            installment_id=number,
            description=f"Part {number}",
            due_on=days(after),
            open_minor=minor,
            charged_on=days(-60),
            is_late_fee=is_fee,
            autopay_on=None if by_autopay is None else days(by_autopay),
            step=step_at(days(after), today=DUE, steps=USUAL),
        )
        for number, (after, minor, is_fee, by_autopay) in enumerate(drawn, start=1)
    ]


open_parts = st.lists(
    st.tuples(st.integers(-40, 20), st.integers(1, 10**6), st.booleans(), st.none() | st.integers(0, 20)),
    min_size=1,
    max_size=8,
).map(parts_of)


class TestAStatement:
    @settings(max_examples=2000, deadline=None)
    @given(parts=open_parts)
    def test_says_each_part_once_and_each_sum_is_what_its_sentence_covers(
        self, parts: list[OpenPart]
    ) -> None:
        told = statement(parts, today=DUE)
        assert sorted(p.installment_id for s in told.sections for p in s.parts) == [
            part.installment_id for part in parts
        ]
        asked = [part for part in parts if part.autopay_on is None]
        covered = {
            SectionKind.PAST_DUE: lambda part, on: part.due_on < on,
            SectionKind.DUE_TODAY: lambda part, on: part.due_on == on == DUE,
            SectionKind.DUE_BY: lambda part, on: part.due_on == on > DUE,
        }
        for section in told.sections:
            if section.kind is SectionKind.AUTOPAY:
                right = [part for part in parts if part.autopay_on == section.on]
            else:
                right = [part for part in asked if covered[section.kind](part, section.on)]
            assert section.sum_minor == sum(part.open_minor for part in right)

    @settings(max_examples=1000, deadline=None)
    @given(parts=open_parts)
    def test_asks_for_what_is_due_until_today_or_else_what_is_due_first(self, parts: list[OpenPart]) -> None:
        told = statement(parts, today=DUE)
        mine = [part for part in parts if part.autopay_on is None]
        until = max(DUE, min((part.due_on for part in mine), default=DUE))
        right = {part.installment_id for part in mine if part.due_on <= until}
        assert {part.installment_id for part in told.asked} == right
        assert told.asked_minor == sum(part.open_minor for part in mine if part.installment_id in right)

    @settings(max_examples=1000, deadline=None)
    @given(parts=open_parts)
    def test_stands_in_the_order_in_which_it_presses(self, parts: list[OpenPart]) -> None:
        sections = statement(parts, today=DUE).sections
        order = list(SectionKind)
        assert list(sections) == sorted(sections, key=lambda one: (order.index(one.kind), one.on))
        assert all(list(one.parts) == sorted(one.parts, key=lambda part: part.due_on) for one in sections)

    def test_of_four_weekly_installments_names_fifty_each_time(self) -> None:
        drawn: list[tuple[int, int, bool, int | None]] = [(week * 7, 5000, False, None) for week in range(4)]
        sums = {}
        for today in (-3, 0, 7):
            shifted = [(after - today, minor, fee, by) for after, minor, fee, by in drawn]
            told = statement(parts_of(shifted), today=DUE)
            sums[today] = [(one.kind.value, one.sum_minor) for one in told.sections][:2]
        assert sums == {
            -3: [("due_by", 5000), ("due_by", 5000)],
            0: [("due_today", 5000), ("due_by", 5000)],
            7: [("past_due", 5000), ("due_today", 5000)],
        }


class TestAStepThatHasCome:
    @pytest.mark.parametrize(
        ("drawn", "is_come"),
        [
            ([(-7, 100, False, None)], True),
            ([(-7, 100, False, 3)], False),
            ([(-5, 100, False, None)], False),
            ([(-5, 100, False, None), (14, 10, True, None)], False),
            ([(14, 10, True, None), (15, 10, True, None)], True),
            ([(13, 10, True, None), (3, 100, False, 3)], False),
            ([(-10, 10, True, None), (14, 10, True, None)], False),
        ],
        ids=[
            "a week past due",
            "autopay charges it",
            "between two steps",
            "of a late fee beside what it is on",
            "of a fee when nothing else is open",
            "of a fee beside what autopay charges",
            "of a second fee",
        ],
    )
    def test_is_told(self, drawn: list[tuple[int, int, bool, int | None]], is_come: bool) -> None:
        assert statement(parts_of(drawn), today=DUE).is_come is is_come

    def test_is_not_told_twice_nor_when_it_had_passed_before_the_charge_was_made(self) -> None:
        [part] = parts_of([(-7, 100, False, None)])
        assert part.is_come(DUE)
        assert not replace(part, is_told=True).is_come(DUE)
        assert not replace(part, charged_on=days(1)).is_come(DUE)
        assert replace(part, charged_on=DUE).is_come(DUE)


class TestLookingAhead:
    def test_goes_as_far_as_the_first_step_and_two_weeks_at_least(self) -> None:
        assert look_ahead(()) == timedelta(days=14)
        assert look_ahead((-3, 7)) == timedelta(days=14)
        assert look_ahead((-30, 7)) == timedelta(days=30)


class TestASchedule:
    def test_is_kept_in_order_and_each_step_once(self) -> None:
        assert check_steps([7, -14, 7, 0]) == (-14, 0, 7)
        assert check_steps([]) == ()
        assert check_steps([LONGEST, -LONGEST]) == (-LONGEST, LONGEST)

    @pytest.mark.parametrize(
        ("steps", "words"),
        [
            ([LONGEST + 1], "Enter at most 365 days."),
            ([-LONGEST - 1], "Enter at most 365 days."),
            (range(MOST_STEPS + 1), "Enter at most 12 reminders."),
        ],
    )
    def test_has_its_bounds(self, steps: list[int], words: str) -> None:
        with pytest.raises(Invalid, match=words) as refusal:
            check_steps(list(steps))
        assert refusal.value.field == "reminders"

    def test_may_name_a_step_twice_within_its_bounds(self) -> None:
        assert len(check_steps([*range(MOST_STEPS), 0])) == MOST_STEPS

    @pytest.mark.parametrize(
        ("steps", "words"),
        [
            (USUAL, "14 and 3 days before, on the day, 7 and 30 days after"),
            ([1, 2, 3], "1, 2 and 3 days after"),
            ([-1], "1 days before"),
            ([0], "on the day"),
            ([], ""),
        ],
    )
    def test_is_said_in_a_sentence(self, steps: list[int], words: str) -> None:
        assert in_words(steps) == words
