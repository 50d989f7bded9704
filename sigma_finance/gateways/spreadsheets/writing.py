"""Tables written as workbooks: every cell is text, so that none can become a formula."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import IO

from sigma_finance.domain.imports.words import as_text


class Report:
    """A workbook that is written row by row, without being kept in memory."""

    def __init__(self, title: str, heads: Sequence[str], widths: Sequence[int]) -> None:
        from openpyxl import Workbook
        from openpyxl.styles import Font
        from openpyxl.utils import get_column_letter

        self._saved = False
        self._workbook = Workbook(write_only=True)
        self._sheet = self._workbook.create_sheet(title)
        self._sheet.freeze_panes = "A2"
        for number, width in enumerate(widths, 1):
            self._sheet.column_dimensions[get_column_letter(number)].width = width
        self._bold = Font(bold=True)
        self._write(heads, bold=True)

    def add(self, cells: Sequence[str]) -> None:
        """Write a row."""
        self._write(cells)

    def add_sheet(self, title: str, rows: Iterable[Sequence[str]]) -> None:
        """Begin another sheet with these rows; what is added from now on stands there."""
        self._sheet = self._workbook.create_sheet(title)
        for cells in rows:
            self._write(cells)

    def save(self, target: IO[bytes]) -> None:
        """Write the workbook to an open file."""
        self._saved = True
        self._workbook.save(target)

    def close(self) -> None:
        """Let go of a workbook that was not written."""
        if not self._saved:
            for sheet in self._workbook.worksheets:
                sheet.close()

    def _write(self, cells: Sequence[str], *, bold: bool = False) -> None:
        from openpyxl.cell import WriteOnlyCell

        written = []
        for text in cells:
            cell = WriteOnlyCell(self._sheet, as_text(text))
            cell.data_type = "s"
            if bold:
                cell.font = self._bold
            written.append(cell)
        self._sheet.append(written)
