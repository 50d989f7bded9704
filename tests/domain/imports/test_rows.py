"""The rows of a table of payments."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from sigma_finance.domain.imports.columns import Column
from sigma_finance.domain.imports.headings import find_table
from sigma_finance.domain.imports.rows import LONGEST_NOTE, PaymentSheetRow, entries, held_rows, name_in
from sigma_finance.domain.imports.tables import Cell, Flaw, Sheet
from sigma_finance.domain.payments.payments import Method

HEADS = ("First Name", "Last Name", "Email", "Amount", "Method", "Notes")


def read(*rows: Sequence[Cell], heads: Sequence[str] = HEADS) -> list[PaymentSheetRow]:
    table = [heads, *rows]
    sheet = Sheet("Payments", lambda: iter(enumerate(table, 1)), len(table))
    return list(entries(find_table([sheet])))


class TestARow:
    def test_says_whom_it_names_and_how_was_paid(self) -> None:
        (row,) = read(("Ada", "Byron", "ada@example.org", 5, "check", "thanks"))
        assert (row.row, row.name, row.email) == (2, "Ada Byron", "ada@example.org")
        assert (row.method, row.unknown_method, row.note) == (Method.CHECK, "", "thanks")

    def test_that_holds_nothing_is_passed_over(self) -> None:
        assert [row.row for row in read((), ("", " ", "\t"), ("Ada",), ("", "", "", Flaw.ERROR))] == [4, 5]

    def test_with_a_flaw_in_its_name_names_nobody(self) -> None:
        (row,) = read((Flaw.UNCALCULATED, "Byron", "ada@example.org"))
        assert (row.flaw, row.name) == (Flaw.UNCALCULATED, "")

    def test_that_says_the_headings_again_is_told(self) -> None:
        once_more, person = read(HEADS, ("Ada", "Byron"))
        assert once_more.is_heading
        assert not person.is_heading


class TestANote:
    def test_keeps_a_method_that_we_have_no_word_for(self) -> None:
        (row,) = read(("Ada", "", "", 5, "Venmo", ""))
        assert (row.method, row.unknown_method, row.note) == (None, "Venmo", "Paid by Venmo.")

    @pytest.mark.parametrize(
        ("length", "kept"), [(LONGEST_NOTE, LONGEST_NOTE), (LONGEST_NOTE + 1, LONGEST_NOTE)]
    )
    def test_is_cut_to_its_length(self, length: int, kept: int) -> None:
        (row,) = read(("Ada", "", "", 5, "", "x" * length))
        assert len(row.note) == kept
        assert row.note.endswith("…") is (length > LONGEST_NOTE)


class TestAName:
    @pytest.mark.parametrize(
        ("cells", "name"),
        [
            ({Column.NAME: "Ada Byron", Column.FIRST: "A"}, "Ada Byron"),
            ({Column.FIRST: "Ada", Column.LAST: "Byron"}, "Ada Byron"),
            ({Column.LAST: "Byron"}, "Byron"),
            ({}, ""),
        ],
    )
    def test_stands_in_one_cell_or_in_two(self, cells: dict[Column, Cell], name: str) -> None:
        assert name_in(cells) == name


class TestAnAmount:
    def test_that_spans_two_rows_was_paid_once(self) -> None:
        table: list[Sequence[Cell]] = [("Name", "Amount"), ("Ada", 5), ("", "")]
        merged = {0: [(2, 3)], 1: [(2, 3)]}
        sheet = Sheet("Payments", lambda: iter(enumerate(table, 1)), 3, merged=merged)
        rows = list(held_rows(find_table([sheet]), once=[Column.AMOUNT]))
        assert rows == [
            (2, {Column.NAME: "Ada", Column.AMOUNT: 5}),
            (3, {Column.NAME: "Ada", Column.AMOUNT: ""}),
        ]
