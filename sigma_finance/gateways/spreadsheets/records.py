"""The records of a CSV text: cells between separators, in quotes where they hold one. No line is swallowed.

A quote that opens and never closes would take every row below into one cell, and so would two stray ones in different
rows. Such a quote is left where it stands: its cell is a flaw, and the rows below are rows.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterator
from itertools import islice

from sigma_finance.domain.imports.tables import Cell, Flaw
from sigma_finance.gateways.spreadsheets.refusals import NOT_A_TABLE, refuse

SEPARATORS = ",;\t|"
_LOOKED_AT = 200
#: A longer cell belongs to no table that people keep.
_LONGEST_CELL = 131_072
#: A line of prose may well have a comma; in so few columns a row is told by what else it holds.
_FEW = 2
_TELLING = re.compile(r"[@0-9]")
_LINE_END = re.compile(r"\r\n|\n|\r")
_QUOTED = re.compile(r'[ ]*"((?:[^"]|"")*)"[ ]*')


def separator_of(text: str) -> str:
    """The character that parts the first rows most evenly."""
    lines = [text[start:end] for start, end, _ in islice(_lines(text), _LOOKED_AT)]
    return max(SEPARATORS, key=lambda separator: _evenness(lines, separator))


def _evenness(lines: list[str], separator: str) -> int:
    """How many separators stand in rows that have as many of them as most rows."""
    counts = Counter(n for line in lines if (n := _outside_quotes(line).count(separator)))
    return max((n * rows * rows for n, rows in counts.items()), default=0)


def _outside_quotes(line: str) -> str:
    return re.sub(r'"[^"]*"', "", line) if '"' in line else line


def records(text: str, separator: str) -> Iterator[list[Cell]]:
    """Each record's cells, in order."""
    width = _width(text, separator)
    position = 0
    while position < len(text):
        end, after = _line_end(text, position)
        line = text[position:end]
        if len(line) > _LONGEST_CELL and any(len(cell) > _LONGEST_CELL for cell in line.split(separator)):
            refuse(NOT_A_TABLE)
        if (plain := _plain(line, separator)) is not None:
            yield plain
            position = after
        else:
            cells, position = _quoted(text, position, separator, width)
            yield cells


def _plain(line: str, separator: str) -> list[Cell] | None:
    """The cells of a line whose quotes, if any, all stand right; None where one has to look closer."""
    if '"' not in line:
        return list(line.split(separator)) if line else []
    if line.count('"') % 2 or f'{separator} "' in line:
        return None
    try:
        return list(next(csv.reader((line,), delimiter=separator, strict=True)))
    except csv.Error:
        return None


def _width(text: str, separator: str) -> int:
    """How many cells most rows have, quotes aside."""
    lines = [text[start:end] for start, end, _ in islice(_lines(text), _LOOKED_AT)]
    counts = Counter(_outside_quotes(line).count(separator) + 1 for line in lines if separator in line)
    return counts.most_common(1)[0][0] if counts else 1


def _lines(text: str) -> Iterator[tuple[int, int, int]]:
    position = 0
    while position < len(text):
        end, after = _line_end(text, position)
        yield position, end, after
        position = after


def _line_end(text: str, position: int) -> tuple[int, int]:
    """Where the line ends, and where the next one begins."""
    found = _LINE_END.search(text, position)
    return (found.start(), found.end()) if found else (len(text), len(text))


def _quoted(text: str, position: int, separator: str, width: int) -> tuple[list[Cell], int]:
    """The cells of a record that holds quotes, and where the next one begins."""
    cells: list[Cell] = []
    while True:
        cell, position = _cell(text, position, separator, width)
        cells.append(cell)
        if text[position : position + 1] != separator:
            return cells, _line_end(text, position)[1]
        position += 1


def _cell(text: str, position: int, separator: str, width: int) -> tuple[Cell, int]:
    """A cell, and where it ends: at a separator or at the end of a line."""
    until = _until(text, position, separator)
    if not text[position:until].lstrip(" ").startswith('"'):
        return text[position:until], until
    found = _QUOTED.match(text, position)
    if found is None or _swallows_rows(found.group(1), separator, width):
        return Flaw.QUOTE, until
    rest = _until(text, found.end(), separator)
    if rest > found.end():
        return Flaw.QUOTE, until if _LINE_END.search(found.group(1)) else rest
    if len(found.group(1)) > _LONGEST_CELL:
        refuse(NOT_A_TABLE)
    return found.group(1).replace('""', '"'), rest


def _until(text: str, position: int, separator: str) -> int:
    """Where the next separator stands or the line ends."""
    end, _ = _line_end(text, position)
    found = text.find(separator, position, end)
    return end if found < 0 else found


def _swallows_rows(quoted: str, separator: str, width: int) -> bool:
    """Whether lines within quotes have as many cells as the rows of the table."""
    _, *below = _LINE_END.split(quoted)
    rows = [line for line in below if line.count(separator) + 1 == width]
    return any(width > _FEW or (width > 1 and _TELLING.search(line)) for line in rows)
