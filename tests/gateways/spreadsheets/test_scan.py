"""A look at a workbook's XML before a library reads it."""

from __future__ import annotations

import pytest

from sigma_finance.domain.imports.tables import Flaw
from sigma_finance.gateways.spreadsheets import refusals, scan
from sigma_finance.gateways.spreadsheets import workbook as workbooks
from sigma_finance.gateways.spreadsheets.refusals import Unreadable
from sigma_finance.gateways.spreadsheets.scan import ArchivePart
from tests.gateways.spreadsheets.opening import by_hand, first, refusal


class TestAPart:
    @pytest.mark.parametrize(
        ("data", "kind"),
        [
            (b"<worksheet/>", ArchivePart.SHEET),
            (b"<x:sst xmlns:x='a'/>", ArchivePart.STRINGS),
            (b"<?xml version='1.0'?><!-- a --><styleSheet/>", ArchivePart.STYLES),
            (b"<wsDr/>", ArchivePart.OTHER),
            (b"<other><worksheet/></other>", ArchivePart.OTHER),
        ],
    )
    def test_is_told_by_its_outermost_element(self, data: bytes, kind: ArchivePart) -> None:
        assert scan.kind_of(data) is kind

    @pytest.mark.parametrize("data", [b"", b"text", b"<<a>", b"<!DOCTYPE sst><sst/>"])
    def test_that_is_no_plain_xml_is_refused(self, data: bytes) -> None:
        with pytest.raises(Unreadable) as refused:
            scan.kind_of(data)
        assert refused.value.message == refusals.DAMAGED

    def test_declares_entities_that_grow(self) -> None:
        bomb = '<!DOCTYPE sst [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><sst><si><t>&b;</t></si></sst>'
        assert refusal(by_hand("", more={"xl/sharedStrings.xml": bomb})) == refusals.DAMAGED


class TestTheStrings:
    def test_are_measured_with_all_their_pieces(self) -> None:
        data = "<sst><si><t>Zoë</t></si><si><r><t>ab</t></r><r><t>cd</t></r></si><si/></sst>"
        assert scan.scan_strings(data.encode()) == [3, 4, 0]


def marks(cells: str) -> scan.Marks:
    return scan.scan_sheet(f"<worksheet><sheetData>{cells}</sheetData></worksheet>".encode(), [])


class TestASheet:
    def test_tells_formulas_without_a_value_and_errors(self) -> None:
        found = marks(
            '<row r="2"><c r="B2"><f>A1</f></c><c r="C2" t="e"><v>#N/A</v></c><c r="D2"><v>1</v></c></row>'
        )
        assert found.flaws == {(1, 1): Flaw.UNCALCULATED, (1, 2): Flaw.ERROR}

    def test_tells_rows_that_do_not_show(self) -> None:
        found = marks('<row r="1"/><row r="3" hidden="1"/><row r="5" hidden="true"/><row r="6" hidden="0"/>')
        assert found.hidden_rows == {2, 4}

    def test_is_not_slowed_by_empty_rows(self) -> None:
        styled = "".join(
            f'<row r="{n}"><c r="A{n}" s="0"/><c r="B{n}" s="0"/></row>' for n in range(2, 100_001)
        )
        content = by_hand(f'<row r="1"><c r="A1"><v>1</v></c></row>{styled}')
        assert first(content).height == 1


class TestASheetMadeToHarm:
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
