"""What becomes of each row of a table of payments, and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TypeAlias

from sigma_finance.domain.errors import Invalid
from sigma_finance.domain.imports import statuses
from sigma_finance.domain.imports.amounts import read_amount
from sigma_finance.domain.imports.answers import HiddenRows
from sigma_finance.domain.imports.columns import MONEY, PAYMENTS, Column, Slot
from sigma_finance.domain.imports.days import read_date
from sigma_finance.domain.imports.methods import read_method
from sigma_finance.domain.imports.nobody import why_nobody
from sigma_finance.domain.imports.outcomes import RowDecision, RowOutcome
from sigma_finance.domain.imports.readings import FileReading
from sigma_finance.domain.imports.roster import Match, Roster
from sigma_finance.domain.imports.rows import SheetRow, rows_of
from sigma_finance.domain.imports.statuses import StatusVerdict
from sigma_finance.domain.imports.sums import amounts_paid
from sigma_finance.domain.imports.tables import Flaw
from sigma_finance.domain.imports.words import as_text
from sigma_finance.domain.payments.payments import Method

#: One import takes so many rows at most; a longer file is split.
MOST_ROWS = 60_000
LONGEST_NOTE = 300


#: A member, a day and an amount.
Facts: TypeAlias = "tuple[int, date, int]"


@dataclass(frozen=True, slots=True)
class RowPayment:
    """A payment that a row speaks of; the amount in minor units.

    ``key`` is that by which its row is known again, once that is told; ``nth`` counts payments of the same member, day
    and amount in the file; ``undated`` ones have the day that somebody gave.
    """

    member_id: int
    paid_on: date
    amount_minor: int
    method: Method
    note: str
    key: str = ""
    nth: int = 1
    undated: bool = False

    @property
    def facts(self) -> Facts:
        """By what a payment is known again, whatever else is filled in later."""
        return self.member_id, self.paid_on, self.amount_minor


@dataclass(frozen=True, slots=True)
class Decision(RowDecision):
    """What becomes of a row of a table of payments; ``denied`` are payments that it says were not made or went back."""

    paid: RowPayment | None = None
    denied: tuple[Facts, ...] = ()

    @property
    def facts(self) -> tuple[Facts, ...]:
        """The payments that it speaks of, by which those in the books are found."""
        return self.denied if self.paid is None else (self.paid.facts,)


@dataclass(frozen=True)
class TableTerms:
    """What a table does not say itself: today's date, the day of payments without one, and what hidden rows are."""

    today: date
    day: date | None = None
    hidden_rows: HiddenRows | None = None


@dataclass
class _PaymentReading:
    """The table under way, and how often each payment has stood in it so far."""

    file: FileReading
    roster: Roster
    terms: TableTerms
    seen: Counter[Facts] = field(default_factory=Counter)


class NoDates(Invalid):
    """The table has no column for the date, and nobody said which day to take."""


def decide(file: FileReading, roster: Roster, terms: TableTerms) -> Iterator[Decision]:
    """What becomes of each row below the headings, in their order; what is in the books already is not known here.

    A row that pays in parts gives a decision for each. Raises Unanswered and NoDates, and Invalid for more rows than an
    import takes.
    """
    file.require_answers()
    if not any(slot.column is Column.DATE for slot in file.slots) and terms.day is None:
        raise NoDates("The file has no column for the date. Say on which day the money came in.", field="day")
    reading = _PaymentReading(file, roster, terms)
    for count, row in enumerate(rows_of(file, PAYMENTS), 1):
        if count > MOST_ROWS:
            raise Invalid(f"The file has more than {MOST_ROWS:,} rows. Split it.", field="file")
        yield from _if_shown(reading, row, _decide(reading, row))


def _if_shown(reading: _PaymentReading, row: SheetRow, decided: list[Decision]) -> list[Decision]:
    """The decisions about a row, held back where the file hides it and nobody said that it counts."""
    if not row.hidden or all(decision.outcome is RowOutcome.SKIPPED for decision in decided):
        return decided
    if reading.terms.hidden_rows is HiddenRows.TAKE:
        return [
            replace(decision, reason=f"{decision.reason} Hidden or struck through in the file.")
            for decision in decided
        ]
    if reading.terms.hidden_rows is HiddenRows.LEAVE:
        return [_no(row, RowOutcome.SKIPPED, "Hidden or struck through in the file.", decided[0].member)]
    reason = "The file hides this row or strikes it through. Say whether such rows count."
    return [_no(row, RowOutcome.TO_MEND, reason, decided[0].member)]


