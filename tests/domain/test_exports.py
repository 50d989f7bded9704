"""A table that leaves the app as a file."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from sigma_finance.domain.exports import ExportTable, Value, csv_cells, sheet_cell


class TestARow:
    def test_is_text_in_which_nothing_begins_a_formula(self) -> None:
        row: list[Value] = ["=1", Decimal("-1.50"), date(2026, 11, 30), True, False, None]
        assert csv_cells(row) == ["'=1", "-1.50", "2026-11-30", "yes", "no", ""]

    def test_keeps_numbers_and_days_in_a_workbook(self) -> None:
        assert [sheet_cell(value) for value in ("a", Decimal(1), None, True)] == ["a", Decimal(1), "", "yes"]


class TestATable:
    def test_has_columns_with_their_widths(self) -> None:
        table = ExportTable("members", (("member", 28), ("owes", 12)), (), 0)
        assert (table.heads, table.widths) == (["member", "owes"], [28, 12])
