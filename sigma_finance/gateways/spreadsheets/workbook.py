"""Workbooks (.xlsx) as tables."""

from __future__ import annotations

import io
import posixpath
import zipfile
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING
from xml.parsers import expat

from sigma_finance.domain.imports.tables import Cell, Flaw, Row, Sheet, SignedNumber
from sigma_finance.gateways.spreadsheets.archive import Workbook
from sigma_finance.gateways.spreadsheets.refusals import DAMAGED, ENCRYPTED, refuse
from sigma_finance.gateways.spreadsheets.scan import Marks

if TYPE_CHECKING:
    from python_calamine import CalamineSheet


def read(content: bytes) -> list[Sheet]:
    """The sheets of a workbook, hidden ones marked; raises Unreadable."""
    import python_calamine as calamine

    workbook = Workbook(content)
    parts = _parts_of_sheets(workbook)
    try:
        opened = calamine.load_workbook(io.BytesIO(workbook.packed))
        return [
            _sheet(
                opened.get_sheet_by_name(about.name),
                workbook.marks.get(parts.get(about.name, ""), Marks()),
                hidden=about.visible is not calamine.SheetVisibleEnum.Visible,
            )
            for about in opened.sheets_metadata
            if about.typ is calamine.SheetTypeEnum.WorkSheet
        ]
    except calamine.PasswordError:
        refuse(ENCRYPTED)
    except calamine.CalamineError:
        refuse(DAMAGED)
    except BaseException as error:
        # What its Rust part cannot stand comes out as this, past every Exception.
        if type(error).__name__ != "PanicException":
            raise
        refuse(DAMAGED)


def _sheet(sheet: CalamineSheet, marks: Marks, *, hidden: bool) -> Sheet:
    flaws: dict[int, list[tuple[int, Flaw]]] = defaultdict(list)
    for (row, column), flaw in marks.flaws.items():
        flaws[row].append((column, flaw))
    signs: dict[int, list[tuple[int, tuple[str, ...]]]] = defaultdict(list)
    for (row, column), shown in marks.signs.items():
        signs[row].append((column, shown))
    before = sheet.start[1] if sheet.start else 0
    last = max([sheet.end[0] if sheet.end else -1, *flaws])

    def rows() -> Iterator[Row]:
        for number, cells in _rows(sheet, before, flaws, last):
            yield number, _with_signs(cells, signs.get(number - 1, ()))

    return Sheet(
        name=sheet.name,
        rows=rows,
        height=last + 1,
        hidden=hidden,
        merged=_merged(sheet),
        across=_across(sheet),
        hidden_rows=frozenset(row + 1 for row in marks.hidden_rows | marks.struck_rows),
        hidden_columns=frozenset(marks.hidden_columns),
    )


def _rows(
    sheet: CalamineSheet, before: int, flaws: Mapping[int, Sequence[tuple[int, Flaw]]], last: int
) -> Iterator[Row]:
    """Rows and columns from the sheet's first ones on, with a flaw where a value seems to be missing."""
    found = sheet.iter_rows()
    for row in range(last + 1):
        cells: list[Cell] = [*("",) * before, *next(found, ())]
        for column, flaw in flaws.get(row, ()):
            cells.extend("" for _ in range(column + 1 - len(cells)))
            cells[column] = flaw
        yield row + 1, cells


def _with_signs(cells: Sequence[Cell], signs: Sequence[tuple[int, tuple[str, ...]]]) -> Sequence[Cell]:
    """A row whose numbers carry the signs that the spreadsheet shows beside them."""
    if not signs:
        return cells
    shown = list(cells)
    for column, beside in signs:
        cell = shown[column] if column < len(shown) else ""
        if isinstance(cell, (int, float)) and not isinstance(cell, bool):
            shown[column] = SignedNumber(cell, beside)
    return shown


def _merged(sheet: CalamineSheet) -> dict[int, list[tuple[int, int]]]:
    """By column, the rows (as Excel numbers them) of cells that were merged downwards."""
    merged: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for (top, left), (bottom, _) in sheet.merged_cell_ranges or ():
        if bottom > top:
            merged[left].append((top + 1, bottom + 1))
    return dict(merged)


def _across(sheet: CalamineSheet) -> dict[int, list[tuple[int, int]]]:
    """By row (as Excel numbers it), the columns of cells that were merged sideways."""
    across: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for (top, left), (_, right) in sheet.merged_cell_ranges or ():
        if right > left:
            across[top + 1].append((left, right))
    return dict(across)


def _parts_of_sheets(workbook: Workbook) -> dict[str, str]:
    """The part of the archive that holds each sheet, by the sheet's name."""
    with zipfile.ZipFile(io.BytesIO(workbook.packed)) as archive:
        names = set(archive.namelist())
        links = "xl/_rels/workbook.xml.rels"
        targets = {
            element.get("Id", ""): posixpath.normpath(posixpath.join("/xl", element.get("Target", "")))[1:]
            for element in _elements(archive.read(links) if links in names else b"", "Relationship")
        }
        sheets = _elements(archive.read("xl/workbook.xml"), "sheet")
    return {
        sheet.get("name", ""): targets.get(next((v for k, v in sheet.items() if k.endswith(":id")), ""), "")
        for sheet in sheets
    }


def _elements(data: bytes, local: str) -> list[dict[str, str]]:
    """The attributes of every element of this name, in a part that has been parsed before."""
    found: list[dict[str, str]] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        if name.rpartition(":")[2] == local:
            found.append(attributes)

    if data:
        parser = expat.ParserCreate()
        parser.StartElementHandler = start
        parser.Parse(data, True)
    return found
