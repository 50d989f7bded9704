"""The rows of a roster: what each says of a member. What is not certain is refused, with a sentence."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from sigma_finance.domain.errors import Invalid
from sigma_finance.domain.imports import statuses
from sigma_finance.domain.imports.amounts import read_amount
from sigma_finance.domain.imports.columns import Column, Slot
from sigma_finance.domain.imports.days import read_date
from sigma_finance.domain.imports.readings import FileReading
from sigma_finance.domain.imports.rows import SheetRow
from sigma_finance.domain.imports.statuses import StatusVerdict
from sigma_finance.domain.imports.sums import check_currency
from sigma_finance.domain.imports.tables import Cell, Flaw
from sigma_finance.domain.imports.words import as_text, letters_and_digits, said
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


def facts_of(row: SheetRow, file: FileReading, *, today: date) -> Facts:
    """What a row says; raises Invalid, with a sentence, for what cannot be taken."""
    if row.quoted_wrong:
        raise Invalid(f"The row holds {Flaw.QUOTE.value}.")
    if row.flaw is not None:
        raise Invalid(f"The name or the address holds {row.flaw.value}.")
    return Facts(
        name=clean_text(as_called(row.name), field="name", label="The name", at_most=120, required=False),
        email=_email(row.email),
        phone=_phone(row.cell(Column.PHONE)),
        member_class=_class(row.cell(Column.CLASS)),
        initiated_on=_initiated(row, file, today),
        owes_minor=_amount(row, Column.OWES, file),
        credit_minor=_amount(row, Column.CREDIT, file),
    )


_SUFFIXES = frozenset("jr sr ii iii iv v phd md esq".split())


def as_called(name: str) -> str:
    """A name in the order in which it is spoken: *Juma, Asha* is Asha Juma; *Asha Juma, Jr.* stays."""
    last, comma, first = (piece.strip() for piece in name.partition(","))
    if not comma or not last or not first or "," in first or letters_and_digits(first) in _SUFFIXES:
        return name
    *given, end = first.split()
    if given and letters_and_digits(end) in _SUFFIXES:
        return f"{' '.join(given)} {last} {end}"
    return f"{first} {last}"


def why_gone(row: SheetRow, file: FileReading, today: date) -> str:
    """Why a row is no member any more, "" where it is one; raises Invalid where nobody can tell."""
    return _by_status(row, file) or _by_class(row) or _by_leaving(row, file, today)


def _by_status(row: SheetRow, file: FileReading) -> str:
    slot = Slot(Column.STATUS)
    if slot not in file.slots:
        return ""
    heading, cell = file.heading(slot), row.cell(Column.STATUS)
    if isinstance(cell, Flaw):
        raise Invalid(f"{heading} holds {cell.value}.")
    verdict = statuses.belongs(cell)
    if verdict is StatusVerdict.UNKNOWN:
        raise Invalid(f"{heading} says “{as_text(cell)[:40]}”, which may mean that this is no active member.")
    if verdict is StatusVerdict.EMPTY and not file.blank_status_counts[slot]:
        raise Invalid(f"{heading} is empty, while other rows say there that they are active.")
    return f"{heading} says “{as_text(cell)[:40]}”: not brought in." if verdict is StatusVerdict.NO else ""


def _by_class(row: SheetRow) -> str:
    """A class such as *Graduated* that is none of ours and says that somebody has left."""
    cell = row.cell(Column.CLASS)
    word = _class_word(cell)
    gone = word and word not in _CLASS_OF and statuses.belongs(cell) is StatusVerdict.NO
    return f"The class says “{as_text(cell)[:40]}”: not brought in." if gone else ""


def _by_leaving(row: SheetRow, file: FileReading, today: date) -> str:
    slot, cell = Slot(Column.LEFT), row.cell(Column.LEFT)
    if slot not in file.slots:
        return ""
    verdict = statuses.gone(cell, today)
    if verdict is StatusVerdict.UNKNOWN or isinstance(cell, Flaw):
        raise Invalid(
            f"{file.heading(slot)} says “{as_text(cell)[:40]}”, which may mean that this member has left."
        )
    return (
        f"{file.heading(slot)} says “{as_text(cell)[:40]}”: not brought in."
        if verdict is StatusVerdict.YES
        else ""
    )


def _email(text: str) -> str:
    try:
        return clean_email(text.removeprefix("mailto:")) if text else ""
    except Invalid as refusal:
        raise Invalid(f"“{text[:60]}” is no e-mail address.") from refusal


def _phone(cell: Cell) -> str:
    if isinstance(cell, Flaw):
        raise Invalid(f"The phone holds {cell.value}.")
    text = said(cell)
    if text and (len(text) > 32 or not _PHONE.fullmatch(text) or sum(c.isdigit() for c in text) < 5):
        raise Invalid(f"“{text[:40]}” is no phone number.")
    return text


def _class_word(cell: Cell) -> str:
    return letters_and_digits(as_text(cell)).removesuffix("members").removesuffix("member")


def _class(cell: Cell) -> MemberClass | None:
    if isinstance(cell, Flaw):
        raise Invalid(f"The class holds {cell.value}.")
    word = _class_word(cell)
    if word and word not in _CLASS_OF:
        raise Invalid(f"The class is “{as_text(cell)[:40]}”. Write regular, associate, alumni or exempt.")
    return _CLASS_OF.get(word)


def _initiated(row: SheetRow, file: FileReading, today: date) -> date | None:
    slot = Slot(Column.INITIATED)
    if slot not in file.dates:
        return None
    try:
        return read_date(row.cells.get(slot, ""), today=today, reading=file.dates[slot])
    except Invalid as refusal:
        raise Invalid(refusal.message.replace("The date", "The day of initiation", 1)) from refusal


def _amount(row: SheetRow, column: Column, file: FileReading) -> int:
    try:
        minor = read_amount(row.cell(column), what=file.heading(Slot(column)), reading=file.amounts) or 0
    except Invalid as refusal:
        advice = "Write what a member has in credit into a column Credit."
        raise Invalid(refusal.message.replace("Enter money that went back by hand.", advice)) from refusal
    if minor:
        check_currency(row, file)
    return minor
