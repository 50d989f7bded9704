"""People to invite out of a workbook or CSV file."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sigma_finance.domain.errors import Invalid
from sigma_finance.domain.imports.columns import ROSTER, Column
from sigma_finance.domain.imports.headings import FoundTable, find_layout
from sigma_finance.domain.imports.people import lines_of
from sigma_finance.domain.imports.tables import Sheet
from sigma_finance.domain.imports.words import as_text
from sigma_finance.gateways.spreadsheets import reading

#: A file with more rows than this holds no list of people.
MOST_ROWS = 20_000
_PARTING = re.compile(r"[<>;,|\"]+")


def people_in(content: bytes, name: str) -> list[str]:
    """The people in a file as lines of a list: by its headings, else every row that holds an address.

    Raises Invalid, with one sentence, for a file that cannot be read or holds nobody.
    """
    table = reading.open_table(content, name=as_text(name)[-120:] or "file")
    lines = [line for sheet in table.sheets if not sheet.hidden for line in _of_sheet(sheet)]
    if not lines:
        raise Invalid("The file holds no e-mail address.", field="file")
    return lines


def _of_sheet(sheet: Sheet) -> Iterator[str]:
    layout = find_layout(sheet.rows(), ROSTER)
    if layout is not None and Column.EMAIL in layout.columns:
        for line in lines_of(FoundTable(sheet, layout)):
            person = _PARTING.sub(" ", line.name).strip()
            if line.email and not line.is_heading:
                yield f"{person} <{line.email}>" if person else line.email
        return
    for number, cells in sheet.rows():
        if number > MOST_ROWS:
            raise Invalid(f"The file has more than {MOST_ROWS:,} rows. Split it.", field="file")
        yield from (text for cell in cells if "@" in (text := as_text(cell)))
