"""The rows of a table."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from sigma_finance.domain.imports.columns import PAYMENTS, Column
from sigma_finance.domain.imports.rows import SheetRow, rows_of
from sigma_finance.domain.imports.tables import Cell, Flaw
from tests.domain.imports.reading import read

HEADS = ("First Name", "Last Name", "Email", "Amount", "Method", "Notes")


def rows(*table: Sequence[Cell], heads: Sequence[str] = HEADS, **more: Any) -> list[SheetRow]:
    return list(rows_of(read(heads, *table, **more), PAYMENTS))


class TestARow:
    def test_says_whom_it_names_and_what_stands_in_its_columns(self) -> None:
        (row,) = rows(("Ada", "Byron", "ada@example.org", 5, "check", "thanks"))
        assert (row.row, row.name, row.email, row.filled) == (2, "Ada Byron", "ada@example.org", 6)
        assert (row.cell(Column.AMOUNT), row.text(Column.METHOD), row.text(Column.DATE)) == (5, "check", "")

    def test_that_holds_nothing_is_passed_over_and_no_other(self) -> None:
        table: list[Sequence[Cell]] = [
            (),
            ("", " ", "\t"),
            ("Ada",),
            ("", "", "", Flaw.ERROR),
            ("", "", "", "", "", "", "!"),
        ]
        assert [row.row for row in rows(*table)] == [4, 5, 6]

    def test_with_a_flaw_in_its_name_names_nobody(self) -> None:
        (row,) = rows((Flaw.UNCALCULATED, "Byron", "ada@example.org"))
        assert (row.flaw, row.name) == (Flaw.UNCALCULATED, "")

    def test_that_says_the_headings_again_is_told(self) -> None:
        once_more, person = rows(HEADS, ("Ada", "Byron"))
        assert once_more.is_heading
        assert not person.is_heading
        assert not person.beyond

    def test_below_other_headings_or_above_the_first_is_told(self) -> None:
        above, _, below = rows(HEADS, ("Email", "Amount"), ("ada@example.org", 5), heads=("Ada", "5"))
        assert above.beyond == "This row stands above the headings."
        assert below.beyond.startswith("Row 3 begins another table")

    def test_that_is_hidden_or_stretched_is_told(self) -> None:
        (row,) = rows(("Ada",), hidden_rows=frozenset({2}), across={2: [(0, 2)]})
        assert (row.hidden, row.spanned) == (True, True)

    def test_with_a_quote_that_stands_wrong_is_told(self) -> None:
        (row,) = rows(("Ada", "", "", "", "", "", Flaw.QUOTE))
        assert row.quoted_wrong


class TestAName:
    @pytest.mark.parametrize(
        ("heads", "cells", "name"),
        [
            (("Name", "First", "Amount"), ("Ada Byron", "A", 1), "Ada Byron"),
            (("First", "Last", "Amount"), ("Ada", "Byron", 1), "Ada Byron"),
            (("First", "Last", "Amount"), ("", "Byron", 1), "Byron"),
            (("Name", "", "Amount"), ("Ada", "Byron", 1), "Ada Byron"),
        ],
    )
    def test_stands_in_one_cell_or_in_two(
        self, heads: Sequence[str], cells: Sequence[Cell], name: str
    ) -> None:
        (row,) = rows(cells, heads=heads)
        assert row.name == name


class TestAnAmount:
    def test_that_spans_two_rows_was_paid_once(self) -> None:
        found = rows(("Ada", 5), ("", ""), heads=("Name", "Amount"), merged={0: [(2, 3)], 1: [(2, 3)]})
        assert [(row.name, row.cell(Column.AMOUNT)) for row in found] == [("Ada", 5), ("Ada", "")]


class TestWhatARowHolds:
    def test_is_asked_for_part_by_part(self) -> None:
        (row,) = rows(("Ada", 5, "cash", 6, "zelle"), heads=("Name", "Q1", "Q1 Method", "Q2", "Q2 Method"))
        assert [row.cell(Column.PART, part) for part in "12"] == [5, 6]
        assert [row.text(Column.METHOD, part) for part in "12"] == ["cash", "zelle"]
        assert row.cell(Column.METHOD) == ""

    @pytest.mark.parametrize(
        ("cells", "filled"),
        [
            (("Ada",), 1),
            (("Ada", "", " ", "\t"), 1),
            (("Ada", Flaw.ERROR, 0), 3),
            (("Ada", "", "", "", "", "", "!"), 2),
        ],
    )
    def test_is_counted_where_it_is_something(self, cells: Sequence[Cell], filled: int) -> None:
        (row,) = rows(cells)
        assert (row.filled, row.quoted_wrong, row.is_heading, row.beyond) == (filled, False, False, "")

    def test_is_no_address_where_the_table_has_no_column_for_it(self) -> None:
        (row,) = rows(("Ada Byron", 5), heads=("Name", "Amount"))
        assert (row.name, row.email) == ("Ada Byron", "")

    @pytest.mark.parametrize(
        ("heads", "name"),
        [(("First", "Amount"), "Ada"), (("Last", "Amount"), "Ada"), (("Email", "Amount"), "")],
    )
    def test_is_half_a_name_where_the_table_has_no_more(self, heads: Sequence[str], name: str) -> None:
        (row,) = rows(("Ada", 5), heads=heads)
        assert row.name == name

    def test_is_not_stretched_by_a_cell_that_is_merged_with_none(self) -> None:
        (row,) = rows(("Ada",), across={2: [(0, 0)]})
        assert not row.spanned

    def test_is_told_by_its_number_above_the_headings(self) -> None:
        above, *_ = rows(("Ada", 5), (), HEADS, ("Ben", "Cole"), heads=("Dues", "2025"))
        assert (above.row, above.beyond) == (1, "This row stands above the headings.")

    def test_below_the_same_headings_again_is_as_good_as_any(self) -> None:
        heads = ("Name", "Amount")
        table: list[Sequence[Cell]] = [
            ("Ada", 5),
            ("Name", "Amount", "Notes"),
            ("Ben", 6),
            ("Amount", "Name"),
            ("Cy", 7),
        ]
        found = rows(*table, heads=heads)
        assert [row.is_heading for row in found] == [False, True, False, True, False]
        assert [bool(row.beyond) for row in found] == [False, False, False, False, True]

    def test_is_a_name_over_five_cells_at_most(self) -> None:
        heads = ("Name", "", "", "", "", "", "Amount")
        spans = {1: [(0, 5)]}
        (row,) = rows(("a", "b", "c", "d", "e", "f", 5), heads=heads, across=spans)
        assert row.name == "a b c d e"
