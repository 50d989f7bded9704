"""A table that leaves the app as a file, whatever it holds and whatever kind of file."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from sigma_finance.domain.spreadsheets import plain_cell

#: What a cell can hold; an amount is a decimal, and yes or no a truth.
Value = str | Decimal | date | bool | None


class FileKind(StrEnum):
    """As what a table leaves."""

    CSV = "csv"
    XLSX = "xlsx"


@dataclass(frozen=True)
class ExportTable:
    """What leaves: its name in the file's name and in the audit trail, columns with their widths, and its rows.

    ``count`` is how many rows there are; ``summary`` what they add up to, on a sheet of its own.
    """

    what: str
    columns: Sequence[tuple[str, int]]
    rows: Iterable[Sequence[Value]]
    count: int
    summary: Sequence[tuple[str, Decimal]] = ()

    @property
    def heads(self) -> list[str]:
        """The names of the columns."""
        return [head for head, _ in self.columns]

    @property
    def widths(self) -> list[int]:
        """How wide a workbook makes them, in characters."""
        return [width for _, width in self.columns]


def csv_cells(row: Sequence[Value]) -> list[str]:
    """A row as text; what people typed cannot begin a formula."""
    return [_text(value) for value in row]


def _text(value: Value) -> str:
    if isinstance(value, str):
        return plain_cell(value)
    if isinstance(value, date):
        return value.isoformat()
    return str(sheet_cell(value))


def sheet_cell(value: Value) -> str | Decimal | date:
    """What a cell of a workbook holds."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value
