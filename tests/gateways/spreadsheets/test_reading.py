"""Files as people bring them: workbooks and CSV, and what only looks like one."""

from __future__ import annotations

import csv
import io
import time
import zipfile
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path

import pytest

from sigma_finance.domain.imports.tables import Cell, Flaw, Sheet, Table
from sigma_finance.gateways import apart
from sigma_finance.gateways.spreadsheets import refusals, scan
from sigma_finance.gateways.spreadsheets import workbook as workbooks
from sigma_finance.gateways.spreadsheets.reading import open_table
from sigma_finance.gateways.spreadsheets.refusals import Unreadable
from tests.workbooks import replaced, sheets, with_part, workbook

SHEET = "xl/worksheets/sheet1.xml"


def opened(content: bytes, name: str = "payments.xlsx") -> Table:
    return open_table(content, name=name)


def first(content: bytes) -> Sheet:
    return opened(content).sheets[0]


def rows(content: bytes) -> list[Sequence[Cell]]:
    return [cells for _, cells in first(content).rows()]


def refusal(content: bytes, name: str = "payments.xlsx") -> str:
    with pytest.raises(Unreadable) as refused:
        opened(content, name)
    assert refused.value.field == "file"
    assert refused.value.message.count(".") >= 1
    return refused.value.message


def by_hand(cells: str, *, more: dict[str, str] | None = None) -> bytes:
    """A workbook whose sheet holds these rows of XML, and other parts by name."""
    content = workbook([["x"]])
    written = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as before, zipfile.ZipFile(written, "w", 8) as after:
        for name in before.namelist():
            data = before.read(name)
            if name == SHEET:
                data = (
                    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
                    f"<sheetData>{cells}</sheetData></worksheet>"
                ).encode()
            after.writestr(name, data)
        for name, text in (more or {}).items():
            after.writestr(name, text)
    return written.getvalue()


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

    def test_is_not_slowed_by_empty_rows(self) -> None:
        styled = "".join(
            f'<row r="{n}"><c r="A{n}" s="0"/><c r="B{n}" s="0"/></row>' for n in range(2, 100_001)
        )
        content = by_hand(f'<row r="1"><c r="A1"><v>1</v></c></row>{styled}')
        assert first(content).height == 1

    def test_does_not_need_its_name_to_say_what_it_is(self) -> None:
        assert opened(workbook([["a"]]), "payments.csv").sheets


class TestAFileThatIsNoWorkbook:
    @pytest.mark.parametrize(
        ("content", "sentence"),
        [
            (b"", refusals.EMPTY),
            (b"<!doctype html><html><table><tr><td>Name</td></tr></table></html>", refusals.A_WEB_PAGE),
            (b"\xef\xbb\xbf <html>", refusals.A_WEB_PAGE),
            (b"%PDF-1.7\x00\x01\x02", refusals.NOT_A_TABLE),
            (b"\x89PNG\r\n\x1a\n\x00", refusals.NOT_A_TABLE),
            (b"PK\x03\x04 and nothing more", refusals.DAMAGED),
            (bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 600, refusals.OLD_FORMAT),
            (
                bytes.fromhex("d0cf11e0a1b11ae1") + "EncryptedPackage".encode("utf-16-le"),
                refusals.ENCRYPTED,
            ),
        ],
    )
    def test_gets_one_sentence(self, content: bytes, sentence: str) -> None:
        assert refusal(content) == sentence

    def test_is_a_document_of_another_kind(self) -> None:
        other = io.BytesIO()
        with zipfile.ZipFile(other, "w") as archive:
            archive.writestr("word/document.xml", "<document/>")
        assert refusal(other.getvalue()) == refusals.OTHER_FORMAT

    def test_is_a_binary_workbook(self) -> None:
        assert refusal(with_part(workbook([["a"]]), "xl/workbook.bin", b"\0")) == refusals.OTHER_FORMAT

    def test_is_too_large(self) -> None:
        assert refusal(b"a" * (refusals.LARGEST_FILE + 1)) == refusals.TOO_LARGE

    @pytest.mark.parametrize("keep", [30, 400, 2000, -30])
    def test_is_one_of_which_a_piece_is_missing(self, keep: int) -> None:
        assert refusal(workbook([["a"]])[:keep]) == refusals.DAMAGED

    @pytest.mark.parametrize(
        "part",
        ["xl/workbook.xml", SHEET, "xl/styles.xml", "xl/_rels/workbook.xml.rels", "[Content_Types].xml"],
    )
    def test_has_a_part_that_is_no_xml(self, part: str) -> None:
        assert refusal(replaced(workbook([["a"]]), part, ("<", "<<"))) == refusals.DAMAGED

    def test_declares_entities_that_grow(self) -> None:
        bomb = '<!DOCTYPE sst [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><sst><si><t>&b;</t></si></sst>'
        assert refusal(by_hand("", more={"xl/sharedStrings.xml": bomb})) == refusals.DAMAGED


