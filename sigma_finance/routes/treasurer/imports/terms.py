"""What the check of a file asks: which fields its page shows, and what the address says already."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from flask import request

from sigma_finance.domain.imports.assigning import AssignedColumn
from sigma_finance.domain.imports.readings import FileReading
from sigma_finance.domain.imports.tables import Table
from sigma_finance.forms.imports.answers import COLUMN, FileTermsForm
from sigma_finance.services.imports import files

_LONGEST = 60


@dataclass(frozen=True)
class ReadingPage:
    """How a file is read, as the page shows it: what is open, the fields that are asked, and the columns."""

    file: FileReading
    asks: Sequence[str]
    choices: Sequence[tuple[str, str]]
    said: dict[str, str]
    changing: bool

    @property
    def is_open(self) -> bool:
        """Whether something has to be said before rows are looked at."""
        return bool(self.file.questions)

    @property
    def chosen(self) -> list[AssignedColumn]:
        """The columns that the page lets one say something of."""
        return [one for one in self.file.columns if one.asked or one.said or self.changing]


def given() -> dict[str, str]:
    """What the address says of the file."""
    names = ("day", "sheet", "dates", "amounts", "hidden_rows", "seen_before", "look_alikes", "text")
    said = {
        name: text[:_LONGEST]
        for name, text in request.args.items()
        if text and (name in names or name.startswith(COLUMN))
    }
    return dict(list(said.items())[:200])


def encoding_given() -> str:
    """The encoding that the address names, if it is one of ours."""
    text = request.args.get("text", "")
    return text if text in dict(files.encodings()) else ""


def reading_page(file: FileReading, form: FileTermsForm, table: Table, asked: Collection[str]) -> ReadingPage:
    """How a file is read; ``asked`` are the answers that its rows call for."""
    said = given()
    changing = request.args.get("change") == "columns"
    open_ones = {question.about for question in file.questions}
    shows = {
        "dates": changing or "dates" in open_ones,
        "amounts": changing or "amounts" in open_ones,
        "sheet": len(table.sheets) > 1,
        "text": table.encoding in {label for _, label in files.encodings()},
    }
    names = [name for name in _ORDER if name in form and (shows.get(name) or name in said or name in asked)]
    return ReadingPage(file, names, form.choices, said, changing)


_ORDER = ("day", "sheet", "dates", "amounts", "hidden_rows", "seen_before", "look_alikes", "text")
