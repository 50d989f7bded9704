"""How a file is read: its sheet, what each column holds, how amounts and dates are written. One way throughout.

It is decided from all rows before any of them is, and shown. What could decide what rows are, and isn't certain, is
asked.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import takewhile
from typing import Any

from sigma_finance.domain.imports.amounts import AmountEvidence, AmountReading, currency_of_heading
from sigma_finance.domain.imports.answers import NONE, Answers, UnansweredColumns
from sigma_finance.domain.imports.assigning import AssignedColumn, assign
from sigma_finance.domain.imports.columns import Column, Slot, Vocabulary
from sigma_finance.domain.imports.customs import AmountStyle, Customs, DateOrder, customs_of
from sigma_finance.domain.imports.days import ColumnDates, DateEvidence, DateReading
from sigma_finance.domain.imports.headings import FoundSheet, find_sheet
from sigma_finance.domain.imports.profiles import ColumnProfile
from sigma_finance.domain.imports.statuses import StatusVerdict
from sigma_finance.domain.imports.tables import Cell, Flaw, Row, Sheet, Table, filled_down
from sigma_finance.domain.imports.words import as_text

_MONEY = frozenset(
    (
        Column.AMOUNT,
        Column.TOTAL,
        Column.PART,
        Column.BACK,
        Column.OWES,
        Column.CREDIT,
        Column.OUT,
        Column.IN,
        Column.BALANCE,
    )
)
_DAYS = frozenset((Column.DATE, Column.INITIATED))
#: An amount, a status that spans two rows is said once; a name is said of each.
ONCE = frozenset((*_MONEY, Column.NOTES))


@dataclass(frozen=True)
class FileTerms:
    """What decides how a file is read beside what stands in it."""

    vocabulary: Vocabulary
    currency: str
    timezone: str
    today: date
    answers: Answers = NONE
    sheet: str | None = None

    @property
    def customs(self) -> Customs:
        """What is usual where the chapter is."""
        return customs_of(self.currency, self.timezone)


@dataclass(frozen=True)
class OpenQuestion:
    """What somebody has to say before rows are looked at: about a column (its letter), dates or amounts."""

    about: str
    sentence: str


@dataclass(frozen=True)
class FileReading:
    """How a file is read, and what is still open.

    ``facts`` says in words how the file was read beside its columns; ``today`` is the chapter's day on which it was.
    """

    sheet: Sheet
    heading_rows: tuple[int, int]
    columns: Sequence[AssignedColumn]
    slots: Mapping[Slot, int]
    amounts: AmountReading
    dates: Mapping[Slot, DateReading]
    blank_status_counts: Mapping[Slot, bool]
    questions: Sequence[OpenQuestion]
    facts: Sequence[tuple[str, str]]
    today: date
    of_several: bool = False

    def require_answers(self) -> None:
        """Raise UnansweredColumns where something is open."""
        if self.questions:
            raise UnansweredColumns(
                " ".join(question.sentence for question in self.questions), field="columns"
            )

    def heading(self, slot: Slot) -> str:
        """What the file calls a column, else what we call it."""
        place = self.slots.get(slot)
        text = next((column.heading for column in self.columns if column.place == place), "")
        return text or slot.label

    @property
    def summary(self) -> ReadingSummary:
        """How the file is read, in words."""
        columns = [
            ColumnLine(one.letter, one.heading, one.reads, " ".join(_remarks(one)).strip())
            for one in self.columns
        ]
        return ReadingSummary(self.sheet.name if self.of_several else "", columns, self.facts)

    def rows(self) -> Iterator[Row]:
        """The rows below the headings that hold anything; what was merged downwards stands in each of its rows."""
        places = [place for slot, place in self.slots.items() if slot.column not in ONCE]
        return (
            row
            for row in filled_down(self.sheet, places)
            if row[0] > self.heading_rows[1] and holds_something(row[1])
        )

    def above(self) -> Iterator[Row]:
        """The rows above the headings that look like more than titles."""
        titles = takewhile(lambda row: row[0] < self.heading_rows[0], self.sheet.rows())
        return (row for row in titles if sum(cell != "" for cell in row[1]) > 1)


@dataclass(frozen=True, slots=True)
class ColumnLine:
    """What became of a column, in words: its letter, its heading, what it was read as, and a remark."""

    letter: str
    heading: str
    reads: str
    remark: str = ""


@dataclass(frozen=True)
class ReadingSummary:
    """How a file was read, in words, as it is shown and kept with an import; ``sheet`` is "" where it has only one."""

    sheet: str = ""
    columns: Sequence[ColumnLine] = ()
    facts: Sequence[tuple[str, str]] = ()

    def as_head(self) -> dict[str, object]:
        """The summary as it is packed with the decisions."""
        columns = [[one.letter, one.heading, one.reads, one.remark] for one in self.columns]
        return {"sheet": self.sheet, "columns": columns, "facts": [list(fact) for fact in self.facts]}


def summary_of(head: Mapping[str, Any]) -> ReadingSummary:
    """The summary that was packed with an import; an empty one for an import of before."""
    return ReadingSummary(
        head.get("sheet", ""),
        [ColumnLine(*column) for column in head.get("columns", ())],
        [(name, text) for name, text in head.get("facts", ())],
    )


def holds_something(cells: Sequence[Cell]) -> bool:
    """Whether a row holds anything."""
    return any(cell != "" and (isinstance(cell, Flaw) or as_text(cell)) for cell in cells)


def read_file(table: Table, terms: FileTerms) -> FileReading:
    """How a file is read; raises Invalid where it holds no such table, or the sheet has to be said."""
    found = find_sheet(table.sheets, wanted=terms.sheet, vocabulary=terms.vocabulary)
    profiles = _profiles(found, terms.currency)
    columns = [
        _in_its_currency(column, terms.currency)
        for column in assign(found.block.headings, profiles, terms.vocabulary, terms.answers)
    ]
    slots = {column.slot: column.place for column in columns if column.slot is not None}
    evidence = _look(found, slots, terms)
    order = terms.answers.dates or evidence.dates.order(terms.customs)
    style = terms.answers.amounts or evidence.amounts.style(terms.customs)
    return FileReading(
        sheet=found.sheet,
        heading_rows=(found.block.first_row, found.block.last_row),
        columns=_with_hidden(columns, found.sheet),
        slots=slots,
        amounts=AmountReading(terms.currency, style or AmountStyle.POINT),
        dates=evidence.readings(order or DateOrder.MONTH_FIRST, terms),
        blank_status_counts={
            slot: _blanks_count(profiles[place], terms.vocabulary)
            for slot, place in slots.items()
            if slot.column is Column.STATUS
        },
        questions=[*_open_columns(columns), *_open_manner(evidence, order, style)],
        facts=_facts(table, found, evidence, order, style, terms),
        today=terms.today,
        of_several=len(table.sheets) > 1,
    )


def _in_its_currency(column: AssignedColumn, currency: str) -> AssignedColumn:
    """A column of money, asked for where its heading names another currency than the chapter's."""
    if column.slot is None or column.said or column.slot.column not in _MONEY:
        return column
    other = currency_of_heading(column.heading, currency)
    why = f"its heading names {other}, while the chapter keeps {currency}"
    return replace(column, slot=None, asked=True, why=why) if other else column


