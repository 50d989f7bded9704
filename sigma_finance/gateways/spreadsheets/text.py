"""CSV files as a table: whatever their encoding and the character between their columns."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sigma_finance.domain.imports.tables import Row, Sheet
from sigma_finance.gateways.spreadsheets.encodings import decode
from sigma_finance.gateways.spreadsheets.records import records, separator_of
from sigma_finance.gateways.spreadsheets.refusals import A_WEB_PAGE, refuse

#: Excel's own first line, which it doesn't show.
_SAID = re.compile(r"sep=([,;\t|])(\r\n|\n|\r|$)", re.IGNORECASE)


def read(content: bytes, name: str, *, encoding: str = "") -> tuple[list[Sheet], str]:
    """The one table of a CSV file, and the label of its encoding; raises Unreadable for what is no text."""
    decoded = decode(content, said=encoding)
    text = decoded.text
    if text.lstrip().startswith("<"):
        refuse(A_WEB_PAGE)
    said = _SAID.match(text)
    separator = said.group(1) if said else separator_of(text)
    begin = said.end() if said else 0

    def rows() -> Iterator[Row]:
        return enumerate(records(text[begin:], separator), 1)

    height = sum(1 for _ in rows())
    return [Sheet(name=name, rows=rows, height=height)], decoded.label