class TestAWorkbookMadeToHarm:
    def test_unpacks_to_gigabytes(self) -> None:
        content = with_part(workbook([["a"]]), "xl/media.xml", b" " * (refusals.LARGEST_UNPACKED + 1))
        assert len(content) < 100_000
        assert refusal(content) == refusals.BOMB

    def test_states_smaller_sizes_than_it_has(self) -> None:
        content = with_part(workbook([["a"]]), "xl/more.xml", b"<a>" + b" " * 1_000_000 + b"</a>")
        directory = content.rindex(b"PK\x01\x02")
        lying = content[: directory + 24] + (10).to_bytes(4, "little") + content[directory + 28 :]
        assert refusal(lying) == refusals.DAMAGED

    def test_has_two_parts_of_one_name(self) -> None:
        with pytest.warns(UserWarning, match="Duplicate name"):
            content = with_part(workbook([["a"]]), SHEET, b"<worksheet/>")
        assert refusal(content) == refusals.DAMAGED

    @pytest.mark.parametrize("place", ["XFD1048576", "B1048577", "ZZZ1", "A99999999", "CV100000"])
    def test_has_cells_far_apart(self, place: str) -> None:
        number = "".join(c for c in place if c.isdigit())
        far = f'<row r="{number}"><c r="{place}"><v>2</v></c></row>'
        assert refusal(by_hand(f'<row r="1"><c r="A1"><v>1</v></c></row>{far}')) == refusals.SPREAD_OUT

    @pytest.mark.parametrize("place", ["A0x", "1A", "A-5", "AAAA1", "A1234567890"])
    def test_has_cells_nowhere(self, place: str) -> None:
        assert refusal(by_hand(f'<row r="1"><c r="{place}"><v>2</v></c></row>')) == refusals.DAMAGED

    def test_says_one_long_text_in_many_cells(self) -> None:
        strings = f"<sst><si><t>{'x' * 1_000_000}</t></si></sst>"
        cells = "".join(f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c></row>' for n in range(1, 100))
        assert refusal(by_hand(cells, more={"xl/sharedStrings.xml": strings})) == refusals.BOMB

    def test_names_a_text_that_is_not_there(self) -> None:
        cells = '<row r="1"><c r="A1" t="s"><v>5</v></c></row>'
        assert refusal(by_hand(cells, more={"xl/sharedStrings.xml": "<sst/>"})) == refusals.DAMAGED

    @pytest.mark.parametrize("piece", ['<mergeCell ref="A1:A2"/>', '<c r="A1"><f>1</f></c>'])
    def test_has_more_of_something_than_anybody_writes(
        self, monkeypatch: pytest.MonkeyPatch, piece: str
    ) -> None:
        monkeypatch.setattr(scan, "MOST_MARKS", 3)
        many = "".join(piece.replace("A1", f"A{n}") for n in range(1, 6))
        with pytest.raises(Unreadable, match="spread over too many rows"):
            workbooks.read(by_hand(f'<row r="1">{many}</row>'))

    def test_has_millions_of_empty_cells(self) -> None:
        content = by_hand(f"<row>{'<c/>' * 4_000_000}</row>")
        assert len(content) < 61_000
        begun = time.process_time()
        assert refusal(content) == refusals.SPREAD_OUT
        assert time.process_time() - begun < 2

    def test_needs_more_time_than_it_is_given(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(apart, "DEADLINE_S", 0.01)
        assert refusal(workbook([["a"]])) == refusals.TOO_MUCH


class TestACsvFile:
    HEADS = ("Name", "Amount", "Notes")

    def read(self, content: bytes) -> list[list[Cell]]:
        return [list(cells) for _, cells in opened(content, "dues.csv").sheets[0].rows()]

    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
    @pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
    def test_is_read_in_any_encoding_and_with_any_separator(self, encoding: str, separator: str) -> None:
        written = io.StringIO(newline="")
        table = [self.HEADS, ("Zoë, or so", "$1,200.00", "a\nb"), ("Al", "5", "")]
        csv.writer(written, delimiter=separator).writerows(table)
        assert self.read(written.getvalue().encode(encoding)) == [list(row) for row in table]

    def test_is_called_by_its_name(self) -> None:
        assert opened(b"Name,Amount\n", "dues 2024.csv").sheets[0].name == "dues 2024"

    def test_may_have_one_column_and_ragged_rows(self) -> None:
        assert self.read(b"Name\n\nAl,5\n") == [["Name"], [], ["Al", "5"]]

    def test_is_refused_where_a_cell_is_endless(self) -> None:
        assert refusal(b'Name,Amount\n"' + b"x" * 200_000, "dues.csv") == refusals.NOT_A_TABLE

    def test_has_a_hash_of_its_bytes(self, tmp_path: Path) -> None:
        assert opened(b"a").sha256 == opened(b"a").sha256 != opened(b"b").sha256