def _remarks(column: AssignedColumn) -> Iterator[str]:
    if column.why:
        yield f"{column.why[0].upper()}{column.why[1:]}."
    if column.hidden:
        yield "The file hides this column."


def _profiles(found: FoundSheet, currency: str) -> list[ColumnProfile]:
    profiles = [ColumnProfile() for _ in found.block.headings]
    for number, cells in found.sheet.rows():
        if number <= found.block.last_row:
            continue
        profiles.extend(ColumnProfile() for _ in range(len(cells) - len(profiles)))
        for profile, cell in zip(profiles, cells, strict=False):
            if cell != "":
                profile.add(cell, currency)
    return profiles


def _blanks_count(profile: ColumnProfile, vocabulary: Vocabulary) -> bool:
    """Whether a row whose status is empty counts: where the column only names exceptions."""
    said = profile.paid if vocabulary.in_parts else profile.belongs
    return said[StatusVerdict.YES] == 0


def _with_hidden(columns: Sequence[AssignedColumn], sheet: Sheet) -> list[AssignedColumn]:
    return [column.hidden_in(sheet.hidden_columns) for column in columns]


@dataclass
class _Evidence:
    """What the amounts and dates of a file show."""

    amounts: AmountEvidence
    dates: DateEvidence = field(default_factory=DateEvidence)
    by_column: dict[Slot, ColumnDates] = field(default_factory=dict)
    utc: frozenset[Slot] = frozenset()
    hidden_rows: int = 0

    def readings(self, order: DateOrder, terms: FileTerms) -> dict[Slot, DateReading]:
        said = terms.answers.dates is not None
        return {
            slot: DateReading(
                order,
                terms.timezone,
                utc=slot in self.utc,
                whole_days=seen.whole_days,
                own_dates_doubted=not said and seen.is_doubted(order, self.dates, terms.customs),
            )
            for slot, seen in self.by_column.items()
        }


