"""The rows of a table of payments, each with what stands in the columns that are known."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from sigma_finance.domain.imports.cells import read_method
from sigma_finance.domain.imports.columns import MONEY, PEOPLE, Column
from sigma_finance.domain.imports.headings import FoundTable, meaning
from sigma_finance.domain.imports.tables import Cell, Flaw, filled_down
from sigma_finance.domain.imports.words import as_text
from sigma_finance.domain.payments.payments import Method

LONGEST_NOTE = 300


@dataclass(frozen=True, slots=True)
class PaymentSheetRow:
    """A row that is not empty: its number in the file, its cells by column, whom it names, and how was paid.

    ``method`` is a word of ours, ``unknown_method`` what the row says where it is none.
    """

    row: int
    cells: Mapping[Column, Cell]
    name: str
    email: str
    flaw: Flaw | None
    method: Method | None
    unknown_method: str

    @property
    def is_heading(self) -> bool:
        """Whether the row only says the headings again, as printed pages do."""
        return all(meaning(cell) is column for column, cell in self.cells.items())

    @property
    def note(self) -> str:
        """The row's note, with a method that we have no word for before it."""
        note = as_text(self.cells.get(Column.NOTES, ""))
        if self.unknown_method:
            note = f"Paid by {self.unknown_method}. {note}".strip()
        return note if len(note) <= LONGEST_NOTE else f"{note[: LONGEST_NOTE - 1]}…"


def entries(found: FoundTable) -> Iterator[PaymentSheetRow]:
    """The rows of a table of payments that hold anything."""
    return (_entry(number, held) for number, held in held_rows(found, once=MONEY))


def held_rows(found: FoundTable, *, once: Collection[Column]) -> Iterator[tuple[int, dict[Column, Cell]]]:
    """The rows below the headings that hold anything; what was merged downwards stands in each of its rows.

    The columns ``once`` are left as they stand: an amount that spans two rows was paid once.
    """
    columns = list(found.layout.columns.items())
    places = [place for column, place in columns if column not in once]
    for number, cells in filled_down(found.sheet, places):
        if number <= found.layout.heading_row:
            continue
        width = len(cells)
        held = {column: cells[place] for column, place in columns if place < width}
        if any(cell != "" and (isinstance(cell, Flaw) or as_text(cell)) for cell in held.values()):
            yield number, held


def _entry(row: int, cells: Mapping[Column, Cell]) -> PaymentSheetRow:
    flaw = next((cell for column in PEOPLE if isinstance(cell := cells.get(column), Flaw)), None)
    said = as_text(cells.get(Column.METHOD, ""))
    method = read_method(said)
    return PaymentSheetRow(
        row,
        cells,
        name="" if flaw else name_in(cells),
        email=as_text(cells.get(Column.EMAIL, "")),
        flaw=flaw,
        method=method,
        unknown_method="" if method else said,
    )


def name_in(cells: Mapping[Column, Cell]) -> str:
    """The name as written, in one cell or in two."""
    whole = as_text(cells.get(Column.NAME, ""))
    if whole:
        return whole
    return f"{as_text(cells.get(Column.FIRST, ''))} {as_text(cells.get(Column.LAST, ''))}".strip()
