"""A look at a workbook's XML before a library reads it: how far its cells reach, and which of them have no value."""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from enum import Enum
from xml.parsers import expat

from sigma_finance.domain.imports.tables import Flaw
from sigma_finance.gateways.spreadsheets.refusals import (
    BOMB,
    DAMAGED,
    LARGEST_UNPACKED,
    SPREAD_OUT,
    refuse,
)

#: Cells up to the last row and the last column, empty ones included; the library keeps 32 bytes for each.
MOST_CELLS = 1_000_000
MOST_MARKS = 100_000
LAST_ROW, LAST_COLUMN = 1_048_576, 16_384


class ArchivePart(Enum):
    """What a part of the archive is, by its outermost element."""

    SHEET = "worksheet"
    STRINGS = "sst"
    WORKBOOK = "workbook"
    STYLES = "styleSheet"
    LINKS = "Relationships"
    TYPES = "Types"
    OTHER = ""


@dataclass
class Marks:
    """Cells of a sheet that look empty and are not, signs that are shown beside numbers, rows and columns that do not
    show, and rows that are struck through; all counted from 0.
    """

    flaws: dict[tuple[int, int], Flaw] = field(default_factory=dict)
    signs: dict[tuple[int, int], tuple[str, ...]] = field(default_factory=dict)
    hidden_rows: set[int] = field(default_factory=set)
    struck_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)


class _OutermostElement(Exception):
    """Ends the reading of a part at its first element."""


def kind_of(data: bytes) -> ArchivePart:
    """What a part is; one that is not XML, or that declares a document type of its own, is refused."""
    found: list[str] = []

    def start(name: str, _: dict[str, str]) -> None:
        found.append(_local(name))
        raise _OutermostElement

    parser = _parser()
    parser.StartElementHandler = start
    with suppress(_OutermostElement):
        _parse(parser, data)
    return next((part for part in ArchivePart if part.value in found), ArchivePart.OTHER)


def scan_strings(data: bytes) -> list[int]:
    """The length of each shared string."""
    lengths: list[int] = []
    parser = _parser()
    kinds: dict[str, str] = {}

    def start(name: str, _: dict[str, str]) -> None:
        if kinds.setdefault(name, _local(name)) == "si":
            lengths.append(0)

    def text(characters: str) -> None:
        if lengths:
            lengths[-1] += len(characters)

    parser.StartElementHandler = start
    parser.CharacterDataHandler = text
    _parse(parser, data)
    return lengths


@dataclass(frozen=True)
class CellStyle:
    """What a style shows: signs and words beside a number, and whether it strikes the cell through."""

    signs: tuple[str, ...] = ()
    struck: bool = False


_NO_STYLE = CellStyle()


def scan_styles(data: bytes) -> list[CellStyle]:
    """The styles of cells, by their number."""
    formats: dict[str, str] = {"9": "%", "10": "%"}
    struck: list[bool] = []
    styles: list[CellStyle] = []
    within: list[str] = []
    parser = _parser()

    def start(name: str, attributes: dict[str, str]) -> None:
        local = _local(name)
        within.append(local)
        if local == "numFmt":
            formats[attributes.get("numFmtId", "")] = attributes.get("formatCode", "")
        elif local == "font" and "fonts" in within:
            struck.append(False)
        elif local == "strike" and "fonts" in within and struck:
            struck[-1] = attributes.get("val", "1") in _YES
        elif local == "xf" and "cellXfs" in within:
            font = attributes.get("fontId", "")
            is_struck = bool(_DIGITS.fullmatch(font)) and any(struck[int(font) : int(font) + 1])
            styles.append(CellStyle(_signs_in(formats.get(attributes.get("numFmtId", ""), "")), is_struck))

    def end(_: str) -> None:
        within.pop()

    parser.StartElementHandler, parser.EndElementHandler = start, end
    _parse(parser, data)
    return styles


_SIGNS = re.compile(
    r"\[\$([^\]-]*)[^\]]*\]|\"([^\"]*)\"|(%)|([\u0024\u00a2-\u00a5\u20a0-\u20cf\uffe1\uffe5])"
)


def _signs_in(number_format: str) -> tuple[str, ...]:
    first = re.sub(r"[_*].", "", number_format.partition(";")[0]).replace("\\", "")
    found = (next(filter(None, match.groups("")), "").strip() for match in _SIGNS.finditer(first))
    return tuple(sign for sign in found if sign)


def scan_sheet(data: bytes, lengths: Sequence[int], styles: Sequence[CellStyle] = ()) -> Marks:
    """What a sheet's cells are; ``lengths`` are those of the shared strings, ``styles`` are its styles.

    Refuses a sheet that would not fit.
    """
    sheet = _Sheet(lengths, styles)
    parser = _parser()
    parser.StartElementHandler = sheet.start
    parser.CharacterDataHandler = sheet.text
    _parse(parser, data)
    sheet.end_cell()
    sheet.check_extent()
    return sheet.marks


