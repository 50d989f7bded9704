"""A payment schedule that an officer writes for a member."""

from __future__ import annotations

from datetime import date

import pytest

from sigma_finance.domain.dues.schedules import MOST_INSTALLMENTS, SchedulePart
from sigma_finance.forms.dues.schedules import ROWS, PlanScheduleForm
from tests.forms.filling import Filler

TODAY = date(2026, 5, 4)
PARTS = [SchedulePart(date(2026, 6, 1), 4000), SchedulePart(date(2026, 7, 1), 6000)]


def begin(parts: list[SchedulePart]) -> PlanScheduleForm:
    return PlanScheduleForm.of(parts, owed_minor=10000, currency="USD", today=TODAY)


def sent(fill: Filler, *rows: tuple[str, str], owed: str = "10000") -> PlanScheduleForm:
    typed = {"owed": owed}
    for place, (due_on, amount) in enumerate(rows):
        typed |= {f"rows-{place}-due_on": due_on, f"rows-{place}-amount": amount}
    form = fill(lambda: begin([]), typed)
    assert form.validate()
    return form


class TestTheForm:
    def test_begins_with_what_was_worked_out_and_empty_rows_below(self, fill: Filler) -> None:
        form = fill(lambda: begin(PARTS))
        assert [(row.form.due_on.data, row.form.amount.data) for row in form.rows][:2] == [
            ("2026-06-01", "40.00"),
            ("2026-07-01", "60.00"),
        ]
        assert len(form.rows) == ROWS

    def test_grows_up_to_the_most_installments(self, fill: Filler) -> None:
        form = fill(lambda: begin([]))
        while form.has_room:
            form.add_rows()
        assert len(form.rows) == MOST_INSTALLMENTS
        form.add_rows()
        assert len(form.rows) == MOST_INSTALLMENTS


class TestASchedule:
    def test_is_read_by_date_whatever_the_order_of_its_rows(self, fill: Filler) -> None:
        form = sent(fill, ("2026-07-01", "60.00"), ("", " "), (" 2026-06-01 ", "40"))
        assert form.reads()
        assert form.parts == PARTS

    def test_has_to_be_of_what_is_owed_now(self, fill: Filler) -> None:
        form = sent(fill, ("2026-07-01", "100.00"), owed="9999")
        assert not form.reads()
        assert form.owed.data == "10000"
        assert "What is owed has changed meanwhile" in form.form_errors[0]

    @pytest.mark.parametrize(
        ("amount", "words"),
        [("90.00", "$90.00 of $100.00: $10.00 missing."), ("110.00", "$110.00 of $100.00: $10.00 too much.")],
    )
    def test_has_to_add_up(self, fill: Filler, amount: str, words: str) -> None:
        form = sent(fill, ("2026-07-01", amount))
        assert not form.reads()
        assert form.form_errors == [f"The amounts add up to {words}"]

    @pytest.mark.parametrize(
        ("row", "wrong"),
        [
            (("", "100.00"), ("rows-0-due_on", "Row 1: Enter the date.")),
            (("soon", "100.00"), ("rows-0-due_on", "Row 1: Enter the date.")),
            (("2026-05-03", "100.00"), ("rows-0-due_on", "Row 1: Enter a date that is not in the past.")),
            (("2026-06-01", ""), ("rows-0-amount", "Row 1: Enter an amount, such as 200.00.")),
        ],
    )
    def test_says_in_which_row_something_is_wrong(
        self, fill: Filler, row: tuple[str, str], wrong: tuple[str, str]
    ) -> None:
        form = sent(fill, row)
        assert not form.reads()
        assert form.wrong == [wrong]

    def test_ends_within_five_years(self, fill: Filler) -> None:
        form = sent(fill, ("2026-06-01", "50.00"), ("2040-06-01", "50.00"))
        assert not form.reads()
        assert form.form_errors
