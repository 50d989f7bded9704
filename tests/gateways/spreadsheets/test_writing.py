"""Reports as workbooks in which nothing is a formula."""

from __future__ import annotations

import io

import pytest
from openpyxl import load_workbook

from sigma_finance.gateways.spreadsheets.writing import ReportWorkbook
from tests.workbooks import cells


def written(*rows: tuple[str, ...]) -> bytes:
    report = ReportWorkbook("Rows", ("Name", "Why"), (10, 40))
    for row in rows:
        report.add(row)
    report.add_sheet("Summary", [("Imported", "3")])
    target = io.BytesIO()
    report.save(target)
    return target.getvalue()


class TestAReport:
    def test_holds_its_rows_below_their_heads_and_a_summary(self) -> None:
        content = written(("Zoë", "Found."), ("Al", ""))
        assert cells(content) == [["Name", "Why"], ["Zoë", "Found."], ["Al", None]]
        assert cells(content, "Summary") == [["Imported", "3"]]

    @pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "=HYPERLINK(1)", "00123", "1e5", "#N/A"])
    def test_holds_text_alone(self, text: str) -> None:
        content = written((text, "x"))
        cell = load_workbook(io.BytesIO(content)).worksheets[0]["A2"]
        assert (cell.value, cell.data_type) == (text, "s")

    def test_can_be_given_up(self) -> None:
        report = ReportWorkbook("Rows", ("Name",), (10,))
        report.add(("Al",))
        report.close()

    def test_leaves_out_what_no_workbook_can_hold(self) -> None:
        assert cells(written(("a\x00\x0b\x1fb\ud800\ufffe", "x")))[1][0] == "a b"
