"""A meeting night's money: many payments in one grid."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from sigma_finance.domain.payments.payments import Method
from sigma_finance.forms.payments.grid import MOST_ROWS, ROWS, GridForm, labels_of
from sigma_finance.queries.members.members import Choice
from tests.forms.filling import Filler

TODAY = date(2026, 5, 4)
PEOPLE = [
    Choice(1, "Ada Byron", "ada@example.org", True, 20000),
    Choice(2, "Ben", "b@example.org", True, 0),
    Choice(3, "BEN", None, True, 0),
]


def sent(fill: Filler, *rows: dict[str, str], **typed: Any) -> GridForm:
    data: dict[str, Any] = {"received_on": "2026-05-04", "method": "cash", **typed}
    for place, row in enumerate(rows):
        data |= {f"rows-{place}-{name}": value for name, value in {"method": "cash", **row}.items()}
    form = fill(GridForm, data)
    form.ask(PEOPLE, today=TODAY, currency="USD")
    form.validate()
    return form


class TestTheGrid:
    def test_begins_with_three_rows_and_has_room_for_more(self, fill: Filler) -> None:
        form = fill(GridForm)
        assert len(form.rows) == ROWS
        while form.has_room:
            form.add_rows()
        form.add_rows()
        assert len(form.rows) == MOST_ROWS

    def test_refuses_a_day_to_come(self, fill: Filler) -> None:
        assert "received_on" in sent(fill, received_on="2026-05-05").errors
        assert "received_on" not in sent(fill).errors

    def test_tells_two_of_one_name_apart(self) -> None:
        assert labels_of(PEOPLE) == ["Ada Byron", "Ben (b@example.org)", "BEN (no. 3)"]


class TestItsRows:
    def test_are_read_with_the_day_and_the_taker_of_all(self, fill: Filler) -> None:
        form = sent(
            fill,
            {"who": " ada  BYRON ", "amount": "50.00", "method": "check", "note": " No. 7 "},
            {},
            {"who": "Ben (b@example.org)", "amount": "5"},
            taken_by="Tess",
        )
        (first_row, first), (second_row, second) = form.requests(chapter_id=9)
        assert [called for called, row in form.named_rows() if row in (first_row, second_row)] == [
            "Row 1",
            "Row 3",
        ]
        assert (first.member_id, first.amount_minor, first.method, first.note) == (
            1,
            5000,
            Method.CHECK,
            "No. 7",
        )
        assert (second.member_id, second.received_on, second.taken_by) == (2, TODAY, "Tess")
        assert first.form_key != second.form_key
        assert form.wrong == []

    @pytest.mark.parametrize(
        ("row", "field", "words"),
        [
            ({"who": "Eve", "amount": "5"}, "who", "Choose a member from the list."),
            ({"who": "Ben", "amount": "5"}, "who", "Choose a member from the list."),
            (
                {"who": "Ada Byron", "amount": "x"},
                "amount",
                "Enter the amount in digits only, such as 200.00.",
            ),
            ({"who": "Ada Byron", "amount": "5", "method": "card"}, "method", "Choose how it was paid."),
            (
                {"who": "Ada Byron", "amount": "5", "note": "x" * 301},
                "note",
                "A note can have at most 300 characters; this has 301.",
            ),
        ],
    )
    def test_say_what_cannot_be_taken(
        self, fill: Filler, row: dict[str, str], field: str, words: str
    ) -> None:
        form = sent(fill, {}, row)
        assert form.requests(chapter_id=9) == []
        assert form.wrong == [(f"rows-1-{field}", f"Row 2: {words}")]

    def test_have_to_hold_something(self, fill: Filler) -> None:
        form = sent(fill)
        assert form.requests(chapter_id=9) == []
        assert form.form_errors == ["Tick who paid, or enter at least one payment."]


class TestWhoOwes:
    def test_stands_with_the_sum_to_be_ticked(self, fill: Filler) -> None:
        form = fill(GridForm)
        form.ask(PEOPLE, today=TODAY, currency="USD")
        (entry,) = form.owing
        assert (entry.index, entry.form.called, entry.form.amount.data) == (1, "Ada Byron", "200.00")
        assert not entry.form.ticked.data

    def test_has_paid_once_ticked_by_the_method_of_all_or_their_own(self, fill: Filler) -> None:
        form = owing(fill, {"1": {}, "2": {"amount": "5", "method": "cash", "note": "coins"}}, method="check")
        (first, second) = [request for _, request in form.requests(chapter_id=9)]
        assert (first.member_id, first.amount_minor, first.method) == (1, 20000, Method.CHECK)
        assert (second.member_id, second.amount_minor, second.method, second.note) == (
            2,
            500,
            Method.CASH,
            "coins",
        )

    def test_is_no_payment_unticked(self, fill: Filler) -> None:
        form = owing(fill, {"1": {"ticked": ""}})
        assert form.requests(chapter_id=9) == []

    def test_is_called_by_name_where_something_is_wrong(self, fill: Filler) -> None:
        form = owing(fill, {"1": {"amount": "1e3"}})
        assert form.requests(chapter_id=9) == []
        assert form.wrong == [
            ("owing-1-amount", "Ada Byron: Enter the amount in digits only, such as 200.00.")
        ]

    def test_is_nobody_of_another_chapter(self, fill: Filler) -> None:
        form = owing(fill, {"99": {}})
        assert form.requests(chapter_id=9) == []
        assert [place for place, _ in form.wrong] == ["owing-99-amount"]


def owing(fill: Filler, rows: dict[str, dict[str, str]], **typed: str) -> GridForm:
    """The form with these members ticked."""
    ticked = {
        f"owing-{number}-{name}": value
        for number, row in rows.items()
        for name, value in {"ticked": "y", "amount": "200.00", "method": "", "note": "", **row}.items()
        if name != "ticked" or value
    }
    return sent(fill, **{**ticked, **typed})


class TestASurplus:
    ROWS = (
        {"who": "Ada Byron", "amount": "150.00"},
        {"who": "Ada Byron", "amount": "60.00"},
        {"who": "BEN (no. 3)", "amount": "1.00"},
    )

    def test_is_asked_about_with_its_whole_sum(self, fill: Filler) -> None:
        form = sent(fill, *self.ROWS)
        assert not form.agrees(form.requests(chapter_id=9))
        assert form.surplus_minor == 1100
        assert form.keep_credit.label.text == "The amounts are right: keep $11.00 as credit"
        assert [place for place, _ in form.wrong] == ["rows-1-amount", "rows-2-amount"]

    @pytest.mark.parametrize(("agreed", "agrees"), [("1100", True), ("1000", False), ("y", False)])
    def test_is_agreed_to_by_its_sum(self, fill: Filler, agreed: str, agrees: bool) -> None:
        form = sent(fill, *self.ROWS, keep_credit=agreed)
        assert form.agrees(form.requests(chapter_id=9)) is agrees

    def test_is_none_where_nobody_pays_more_than_they_owe(self, fill: Filler) -> None:
        form = sent(fill, {"who": "Ada Byron", "amount": "200.00"})
        assert form.agrees(form.requests(chapter_id=9))