def _decide(reading: _PaymentReading, row: SheetRow) -> list[Decision]:
    match = reading.roster.find(name=row.name, email=row.email)
    if (skipped := _skip(row, match)) is not None:
        return [skipped]
    member = match.person.name if match.person else ""
    try:
        if reason := _why_unpaid(reading.file, row):
            return [_denial(reading, row, match, reason)]
        amounts = amounts_paid(row, reading.file)
        if not amounts:
            return [_no(row, RowOutcome.SKIPPED, "Nothing was paid.", member)]
        if reason := _why_taken_back(reading.file, row, sum(minor for _, minor in amounts)):
            return [_denial(reading, row, match, reason)]
        if match.person is None:
            return [_no(row, RowOutcome.TO_MEND, match.clash or _several(match, row))]
        payments = [_payment(reading, row, match.person.id, part, minor) for part, minor in amounts]
    except Invalid as refusal:
        return [_no(row, RowOutcome.TO_MEND, refusal.message, member)]
    reason = f"{match.how}{_remark(row)}"
    return [_of(row, RowOutcome.TO_IMPORT, reason, member, paid) for paid in payments]


def _denial(reading: _PaymentReading, row: SheetRow, match: Match, reason: str) -> Decision:
    """A row that says that nothing was paid or that it went back, with the payments that would be meant."""
    if match.person is None:
        return _no(row, RowOutcome.SKIPPED, reason)
    skipped = _no(row, RowOutcome.SKIPPED, reason, match.person.name)
    try:
        days = [
            (match.person.id, _day(reading, row, part) or reading.terms.day, minor)
            for part, minor in amounts_paid(row, reading.file)
        ]
    except Invalid:
        return skipped
    return replace(skipped, denied=tuple((who, day, minor) for who, day, minor in days if day is not None))


def _of(row: SheetRow, outcome: RowOutcome, reason: str, member: str, paid: RowPayment | None) -> Decision:
    return Decision(row.row, row.name[:200], row.email[:254], outcome, reason, member, paid)


def _no(row: SheetRow, outcome: RowOutcome, reason: str, member: str = "") -> Decision:
    return _of(row, outcome, reason, member, None)


def _skip(row: SheetRow, match: Match) -> Decision | None:
    """Why a row is nobody's payment, or nobody can tell whose; None where it may be one."""
    if row.quoted_wrong:
        return _no(row, RowOutcome.TO_MEND, f"The row holds {Flaw.QUOTE.value}.")
    if reason := why_nobody(row):
        if _is_money_of_nobody(row):
            return _no(row, RowOutcome.TO_MEND, "The row holds an amount and a day, and names nobody.")
        return _no(row, RowOutcome.SKIPPED, reason)
    if row.beyond:
        return _no(row, RowOutcome.TO_MEND, row.beyond)
    if match.people:
        return None
    if row.flaw is not None:
        return _no(row, RowOutcome.TO_MEND, f"The name or the address holds {row.flaw.value}.")
    return _no(row, RowOutcome.SKIPPED, "Nobody on the roster has this name or this address.")


def _is_money_of_nobody(row: SheetRow) -> bool:
    """Whether a row without a name is a payment all the same: it has an amount and a day, as sums have not."""
    if row.is_heading or row.name:
        return False
    filled = {slot.column for slot, cell in row.cells.items() if cell != "" and as_text(cell)}
    return Column.DATE in filled and bool(filled.intersection(MONEY))


def _several(match: Match, row: SheetRow) -> str:
    known = ", ".join(sorted(person.email or "no address" for person in match.people)[:4])
    what = "An address that is on the roster" if row.email else "An e-mail address"
    return f"{len(match.people)} members have this name ({known}). {what} would say who is meant."


