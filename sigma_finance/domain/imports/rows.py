"""The rows of a table, each with what stands in the columns that are read. None that holds anything is passed over."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from sigma_finance.domain.imports.columns import PEOPLE, Column, Slot, Vocabulary
from sigma_finance.domain.imports.headings import is_heading_row
from sigma_finance.domain.imports.readings import FileReading
from sigma_finance.domain.imports.tables import Cell, Flaw
from sigma_finance.domain.imports.words import as_text, said

_MOST_NAMES = 6


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A row that is not empty: its number in the file, its cells by what they hold, and whom it names.

    ``filled`` counts all of its cells that hold something, those of columns that are not read included; ``beyond`` says
    that the row stands below a second row of headings, which names other columns, or above the first.
    """

    row: int
    cells: Mapping[Slot, Cell]
    name: str
    email: str
    filled: int = 0
    hidden: bool = False
    spanned: bool = False
    quoted_wrong: bool = False
    is_heading: bool = False
    beyond: str = ""

    def cell(self, column: Column, part: str = "") -> Cell:
        """What stands in a column."""
        return self.cells.get(Slot(column, part), "")

    def text(self, column: Column, part: str = "") -> str:
        """What stands in a column, in words."""
        return as_text(self.cell(column, part))

    @property
    def flaw(self) -> Flaw | None:
        """Why the name or the address cannot be known."""
        people = (cell for slot, cell in self.cells.items() if slot.column in PEOPLE)
        return next((cell for cell in people if isinstance(cell, Flaw)), None)


def rows_of(reading: FileReading, vocabulary: Vocabulary) -> Iterator[SheetRow]:
    """The rows of a table that hold anything, and those above its headings that look like more than titles."""
    for number, cells in reading.above():
        yield _row(reading, number, cells, beyond="This row stands above the headings.")
    beyond = ""
    for number, cells in reading.rows():
        heading = is_heading_row(cells, vocabulary)
        yield _row(reading, number, cells, beyond="" if heading else beyond, is_heading=heading)
        if heading:
            other = not _says_the_same(reading, cells, vocabulary)
            beyond = f"Row {number} begins another table, whose columns stand elsewhere. Put it on a sheet of its own."
            beyond = beyond if other else ""


def _row(
    reading: FileReading, number: int, cells: Sequence[Cell], *, beyond: str = "", is_heading: bool = False
) -> SheetRow:
    held = {slot: cells[place] for slot, place in reading.slots.items() if place < len(cells)}
    flawed = any(isinstance(cell, Flaw) for slot, cell in held.items() if slot.column in PEOPLE)
    return SheetRow(
        number,
        held,
        name="" if flawed else _name_in(held),
        email=said(held.get(Slot(Column.EMAIL), "")),
        filled=sum(cell != "" and (isinstance(cell, Flaw) or as_text(cell) != "") for cell in cells),
        hidden=number in reading.sheet.hidden_rows,
        spanned=any(to > at for at, to in reading.sheet.across.get(number, ())),
        quoted_wrong=any(cell is Flaw.QUOTE for cell in cells),
        is_heading=is_heading,
        beyond=beyond,
    )


def _says_the_same(reading: FileReading, cells: Sequence[Cell], vocabulary: Vocabulary) -> bool:
    """Whether the columns under a second row of headings are those under the first."""
    found = {
        slot: place
        for place, cell in enumerate(cells)
        if not isinstance(cell, Flaw) and (slot := vocabulary.meaning(as_text(cell))) is not None
    }
    return all(reading.slots.get(slot, place) == place for slot, place in found.items())


def _name_in(cells: Mapping[Slot, Cell]) -> str:
    """The name as written, in one cell or in several."""
    pieces = [
        as_text(cells.get(Slot(Column.NAME, part), "")) for part in ("", *map(str, range(2, _MOST_NAMES)))
    ]
    whole = " ".join(piece for piece in pieces if piece)
    if whole:
        return whole
    return f"{as_text(cells.get(Slot(Column.FIRST), ''))} {as_text(cells.get(Slot(Column.LAST), ''))}".strip()
