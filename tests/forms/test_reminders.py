"""Whom to remind now, and when a chapter reminds by itself."""

from __future__ import annotations

import pytest

from sigma_finance.forms.reminders import ReminderScheduleForm, RemindForm
from tests.forms.filling import Filler


class TestReminding:
    def test_begins_with_all_who_may_be_written_to(self, fill: Filler) -> None:
        form = fill(RemindForm)
        form.ask([3, 1])
        assert form.members.data == [3, 1]

    @pytest.mark.parametrize(
        ("typed", "valid"), [({"members": ["1"]}, True), ({"members": ["9"]}, False), ({"x": "1"}, False)]
    )
    def test_takes_some_of_them(self, fill: Filler, typed: dict[str, object], valid: bool) -> None:
        form = fill(RemindForm, typed)
        form.ask([3, 1])
        assert form.validate() is valid


class TestASchedule:
    @pytest.mark.parametrize(
        ("typed", "steps"),
        [
            ({"before": "14, 3", "on_the_day": "y", "after": "7,30"}, (-14, -3, 0, 7, 30)),
            ({"before": " 1 ,", "after": ""}, (-1,)),
            ({}, ()),
        ],
    )
    def test_is_read_from_days(self, fill: Filler, typed: dict[str, str], steps: tuple[int, ...]) -> None:
        form = fill(ReminderScheduleForm, {"opened": "x", **typed})
        assert form.validate()
        assert form.steps == steps

    @pytest.mark.parametrize("before", ["a week", "3; 4", "-3", "3.5", "٣", "0", "366"])
    def test_refuses_what_is_no_number_of_days(self, fill: Filler, before: str) -> None:
        form = fill(ReminderScheduleForm, {"before": before})
        assert not form.validate()
        assert list(form.errors) == ["before"]

    def test_begins_with_what_is_kept(self, fill: Filler) -> None:
        form = fill(lambda: ReminderScheduleForm.of((7, 0, -3, -14), opened="mark"))
        assert (form.before.data, form.on_the_day.data, form.after.data) == ("14, 3", True, "7")
        assert form.opened.data == "mark"