def _why_unpaid(file: FileReading, row: SheetRow) -> str:
    """Why a row's status says that nothing was paid; "" where it was. Raises Invalid where that cannot be told."""
    slot = Slot(Column.STATUS)
    if slot in file.slots:
        heading, cell = file.heading(slot), row.cell(Column.STATUS)
        if isinstance(cell, Flaw):
            raise Invalid(f"{heading} holds {cell.value}.")
        verdict = statuses.paid(cell)
        if verdict is StatusVerdict.NO:
            return f"{heading} says “{as_text(cell)[:40]}”."
        if verdict is StatusVerdict.UNKNOWN:
            raise Invalid(f"{heading} says “{as_text(cell)[:40]}”, which may mean that nothing was paid.")
        if verdict is StatusVerdict.EMPTY and not file.blank_status_counts[slot]:
            raise Invalid(f"{heading} is empty, while other rows say there that they were paid.")
    for column in (Column.METHOD, Column.NOTES):
        if statuses.may_say_unpaid(row.text(column)):
            raise Invalid(
                f"{file.heading(Slot(column))} says “{row.text(column)[:40]}”, which may mean that nothing was paid."
            )
    return ""


def _why_taken_back(file: FileReading, row: SheetRow, paid_minor: int) -> str:
    """Why a payment did not stay; "" where it did. Raises Invalid where only a part of it did."""
    slot = Slot(Column.BACK)
    cell = row.cell(Column.BACK)
    if slot not in file.slots or cell == "":
        return ""
    heading = file.heading(slot)
    if isinstance(cell, Flaw):
        raise Invalid(f"{heading} holds {cell.value}.")
    if (
        isinstance(cell, date)
        or statuses.yes_or_no(cell) is StatusVerdict.YES
        or statuses.says_unpaid(as_text(cell))
    ):
        return f"{heading} says “{as_text(cell)[:40]}”."
    if statuses.yes_or_no(cell) is StatusVerdict.NO:
        return ""
    back = _amount_back(cell, heading, file) or 0
    if 0 < back < paid_minor:
        raise Invalid(
            f"{heading} says “{as_text(cell)[:40]}”: a part went back. Write what stayed as the amount."
        )
    return f"{heading} says “{as_text(cell)[:40]}”." if back else ""


def _amount_back(cell: object, heading: str, file: FileReading) -> int | None:
    """What went back; below zero or in brackets it is the same."""
    if isinstance(cell, (int, float)):
        return read_amount(abs(cell), what=heading, reading=file.amounts)
    text = as_text(str(cell)).strip("()-−– ")
    return read_amount(text, what=heading, reading=file.amounts)


def _payment(reading: _PaymentReading, row: SheetRow, member_id: int, part: str, minor: int) -> RowPayment:
    day = _day(reading, row, part)
    undated = day is None
    day = day or reading.terms.day
    if day is None:
        raise Invalid("The date is missing.")
    said = _said_of_method(row, part)
    method = read_method(said)
    note = _note(row, part, "" if method else said)
    reading.seen[member_id, day, minor] += 1
    nth = reading.seen[member_id, day, minor]
    return RowPayment(member_id, day, minor, method or Method.OTHER, note, nth=nth, undated=undated)


def _day(reading: _PaymentReading, row: SheetRow, part: str) -> date | None:
    """The day of a part, else of its row."""
    for slot in {Slot(Column.DATE, part): None, Slot(Column.DATE): None}:
        if slot in reading.file.dates:
            cell = row.cells.get(slot, "")
            found = read_date(cell, today=reading.terms.today, reading=reading.file.dates[slot])
            if found is not None:
                return found
    return None


def _said_of_method(row: SheetRow, part: str) -> str:
    for cell in (row.cell(Column.METHOD, part), row.cell(Column.METHOD)):
        if isinstance(cell, Flaw):
            raise Invalid(f"The method holds {cell.value}.")
        if text := as_text(cell):
            return text
    return ""


def _note(row: SheetRow, part: str, unknown_method: str) -> str:
    """The row's note, with what has no place of its own before it: a method that we have no word for, a term."""
    pieces = [
        f"Paid by {unknown_method}." if unknown_method else "",
        f"{part}." if part and not part.isdigit() else "",
        f"For {row.text(Column.TERM)}." if row.text(Column.TERM) else "",
        row.text(Column.NOTES, part) if part else "",
        row.text(Column.NOTES),
    ]
    note = " ".join(piece for piece in pieces if piece)
    return note if len(note) <= LONGEST_NOTE else f"{note[: LONGEST_NOTE - 1]}…"


def _remark(row: SheetRow) -> str:
    said = row.text(Column.METHOD)
    unknown = said[:40] if said and read_method(said) is None else ""
    return f" “{unknown}” is kept as Other, and named in the note." if unknown else ""
