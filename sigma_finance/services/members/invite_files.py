"""People to invite out of a workbook or CSV file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from sigma_finance.domain.errors import Invalid
from sigma_finance.domain.imports.columns import ROSTER, Column, Slot
from sigma_finance.domain.imports.people import why_gone
from sigma_finance.domain.imports.readings import FileReading, FileTerms, read_file
from sigma_finance.domain.imports.rows import SheetRow, rows_of
from sigma_finance.domain.imports.tables import Sheet, Table
from sigma_finance.domain.imports.words import as_text
from sigma_finance.gateways.spreadsheets import reading

#: A file with more rows than this holds no list of people.
MOST_ROWS = 20_000
_PARTING = re.compile(r"[<>;,|\"]+")


def people_in(content: bytes, name: str, *, today: date) -> list[str]:
    """The people in a file as lines of a list: by its headings, else every row that holds an address.

    Raises Invalid, with one sentence, for a file that cannot be read or holds nobody.
    """
    table = reading.open_table(content, name=as_text(name)[-120:] or "file")
    lines = [line for sheet in table.sheets if not sheet.hidden for line in _of_sheet(sheet, today)]
    if not lines:
        raise Invalid("The file holds no e-mail address.", field="file")
    return lines


def _of_sheet(sheet: Sheet, today: date) -> Iterator[str]:
    found = _reading(sheet, today)
    if found is not None and Slot(Column.EMAIL) in found.slots:
        for row in rows_of(found, ROSTER):
            yield from _of_row(row, found, today)
        return
    for number, cells in sheet.rows():
        if number > MOST_ROWS:
            raise Invalid(f"The file has more than {MOST_ROWS:,} rows. Split it.", field="file")
        yield from (text for cell in cells if "@" in (text := as_text(cell)))


def _reading(sheet: Sheet, today: date) -> FileReading | None:
    try:
        return read_file(Table("", "", [sheet]), FileTerms(ROSTER, "USD", "UTC", today))
    except Invalid:
        return None


def _of_row(row: SheetRow, found: FileReading, today: date) -> Iterator[str]:
    """A person as a line of a list; who has left is listed without the address, so that nobody writes to them."""
    person = _PARTING.sub(" ", row.name).strip()
    if not row.email or row.is_heading:
        return
    try:
        gone = why_gone(row, found, today)
    except Invalid as refusal:
        gone = refusal.message
    if gone:
        yield f"{person or row.email.partition('@')[0]}: {_PARTING.sub(' ', gone)}"
    else:
        yield f"{person} <{row.email}>" if person else row.email
