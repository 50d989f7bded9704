"""A table as it came out of a file, and what was merged downwards in it."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from sigma_finance.domain.imports.tables import Cell, Sheet, filled_down, letter

ROWS: list[Sequence[Cell]] = [("Name", "Paid"), ("Ada", 1), ("", 2), ("", ""), ("Ben", 3), ("", "x"), ("",)]


def sheet(merged: dict[int, list[tuple[int, int]]]) -> Sheet:
    return Sheet("Payments", lambda: iter(enumerate(ROWS, 1)), len(ROWS), merged=merged)


def column(place: int, merged: dict[int, list[tuple[int, int]]], places: Sequence[int] = (0,)) -> list[Cell]:
    return [cells[place] for _, cells in filled_down(sheet(merged), places) if place < len(cells)]


class TestWhatWasMerged:
    def test_stands_in_each_row_of_its_span(self) -> None:
        merged = {0: [(5, 7), (2, 4)]}
        assert column(0, merged) == ["Name", "Ada", "Ada", "Ada", "Ben", "Ben", "Ben"]

    def test_ends_with_its_span(self) -> None:
        assert column(0, {0: [(2, 3)]}) == ["Name", "Ada", "Ada", "", "Ben", "", ""]

    def test_leaves_what_stands_in_a_row_already(self) -> None:
        assert column(1, {1: [(5, 7)]}, [1]) == ["Paid", 1, 2, "", 3, "x"]

    def test_is_filled_in_the_columns_that_are_asked_for_alone(self) -> None:
        assert column(0, {0: [(2, 4)]}, [1]) == ["Name", "Ada", "", "", "Ben", "", ""]

    def test_is_empty_where_its_first_row_was_left_out(self) -> None:
        assert column(0, {0: [(0, 1)]}) == ["Name", "Ada", "", "", "Ben", "", ""]
        part = Sheet("Part", lambda: iter([(3, ["", 2])]), 1, merged={0: [(2, 4)]})
        assert [cells for _, cells in filled_down(part, [0])] == [["", 2]]


class TestASheet:
    def test_begins_anew_at_each_call(self) -> None:
        one = sheet({})
        assert list(one.rows()) == list(one.rows()) == list(enumerate(ROWS, 1))


class TestAColumn:
    @pytest.mark.parametrize(
        ("place", "name"),
        [(0, "A"), (25, "Z"), (26, "AA"), (51, "AZ"), (52, "BA"), (701, "ZZ"), (702, "AAA")],
    )
    def test_is_called_as_spreadsheets_call_it(self, place: int, name: str) -> None:
        assert letter(place) == name

    def test_is_filled_beside_one_that_is_not_merged_there(self) -> None:
        filled = filled_down(sheet({0: [(5, 7)], 1: [(2, 4)]}), [0, 1])
        assert [list(cells) for _, cells in filled][1:5] == [["Ada", 1], ["", 2], ["", 1], ["Ben", 3]]
