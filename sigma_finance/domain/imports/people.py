"""The rows of a roster: what each says of a member. What is not certain is refused, with a sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from sigma_finance.domain.errors import Invalid
from sigma_finance.domain.imports.cells import read_amount, read_date
from sigma_finance.domain.imports.columns import BROUGHT, PEOPLE, ROSTER, Column
from sigma_finance.domain.imports.headings import FoundTable, meaning
from sigma_finance.domain.imports.rows import held_rows, name_in
from sigma_finance.domain.imports.tables import Cell, Flaw
from sigma_finance.domain.imports.words import as_text, letters_and_digits
from sigma_finance.domain.members.members import MemberClass
from sigma_finance.domain.text import clean_email, clean_text

_PHONE = re.compile(r"\+?[0-9 ().\-/]*(( ?x| ?ext\.?) ?[0-9]{1,6})?", re.IGNORECASE)
_CLASSES = {
    MemberClass.REGULAR: "regular active full",
    MemberClass.ASSOCIATE: "associate associated",
    MemberClass.ALUMNI: "alumni alumnus alumna alumnae alum",
    MemberClass.EXEMPT: "exempt excused",
}
_CLASS_OF = {word: one for one, words in _CLASSES.items() for word in words.split()}


@dataclass(frozen=True, slots=True)
class Facts:
    """What a row says of a member, "" or None where it says nothing; amounts in minor units."""

    name: str
    email: str
    phone: str = ""
    member_class: MemberClass | None = None
    initiated_on: date | None = None
    owes_minor: int = 0
    credit_minor: int = 0


@dataclass(frozen=True, slots=True)
class PersonSheetRow:
    """A row that is not empty: its number in the file, its cells by column, and whom it names."""

    row: int
    cells: Mapping[Column, Cell]
    name: str
    email: str

    @property
    def is_heading(self) -> bool:
        """Whether the row only says the headings again, as printed pages do."""
        said = {column: cell for column, cell in self.cells.items() if cell != ""}
        return all(meaning(cell, ROSTER) is column for column, cell in said.items())


def lines_of(found: FoundTable) -> Iterator[PersonSheetRow]:
    """The rows below the headings that hold anything."""
    for row, cells in held_rows(found, once=BROUGHT):
        yield PersonSheetRow(row, cells, name_in(cells), as_text(cells.get(Column.EMAIL, "")))


def facts_of(line: PersonSheetRow, *, currency: str, today: date) -> Facts:
    """What a row says; raises Invalid, with a sentence, for what cannot be taken."""
    flaw = next((cell for column in PEOPLE if isinstance(cell := line.cells.get(column), Flaw)), None)
    if flaw is not None:
        raise Invalid(f"The name or the address holds {flaw.value}.")
    return Facts(
        name=clean_text(line.name, field="name", label="The name", at_most=120, required=False),
        email=_email(line.email),
        phone=_phone(line.cells.get(Column.PHONE, "")),
        member_class=_class(line.cells.get(Column.CLASS, "")),
        initiated_on=_initiated(line.cells.get(Column.INITIATED, ""), today),
        owes_minor=_amount(line, Column.OWES, currency),
        credit_minor=_amount(line, Column.CREDIT, currency),
    )


def _email(text: str) -> str:
    try:
        return clean_email(text) if text else ""
    except Invalid as refusal:
        raise Invalid(f"“{text[:60]}” is no e-mail address.") from refusal


def _phone(cell: Cell) -> str:
    if isinstance(cell, Flaw):
        raise Invalid(f"The phone holds {cell.value}.")
    text = as_text(cell)
    if text and (len(text) > 32 or not _PHONE.fullmatch(text) or sum(c.isdigit() for c in text) < 5):
        raise Invalid(f"“{text[:40]}” is no phone number.")
    return text


def _class(cell: Cell) -> MemberClass | None:
    if isinstance(cell, Flaw):
        raise Invalid(f"The class holds {cell.value}.")
    word = letters_and_digits(as_text(cell)).removesuffix("members").removesuffix("member")
    if word and word not in _CLASS_OF:
        raise Invalid(f"The class is “{as_text(cell)[:40]}”. Write regular, associate, alumni or exempt.")
    return _CLASS_OF.get(word)


def _initiated(cell: Cell, today: date) -> date | None:
    try:
        return read_date(cell, today=today)
    except Invalid as refusal:
        raise Invalid(refusal.message.replace("The date", "The day of initiation", 1)) from refusal


def _amount(line: PersonSheetRow, column: Column, currency: str) -> int:
    return read_amount(line.cells.get(column, ""), what=column.value, currency=currency) or 0
