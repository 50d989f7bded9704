"""A workbook's sheets on their way out of the process that read them: a line for each row, unpacked when asked for.

The lines are JSON, which can hold nothing but values, whoever wrote them.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from sigma_finance.domain.imports.tables import Cell, Flaw, Row, Sheet, SignedNumber
from sigma_finance.gateways.spreadsheets import workbook


def pack(content: bytes) -> bytes:
    """The sheets of a workbook as lines: one about all of them, then their rows; raises Unreadable."""
    sheets = workbook.read(content)
    rows = [[_line(cells) for _, cells in sheet.rows()] for sheet in sheets]
    about = [
        {
            "name": sheet.name,
            "height": sheet.height,
            "hidden": sheet.hidden,
            "merged": {str(column): spans for column, spans in sheet.merged.items()},
            "across": {str(row): spans for row, spans in sheet.across.items()},
            "hidden_rows": sorted(sheet.hidden_rows),
            "hidden_columns": sorted(sheet.hidden_columns),
            "rows": len(lines),
        }
        for sheet, lines in zip(sheets, rows, strict=True)
    ]
    return b"\n".join([json.dumps(about).encode(), *(line for lines in rows for line in lines)])


def unpack(packed: bytes) -> list[Sheet]:
    """The sheets again."""
    first, *lines = packed.split(b"\n")
    sheets, begins = [], 0
    for about in json.loads(first):
        own = lines[begins : begins + about["rows"]]
        begins += about["rows"]
        sheets.append(
            Sheet(
                name=about["name"],
                rows=_reader(own),
                height=about["height"],
                hidden=about["hidden"],
                merged=_spans(about["merged"]),
                across=_spans(about["across"]),
                hidden_rows=frozenset(about["hidden_rows"]),
                hidden_columns=frozenset(about["hidden_columns"]),
            )
        )
    return sheets


def _spans(kept: dict[str, list[list[int]]]) -> dict[int, list[tuple[int, int]]]:
    return {int(place): [(first, last) for first, last in spans] for place, spans in kept.items()}


def _reader(lines: Sequence[bytes]) -> Callable[[], Iterator[Row]]:
    def rows() -> Iterator[Row]:
        for number, line in enumerate(lines, 1):
            yield number, [_cell(value) for value in json.loads(line)] if line else []

    return rows


def _line(cells: Sequence[Cell]) -> bytes:
    """A row as a line; one without a value is an empty line."""
    if all(cell == "" for cell in cells):
        return b""
    return json.dumps([_value(cell) for cell in cells]).encode()


def _value(cell: Cell) -> Any:
    if isinstance(cell, Flaw):
        return {"flaw": cell.name}
    if isinstance(cell, SignedNumber):
        return {"signed": [float(cell), *cell.signs]}
    if isinstance(cell, timedelta):
        return {"seconds": cell.total_seconds()}
    if isinstance(cell, datetime):
        return {"moment": cell.isoformat()}
    if isinstance(cell, date):
        return {"day": cell.isoformat()}
    if isinstance(cell, time):
        return {"time": cell.isoformat()}
    return cell


_READERS: dict[str, Callable[[Any], Cell]] = {
    "flaw": Flaw.__getitem__,
    "seconds": lambda seconds: timedelta(seconds=seconds),
    "moment": datetime.fromisoformat,
    "day": date.fromisoformat,
    "time": time.fromisoformat,
    "signed": lambda kept: SignedNumber(kept[0], tuple(kept[1:])),
}


def _cell(value: Any) -> Cell:
    if isinstance(value, dict):
        [(kind, kept)] = value.items()
        return _READERS[kind](kept)
    return value  # type: ignore[no-any-return]
