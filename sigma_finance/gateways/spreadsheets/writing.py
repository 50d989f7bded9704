"""Tables written as workbooks: every cell is text, a number or a date, so that none can become a formula."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import IO

from sigma_finance.domain.imports.words import as_text

Value = str | Decimal | date


class ReportWorkbook:
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

    def add(self, cells: Sequence[Value]) -> None:
        """Write a row."""
        self._write(cells)

    def add_sheet(self, title: str, rows: Iterable[Sequence[Value]]) -> None:
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

    def _write(self, cells: Sequence[Value], *, bold: bool = False) -> None:
        from openpyxl.cell import WriteOnlyCell

        written = []
        for value in cells:
            cell = WriteOnlyCell(self._sheet)
            cell.value = as_text(value) if isinstance(value, str) else value
            if isinstance(value, str):
                cell.data_type = "s"
            elif isinstance(value, Decimal):
                cell.number_format = "#,##0.00" if value.as_tuple().exponent == -2 else "#,##0"
            if bold:
                cell.font = self._bold
            written.append(cell)
        self._sheet.append(written)
