"""Workbooks as tables."""

from __future__ import annotations

from datetime import date, datetime

from sigma_finance.domain.imports.tables import Flaw
from tests.gateways.spreadsheets.opening import by_hand, first, opened, rows
from tests.workbooks import sheets, workbook


class TestAWorkbook:
    def test_gives_numbers_words_and_dates(self) -> None:
        day = date(2025, 1, 2)
        moment = datetime(2025, 1, 2, 9)  # noqa: DTZ001  (a spreadsheet's moments have no zone)
        read = rows(workbook([["Name", "Amount", "Date"], ["Zoë", 200.5, day], [None, 7, moment]]))
        assert [list(cells) for cells in read] == [
            ["Name", "Amount", "Date"],
            ["Zoë", 200.5, day],
            ["", 7.0, moment],
        ]

    def test_numbers_rows_and_columns_as_excel_does(self) -> None:
        content = by_hand('<row r="5"><c r="C5"><v>7</v></c></row>')
        assert list(first(content).rows())[4] == (5, ["", "", 7.0])

    def test_begins_anew_each_time_it_is_read(self) -> None:
        sheet = first(workbook([["a"], ["b"]]))
        assert list(sheet.rows()) == list(sheet.rows())

    def test_knows_its_sheets_and_which_are_hidden(self) -> None:
        content = sheets({"One": [["a"]], "Two": [["b"]], "Empty": []}, hidden=["Two"])
        assert [(s.name, s.hidden, s.height) for s in opened(content).sheets] == [
            ("One", False, 1),
            ("Two", True, 1),
            ("Empty", False, 0),
        ]

    def test_tells_cells_that_were_merged_downwards(self) -> None:
        content = workbook([["a", "b"], ["c"], ["d"]], merged=["A1:A3", "B1:C1"])
        assert first(content).merged == {0: [(1, 3)]}

    def test_tells_formulas_never_calculated_from_empty_cells(self) -> None:
        content = workbook([["=1+1", "", "x"], ["", "=A1", "#N/A"]])
        assert [list(cells) for cells in rows(content)] == [
            [Flaw.UNCALCULATED, "", "x"],
            ["", Flaw.UNCALCULATED, Flaw.ERROR],
        ]

    def test_takes_what_formulas_were_calculated_to(self) -> None:
        content = by_hand(
            '<row r="1"><c r="A1"><f>1+1</f><v>2</v></c><c r="B1" t="str"><f>""</f><v></v></c>'
            '<c r="C1" t="str"><f>"a"</f><v>a</v></c></row>'
        )
        assert list(rows(content)[0]) == [2.0, "", "a"]

    def test_finds_a_flaw_where_no_other_cell_of_the_row_or_column_has_a_value(self) -> None:
        content = by_hand('<row r="2"><c r="B2"><v>1</v></c></row><row r="4"><c r="A4"><f>B2</f></c></row>')
        assert [(number, list(cells)) for number, cells in first(content).rows()][-1] == (
            4,
            [Flaw.UNCALCULATED],
        )

    def test_is_read_where_its_cells_name_no_place(self) -> None:
        content = by_hand("<row><c><v>1</v></c><c><f>A1</f></c></row><row><c><v>3</v></c></row>")
        assert [list(cells) for cells in rows(content)] == [[1.0, Flaw.UNCALCULATED], [3.0]]
