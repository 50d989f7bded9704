"""CSV files as a table: whatever their encoding and the character between their columns."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator
from itertools import islice

from sigma_finance.domain.imports.tables import Row, Sheet
from sigma_finance.gateways.spreadsheets.refusals import A_WEB_PAGE, NOT_A_TABLE, refuse

_SEPARATORS = ",;\t|"
_LOOKED_AT = 50
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


def read(content: bytes, name: str) -> list[Sheet]:
    """The one table of a CSV file; raises Unreadable for what is no text."""
    text = _decode(content)
    if text.lstrip().startswith("<"):
        refuse(A_WEB_PAGE)
    separator = _separator(text)
    height = text.count("\n") + 1

    def rows() -> Iterator[Row]:
        return _rows(text, separator)

    try:
        for _ in rows():
            pass
    except csv.Error:
        refuse(NOT_A_TABLE)
    return [Sheet(name=name, rows=rows, height=height)]


def _decode(content: bytes) -> str:
    """Text by its byte order mark, else UTF-8, else as Windows in the West writes it."""
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return _decoded(content, encoding)
    if b"\0" in content:
        refuse(NOT_A_TABLE)
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return _decoded(content, "cp1252")


def _decoded(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        refuse(NOT_A_TABLE)


def _separator(text: str) -> str:
    """The character that makes the most columns of the first rows."""
    return max(_SEPARATORS, key=lambda separator: _columns(text, separator))


def _columns(text: str, separator: str) -> int:
    try:
        return sum(len(cells) - 1 for _, cells in islice(_rows(text, separator), _LOOKED_AT))
    except csv.Error:
        return 0


def _rows(text: str, separator: str) -> Iterator[Row]:
    yield from enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=separator), 1)
