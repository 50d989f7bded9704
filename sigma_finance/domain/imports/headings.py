"""Finding the table inside a sheet: the row of its headings, and which column holds what."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from sigma_finance.domain.errors import Invalid
from sigma_finance.domain.imports.tables import Cell, Flaw, Row, Sheet
from sigma_finance.domain.imports.words import as_text, letters_and_digits

#: Titles and empty rows may stand above the headings, but not more of them than this.
LOOKED_AT = 100


class Column(StrEnum):
    """What a column of payments can hold."""

    NAME = "Name"
    FIRST = "First Name"
    LAST = "Last Name"
    EMAIL = "Email"
    AMOUNT = "Amount"
    TOTAL = "Total Paid"
    Q1 = "Q1 Amount"
    Q2 = "Q2 Amount"
    Q3 = "Q3 Amount"
    Q4 = "Q4 Amount"
    DATE = "Date"
    METHOD = "Method"
    NOTES = "Notes"


PEOPLE = (Column.NAME, Column.FIRST, Column.LAST, Column.EMAIL)
PARTS = (Column.Q1, Column.Q2, Column.Q3, Column.Q4)
MONEY = (Column.AMOUNT, Column.TOTAL, *PARTS)
NEEDED = (*PEOPLE, *MONEY, Column.DATE)

_HEADINGS = {
    Column.NAME: "name|full name|member|member name|members|brother|brother name|name of member|payer|paid by|student",
    Column.FIRST: "first name|first|given name|forename|f name",
    Column.LAST: "last name|last|surname|family name|l name",
    Column.EMAIL: "email|e-mail|email address|mail|e-mail address|member email",
    Column.AMOUNT: "amount|amount paid|paid|payment|payment amount|dues|dues paid|amount received|amount usd|sum",
    Column.TOTAL: "total paid|total|total amount|total amount paid|total payment|total payments|paid total",
    Column.DATE: "date|payment date|date paid|paid on|date received|received|received on|date of payment|paid date|day",
    Column.METHOD: "method|payment method|how paid|paid via|payment type|type|type of payment|mode|mode of payment",
    Column.NOTES: "notes|note|comment|comments|memo|remarks|remark|description|details",
}
_PART_HEADINGS = (
    "q{n} amount|q{n}|q{n} paid|q{n} payment|amount q{n}|quarter {n}|quarter {n} amount|installment {n}"
)
_MEANINGS: dict[str, Column] = {
    letters_and_digits(heading): column
    for column, headings in {
        **_HEADINGS,
        **{part: _PART_HEADINGS.format(n=n) for n, part in enumerate(PARTS, 1)},
    }.items()
    for heading in headings.split("|")
}
#: Headings that say little: they give way where another column says the same thing outright.
_LOOSE = frozenset(
    "members brother student paid dues payment sum total received day first last mail type mode".split()
)


@dataclass(frozen=True)
class Layout:
    """Where the headings stand, and in which column each thing is."""

    heading_row: int
    columns: Mapping[Column, int]


def meaning(cell: Cell) -> Column | None:
    """What a column under this heading holds; None where we do not know."""
    return None if isinstance(cell, Flaw) else _MEANINGS.get(letters_and_digits(as_text(cell)))


def find_layout(rows: Iterable[Row]) -> Layout | None:
    """The headings of a table of payments: a row that names people and money; None where there is none.

    Raises Invalid where two columns could hold the same thing.
    """
    for looked_at, (number, cells) in enumerate(rows):
        if looked_at >= LOOKED_AT:
            return None
        found = [(column, place) for place, cell in enumerate(cells) if (column := meaning(cell)) is not None]
        columns = {column for column, _ in found}
        if columns.intersection(PEOPLE) and columns.intersection(MONEY):
            return Layout(number, _once_each(found, cells, number))
    return None


def _once_each(found: Sequence[tuple[Column, int]], cells: Sequence[Cell], row: int) -> dict[Column, int]:
    columns: dict[Column, int] = {}
    for column, place in found:
        before = columns.get(column)
        if before is None or (_is_loose(cells[before]) and not _is_loose(cells[place])):
            columns[column] = place
        elif column in NEEDED and _is_loose(cells[before]) == _is_loose(cells[place]):
            raise Invalid(
                f"In row {row} two columns could be “{column.value}”: {_letters(before)} and {_letters(place)}. "
                "Keep one of them, or give the other another heading.",
                field="file",
            )
    return columns


def _is_loose(cell: Cell) -> bool:
    return letters_and_digits(as_text(cell)) in _LOOSE


def _letters(place: int) -> str:
    """A column as spreadsheets call it: A, B, … AA."""
    place += 1
    name = ""
    while place:
        place, rest = divmod(place - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


@dataclass(frozen=True)
class Found:
    """The sheet that holds the payments, and its layout."""

    sheet: Sheet
    layout: Layout


NOT_THERE = (
    "No table of payments was found: one row has to hold headings, one for the person (Name, First Name and Last Name, "
    "or Email) and one for the money (Amount, Total Paid, or Q1 Amount and Q2 Amount)."
)


def find_table(sheets: Sequence[Sheet], *, wanted: str | None = None) -> Found:
    """The one sheet with a table of payments: the one named ``wanted``, else the only visible one.

    Raises Invalid where there is none, where several could be meant, and where it is hidden and not asked for.
    """
    if wanted is not None:
        return _named(sheets, wanted)
    found = [Found(sheet, layout) for sheet in sheets if (layout := find_layout(sheet.rows())) is not None]
    visible = [one for one in found if not one.sheet.hidden]
    if len(visible) == 1:
        return visible[0]
    if visible:
        names = ", ".join(f"“{one.sheet.name}”" for one in visible)
        raise Invalid(f"Several sheets hold payments: {names}. Say which one to import.", field="sheet")
    if found:
        raise Invalid(
            f"The payments stand on the hidden sheet “{found[0].sheet.name}”. Show it in the file, or name it here.",
            field="sheet",
        )
    raise Invalid(NOT_THERE, field="file")


def _named(sheets: Sequence[Sheet], wanted: str) -> Found:
    same = [sheet for sheet in sheets if sheet.name.strip().casefold() == wanted.strip().casefold()]
    if not same:
        raise Invalid(f"The file has no sheet named “{wanted}”.", field="sheet")
    layout = find_layout(same[0].rows())
    if layout is None:
        raise Invalid(f"The sheet “{same[0].name}” holds no table of payments. {NOT_THERE}", field="sheet")
    return Found(same[0], layout)
