"""A table as it came out of a file: sheets, rows with their numbers, cells."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from enum import Enum
from typing import TypeAlias


class Flaw(Enum):
    """A cell that has no value where one seems to be."""

    UNCALCULATED = "a formula that was never calculated; open the file in Excel, save it, and try again"
    ERROR = "an error of the spreadsheet instead of a value"
    QUOTE = "a quote in the wrong place, or one that is never closed"


class SignedNumber(float):
    """A number that its spreadsheet shows with signs beside it: of percent, of a currency."""

    signs: tuple[str, ...]

    def __new__(cls, value: float, signs: tuple[str, ...]) -> SignedNumber:
        """The number with what is shown beside it."""
        number = super().__new__(cls, value)
        number.signs = signs
        return number


#: What a cell can hold; a ``datetime`` is a ``date`` as well, and an empty cell is the empty string.
Cell: TypeAlias = "str | int | float | bool | date | time | timedelta | Flaw"
#: A row with the number under which its file shows it.
Row: TypeAlias = "tuple[int, Sequence[Cell]]"


@dataclass(frozen=True)
class Sheet:
    """One table of a file; ``rows`` begins anew at each call.

    ``merged`` names, by column, the spans (first and last row) of cells that were merged downwards: their value
    stands in the first row alone. ``across`` names, by row, the spans (first and last column) of cells that were merged
    sideways. ``hidden_columns`` do not show in the program that wrote the file; ``hidden_rows``
    neither, or they are struck through.
    """

    name: str
    rows: Callable[[], Iterator[Row]] = field(repr=False)
    height: int
    hidden: bool = False
    merged: Mapping[int, Sequence[tuple[int, int]]] = field(default_factory=dict, repr=False)
    across: Mapping[int, Sequence[tuple[int, int]]] = field(default_factory=dict, repr=False)
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()


def letter(place: int) -> str:
    """A column as spreadsheets call it: A, B, … AA."""
    place += 1
    name = ""
    while place:
        place, rest = divmod(place - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


@dataclass(frozen=True)
class Table:
    """A file that could be read; ``sha256`` is the hash of its bytes, ``encoding`` how its text was saved."""

    name: str
    sha256: str
    sheets: Sequence[Sheet]
    encoding: str = ""


def filled_down(sheet: Sheet, places: Iterable[int]) -> Iterator[Row]:
    """The rows of a sheet, with what was merged downwards in these columns standing in each row of its span."""
    spans = {place: _Spans(sheet.merged[place]) for place in places if place in sheet.merged}
    if not spans:
        yield from sheet.rows()
        return
    kept: dict[int, Cell] = {}
    for number, cells in sheet.rows():
        filled = list(cells)
        for place, of_column in spans.items():
            span = of_column.at(number)
            if span is None or place >= len(filled):
                continue
            if number == span[0]:
                kept[place] = filled[place]
            elif filled[place] == "":
                filled[place] = kept.get(place, "")
        yield number, filled


class _Spans:
    """The spans of one column, asked for in the order of rows."""

    def __init__(self, spans: Iterable[tuple[int, int]]) -> None:
        self._rest = iter(sorted(spans))
        self._current = next(self._rest, None)

    def at(self, row: int) -> tuple[int, int] | None:
        """The span that holds ``row``, if one does."""
        while self._current is not None and self._current[1] < row:
            self._current = next(self._rest, None)
        return self._current if self._current is not None and self._current[0] <= row else None
