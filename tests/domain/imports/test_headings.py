"""Where a table begins, and which column holds what."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from sigma_finance.domain.errors import Invalid
from sigma_finance.domain.imports.columns import Column
from sigma_finance.domain.imports.headings import find_layout, find_table
from sigma_finance.domain.imports.tables import Cell, Sheet

HEADS = ("Name", "Amount")


def sheet(*rows: Sequence[Cell], name: str = "Payments", hidden: bool = False) -> Sheet:
    return Sheet(name, lambda: iter(enumerate(rows, 1)), len(rows), hidden)


def columns(*heads: Cell) -> dict[Column, int]:
    layout = find_layout(sheet(heads).rows())
    assert layout is not None
    return dict(layout.columns)


class TestHeadings:
    @pytest.mark.parametrize(
        "heads",
        [
            ("Name", "Email", "Amount", "Date", "Method", "Notes"),
            ("NAME", "E-MAIL", "AMOUNT", "DATE", "METHOD", "NOTES"),
            (" name ", "email_address", "amount  paid", "payment date", "Payment-Method", "note"),
            ("Full Name", "e-mail address", "Amount ($)", "Date paid", "How paid", "Comments"),
            ("Member", "Mail", "Payment Amount", "Paid on", "Type", "Memo"),
        ],
    )
    def test_are_found_in_any_case_spacing_and_wording(self, heads: Sequence[str]) -> None:
        wanted = (Column.NAME, Column.EMAIL, Column.AMOUNT, Column.DATE, Column.METHOD, Column.NOTES)
        assert columns(*heads) == {column: place for place, column in enumerate(wanted)}

    def test_are_found_in_any_order_among_columns_that_mean_nothing(self) -> None:
        found = columns("Nickname", "Amount", "", "Chapter", "Last name", "First name", 7)
        assert found == {Column.AMOUNT: 1, Column.LAST: 4, Column.FIRST: 5}

    def test_are_found_for_a_sum_paid_in_parts(self) -> None:
        found = columns("First Name", "Last Name", "Email", "Total Paid", "Q1 Amount", "Q2 Amount")
        assert list(found) == [
            Column.FIRST,
            Column.LAST,
            Column.EMAIL,
            Column.TOTAL,
            Column.Q1,
            Column.Q2,
        ]

    def test_are_found_below_titles_and_empty_rows(self) -> None:
        rows: list[Sequence[Cell]] = [
            ("Dues 2024-25",),
            (),
            ("Name of the treasurer: Al",),
            *[()] * 30,
            HEADS,
        ]
        layout = find_layout(sheet(*rows).rows())
        assert layout is not None
        assert layout.heading_row == 34

    @pytest.mark.parametrize("heads", [("Name", "Nickname"), ("Amount", "Date"), (), ("Name and amount",)])
    def test_have_to_name_people_and_money(self, heads: Sequence[str]) -> None:
        assert find_layout(sheet(heads).rows()) is None

    def test_are_refused_where_two_columns_could_hold_the_amount(self) -> None:
        with pytest.raises(Invalid, match="“Amount”: B and AB"):
            columns("Name", "Amount", *[""] * 25, "Amount paid")

    def test_that_say_little_give_way_to_one_that_says_it_outright(self) -> None:
        assert columns("Name", "Paid", "Amount", "Dues")[Column.AMOUNT] == 2
        assert columns("Name", "Paid")[Column.AMOUNT] == 1


class TestTheSheet:
    def test_is_the_one_that_holds_payments_wherever_it_stands(self) -> None:
        found = find_table([sheet(("About this file",), name="Read me"), sheet(HEADS, name="2024")])
        assert found.sheet.name == "2024"

    def test_is_a_visible_one_where_another_is_hidden(self) -> None:
        found = find_table([sheet(HEADS, name="old", hidden=True), sheet(HEADS, name="new")])
        assert found.sheet.name == "new"

    def test_is_asked_for_where_several_could_be_meant(self) -> None:
        both = [sheet(HEADS, name="Fall"), sheet(HEADS, name="Spring")]
        with pytest.raises(Invalid, match="“Fall”, “Spring”") as refusal:
            find_table(both)
        assert refusal.value.field == "sheet"
        assert find_table(both, wanted=" spring ").sheet.name == "Spring"

    def test_is_not_taken_from_a_hidden_one_unless_it_is_named(self) -> None:
        hidden = [sheet(HEADS, name="Secret", hidden=True), sheet((), name="Shown")]
        with pytest.raises(Invalid, match="hidden sheet “Secret”"):
            find_table(hidden)
        assert find_table(hidden, wanted="Secret").sheet.hidden

    @pytest.mark.parametrize("wanted", [None, "Notes", "Nothing"])
    def test_is_refused_where_there_is_none(self, wanted: str | None) -> None:
        with pytest.raises(Invalid):
            find_table([sheet(("just", "words"), name="Notes")], wanted=wanted)

    def test_is_not_looked_for_below_a_hundred_rows(self) -> None:
        rows: list[Sequence[Cell]] = [(f"Title {number}",) for number in range(100)]
        assert find_layout(sheet(*rows[:99], HEADS).rows()) is not None
        assert find_layout(sheet(*rows, HEADS).rows()) is None