def _look(found: FoundSheet, slots: Mapping[Slot, int], terms: FileTerms) -> _Evidence:
    money = [place for slot, place in slots.items() if slot.column in _MONEY]
    days = {slot: place for slot, place in slots.items() if slot.column in _DAYS}
    headings = found.block.headings
    utc = frozenset(s for s, place in days.items() if place < len(headings) and _is_utc(headings[place].text))
    evidence = _Evidence(
        AmountEvidence(terms.currency), by_column={slot: ColumnDates() for slot in days}, utc=utc
    )
    for number, cells in found.sheet.rows():
        if number <= found.block.last_row or not holds_something(cells):
            continue
        evidence.hidden_rows += number in found.sheet.hidden_rows
        for place in money:
            if place < len(cells):
                evidence.amounts.add(number, cells[place])
        for slot, place in days.items():
            if place < len(cells):
                evidence.dates.add(number, cells[place])
                evidence.by_column[slot].add(cells[place], utc=slot in utc)
    return evidence


def _is_utc(heading: str) -> bool:
    words = heading.upper().replace("(", " ").replace(")", " ").replace("_", " ").split()
    return "UTC" in words or "GMT" in words


def _open_columns(columns: Sequence[AssignedColumn]) -> Iterator[OpenQuestion]:
    for column in columns:
        if column.asked:
            yield OpenQuestion(column.letter, f"Say what {column.named} is: {column.why}.")


def _open_manner(
    evidence: _Evidence, order: DateOrder | None, style: AmountStyle | None
) -> Iterator[OpenQuestion]:
    if order is None:
        rows = " and ".join(f"row {row}" for row in evidence.dates.shown_by.values())
        why = f"{rows} show both ways" if rows else f"row {evidence.dates.fits_both} could be read both ways"
        yield OpenQuestion("dates", f"Say whether dates have the day or the month first: {why}.")
    if style is None:
        shown = {**evidence.amounts.hinted_by, **evidence.amounts.shown_by}
        rows = " and ".join(f"row {row}" for row in shown.values())
        yield OpenQuestion(
            "amounts",
            f"Say whether a point or a comma stands before the cents: {rows} could be read both ways.",
        )


def _facts(
    table: Table,
    found: FoundSheet,
    evidence: _Evidence,
    order: DateOrder | None,
    style: AmountStyle | None,
    terms: FileTerms,
) -> list[tuple[str, str]]:
    first, last = found.block.first_row, found.block.last_row
    facts = [("Headings", f"row {first}" if first == last else f"rows {first} and {last}")]
    if len(table.sheets) > 1:
        facts.append(("Sheet", found.sheet.name))
    if found.beside:
        facts.append(("Sheets not read", ", ".join(found.beside)))
    if table.encoding:
        facts.append(("Text", table.encoding))
    if style is not None and (evidence.amounts.shown_by or evidence.amounts.hinted_by):
        facts.append(
            ("Amounts", _because(style.label, terms.answers.amounts, evidence.amounts.reason(style)))
        )
    if order is not None and (evidence.dates.shown_by or evidence.dates.fits_both):
        facts.append(("Dates", _because(order.label, terms.answers.dates, evidence.dates.reason(order))))
    if any(seen.moments and not seen.whole_days for seen in evidence.by_column.values()):
        facts.append(("Moments", f"taken as days in {terms.timezone}"))
    if evidence.hidden_rows:
        facts.append(("Rows hidden or struck through", f"{evidence.hidden_rows:,}"))
    return facts


def _because(label: str, said: object | None, reason: str) -> str:
    if said is not None:
        return f"{label} (as you said)"
    return f"{label} ({reason})" if reason else label
