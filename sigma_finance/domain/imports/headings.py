"""Finding the table inside a sheet: the row of its headings, and which column holds what."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sigma_finance.domain.errors import Invalid
from sigma_finance.domain.imports.columns import PAYMENTS, Column, Vocabulary
from sigma_finance.domain.imports.tables import Cell, Flaw, Row, Sheet
from sigma_finance.domain.imports.words import as_text, letters_and_digits

#: Titles and empty rows may stand above the headings, but not more of them than this.
LOOKED_AT = 100


@dataclass(frozen=True)
class Layout:
    """Where the headings stand, and in which column each thing is."""

    heading_row: int
    columns: Mapping[Column, int]


def meaning(cell: Cell, vocabulary: Vocabulary = PAYMENTS) -> Column | None:
    """What a column under this heading holds; None where we do not know."""
    return None if isinstance(cell, Flaw) else vocabulary.meanings.get(letters_and_digits(as_text(cell)))


def find_layout(rows: Iterable[Row], vocabulary: Vocabulary = PAYMENTS) -> Layout | None:
    """The headings of a table: the first row that names what the vocabulary needs; None where there is none.

    Raises Invalid where two columns could hold the same thing.
    """
    for looked_at, (number, cells) in enumerate(rows):
        if looked_at >= LOOKED_AT:
            return None
        found = [
            (column, place)
            for place, cell in enumerate(cells)
            if (column := meaning(cell, vocabulary)) is not None
        ]
        columns = {column for column, _ in found}
        if len(columns) > 1 and all(columns.intersection(need) for need in vocabulary.needs):
            return Layout(number, _once_each(found, cells, number, vocabulary))
    return None


def _once_each(
    found: Sequence[tuple[Column, int]], cells: Sequence[Cell], row: int, vocabulary: Vocabulary
) -> dict[Column, int]:
    def is_loose(place: int) -> bool:
        return letters_and_digits(as_text(cells[place])) in vocabulary.loose

    columns: dict[Column, int] = {}
    for column, place in found:
        before = columns.get(column)
        if before is None or (is_loose(before) and not is_loose(place)):
            columns[column] = place
        elif column in vocabulary.once and is_loose(before) == is_loose(place):
            raise Invalid(
                f"In row {row} two columns could be “{column.value}”: {_letters(before)} and {_letters(place)}. "
                "Keep one of them, or give the other another heading.",
                field="file",
            )
    return columns


def _letters(place: int) -> str:
    """A column as spreadsheets call it: A, B, … AA."""
    place += 1
    name = ""
    while place:
        place, rest = divmod(place - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


@dataclass(frozen=True)
class FoundTable:
    """The sheet that holds the table, and its layout."""

    sheet: Sheet
    layout: Layout


def find_table(
    sheets: Sequence[Sheet], *, wanted: str | None = None, vocabulary: Vocabulary = PAYMENTS
) -> FoundTable:
    """The one sheet with a table of this kind: the one named ``wanted``, else the only visible one.

    Raises Invalid where there is none, where several could be meant, and where it is hidden and not asked for.
    """
    if wanted is not None:
        return _named(sheets, wanted, vocabulary)
    found = [
        FoundTable(sheet, layout)
        for sheet in sheets
        if (layout := find_layout(sheet.rows(), vocabulary)) is not None
    ]
    visible = [one for one in found if not one.sheet.hidden]
    if len(visible) == 1:
        return visible[0]
    if visible:
        names = ", ".join(f"“{one.sheet.name}”" for one in visible)
        raise Invalid(
            f"Several sheets hold {vocabulary.holds}: {names}. Say which one to import.", field="sheet"
        )
    if found:
        raise Invalid(
            f"The {vocabulary.holds} stand on the hidden sheet “{found[0].sheet.name}”. Show it in the file, or name "
            "it here.",
            field="sheet",
        )
    raise Invalid(vocabulary.not_there, field="file")


def _named(sheets: Sequence[Sheet], wanted: str, vocabulary: Vocabulary) -> FoundTable:
    same = [sheet for sheet in sheets if sheet.name.strip().casefold() == wanted.strip().casefold()]
    if not same:
        raise Invalid(f"The file has no sheet named “{wanted}”.", field="sheet")
    layout = find_layout(same[0].rows(), vocabulary)
    if layout is None:
        raise Invalid(
            f"The sheet “{same[0].name}” holds no such table. {vocabulary.not_there}", field="sheet"
        )
    return FoundTable(same[0], layout)
