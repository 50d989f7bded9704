"""Files as people bring them, opened; and workbooks as no program writes them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence

import pytest

from sigma_finance.domain.imports.tables import Cell, Sheet, Table
from sigma_finance.gateways.spreadsheets.reading import open_table
from sigma_finance.gateways.spreadsheets.refusals import Unreadable
from tests.workbooks import workbook

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
