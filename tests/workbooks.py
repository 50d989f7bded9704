"""Workbooks that tests bring in, made cell by cell."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from openpyxl import Workbook, load_workbook

HEADS = ("Name", "Email", "Amount", "Date", "Method", "Notes")


def workbook(rows: Iterable[Sequence[Any]], *, title: str = "Payments", merged: Iterable[str] = ()) -> bytes:
    """A workbook with one sheet of these rows; ``merged`` are ranges such as A2:A3."""
    return sheets({title: rows}, merged=merged)


def sheets(
    tables: Mapping[str, Iterable[Sequence[Any]]], *, hidden: Iterable[str] = (), merged: Iterable[str] = ()
) -> bytes:
    """A workbook with a sheet for each name."""
    book = Workbook()
    first = book.active
    assert first is not None
    book.remove(first)
    for title, rows in tables.items():
        sheet = book.create_sheet(title)
        sheet.sheet_state = "hidden" if title in hidden else "visible"
        for row in rows:
            sheet.append(list(row))
        for span in merged:
            sheet.merge_cells(span)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def cells(content: bytes, title: str | None = None) -> list[list[Any]]:
    """What openpyxl reads in a workbook's first sheet, or in one by name."""
    book = load_workbook(io.BytesIO(content))
    sheet = book[title] if title else book.worksheets[0]
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


def replaced(content: bytes, part: str, change: tuple[str, str]) -> bytes:
    """A workbook with one piece of text of a part replaced, as no program would write it."""
    written = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as before, zipfile.ZipFile(written, "w") as after:
        for name in before.namelist():
            data = before.read(name)
            if name == part:
                assert change[0].encode() in data
                data = data.replace(change[0].encode(), change[1].encode())
            after.writestr(name, data)
    return written.getvalue()


def with_part(content: bytes, name: str, data: bytes) -> bytes:
    """A workbook with one more part, packed tightly."""
    written = io.BytesIO(content)
    with zipfile.ZipFile(written, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, data)
    return written.getvalue()


def storable(cell: Any) -> Any:
    """What openpyxl lets into a cell, and doesn't make a formula of."""
    if not isinstance(cell, str):
        return cell
    return "".join(c for c in cell if c.isprintable() or c == " ").lstrip("=")
