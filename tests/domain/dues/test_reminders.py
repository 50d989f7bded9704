"""Which step of a schedule an installment is at, and what its member is told."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from sigma_finance.domain.dues.reminders import (
    LONGEST,
    MOST_STEPS,
    USUAL,
    ReminderKind,
    check_steps,
    in_words,
    is_timely,
    kind_of,
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

    def test_has_a_label_each(self) -> None:
        assert [kind.label for kind in ReminderKind] == ["Due soon", "Due today", "Past due"]


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