class _Sheet:
    """A sheet while it is parsed: the cell under way, and how far cells have reached."""

    def __init__(self, lengths: Sequence[int], styles: Sequence[CellStyle]) -> None:
        self.marks = Marks()
        self._lengths = lengths
        self._styles = styles
        self._style = _NO_STYLE
        self._seen = self._struck = 0
        self._locals: dict[str, str] = {}
        self._columns: dict[str, int] = {}
        self._row = -1
        self._place = (0, -1)
        self._kind = ""
        self._formula = self._in_value = self._filled = False
        self._value: list[str] = []
        self._last_row = self._last_column = -1
        self._characters = self._merged = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Take note of an element."""
        local = self._locals.get(name) or self._locals.setdefault(name, _local(name))
        if local == "c":
            self.end_cell()
            self._begin_cell(attributes)
        elif local == "v" or local == "is":
            self._in_value = self._filled = True
        elif local == "f":
            self._formula, self._in_value = True, False
        elif local == "row":
            self.end_cell()
            self._begin_row(attributes)
        elif local == "col":
            self._see_columns(attributes)
        elif local == "mergeCell":
            self._merged += 1
            if self._merged > MOST_MARKS:
                refuse(SPREAD_OUT)

    def _see_columns(self, attributes: dict[str, str]) -> None:
        if attributes.get("hidden") in _YES:
            first, last = (_number(attributes.get(edge, "0")) for edge in ("min", "max"))
            self.marks.hidden_columns.update(range(first - 1, min(last, LAST_COLUMN)))

    def text(self, characters: str) -> None:
        """Take note of text; that of a cell's value tells whether there is one, and which shared string it names."""
        if self._in_value:
            self._value.append(characters)

    def _begin_row(self, attributes: dict[str, str]) -> None:
        self._row = _number(attributes["r"]) - 1 if "r" in attributes else self._row + 1
        self._place = (self._row, -1)
        self._seen = self._struck = 0
        if attributes.get("hidden") in _YES and len(self.marks.hidden_rows) < MOST_MARKS:
            self.marks.hidden_rows.add(self._row)

    def _begin_cell(self, attributes: dict[str, str]) -> None:
        row, column = self._place
        self._place = self._read_place(attributes["r"]) if "r" in attributes else (row, column + 1)
        self._kind = attributes.get("t", "")
        self._style = self._style_of(attributes.get("s", ""))
        self._formula = self._in_value = self._filled = False

    def _style_of(self, number: str) -> CellStyle:
        place = int(number) if _DIGITS.fullmatch(number) else 0
        return self._styles[place] if place < len(self._styles) else _NO_STYLE

    def _read_place(self, reference: str) -> tuple[int, int]:
        letters = reference.rstrip("0123456789")
        column = self._columns.get(letters)
        if column is None:
            column = self._columns[letters] = _column(letters)
        return _number(reference[len(letters) :]) - 1, column

    def end_cell(self) -> None:
        """Take stock of the cell that ends here, if it holds anything."""
        if self._filled or self._formula:
            self._reach()
            value = "".join(self._value).strip()
            if self._kind == "e":
                self._mark(Flaw.ERROR)
            elif self._formula and not value and self._kind != "str":
                self._mark(Flaw.UNCALCULATED)
            elif self._kind == "s":
                self._count(value)
            elif self._style.signs and self._kind in ("", "n"):
                self.marks.signs[self._place] = self._style.signs
            self._see_struck()
        self._value.clear()
        self._formula = self._in_value = self._filled = False

    def _see_struck(self) -> None:
        """A row is struck through where half of what it holds is."""
        self._seen += 1
        self._struck += self._style.struck
        if self._struck * 2 < self._seen:
            self.marks.struck_rows.discard(self._row)
        elif self._struck and len(self.marks.struck_rows) < MOST_MARKS:
            self.marks.struck_rows.add(self._row)

    def _reach(self) -> None:
        row, column = self._place
        self._last_row, self._last_column = max(row, self._last_row), max(column, self._last_column)

    def _mark(self, flaw: Flaw) -> None:
        self.marks.flaws[self._place] = flaw
        if len(self.marks.flaws) > MOST_MARKS:
            refuse(SPREAD_OUT)

    def _count(self, value: str) -> None:
        """Each cell gets a copy of the string that it names."""
        index = _number(value) if value else 0
        if index >= len(self._lengths):
            refuse(DAMAGED)
        self._characters += self._lengths[index]
        if self._characters > LARGEST_UNPACKED:
            refuse(BOMB)

    def check_extent(self) -> None:
        """Refuse a sheet whose cells lie too far apart."""
        rows, columns = self._last_row + 1, self._last_column + 1
        if rows > LAST_ROW or columns > LAST_COLUMN or rows * columns > MOST_CELLS:
            refuse(SPREAD_OUT)


_DIGITS = re.compile(r"[0-9]{1,9}")
_YES = ("1", "true")


def _number(text: str) -> int:
    if not _DIGITS.fullmatch(text):
        refuse(DAMAGED)
    return int(text)


def _column(letters: str) -> int:
    if not re.fullmatch(r"[A-Za-z]{1,3}", letters):
        refuse(DAMAGED)
    column = 0
    for letter in letters.upper():
        column = column * 26 + ord(letter) - ord("A") + 1
    return column - 1


def _local(name: str) -> str:
    return name.rpartition(":")[2]


def _parser() -> expat.XMLParserType:
    """A parser that refuses a document type, so that no entity can grow."""

    def refuse_type(*_: object) -> None:
        refuse(DAMAGED)

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = refuse_type
    return parser


def _parse(parser: expat.XMLParserType, data: bytes) -> None:
    try:
        parser.Parse(data, True)
    except expat.ExpatError:
        refuse(DAMAGED)
