"""A statement that is a table: its rows as lines, read one way throughout.

Money is one column with signs, one whose side another column names, or two columns. What cannot be taken is named.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from sigma_finance.domain.bank.statements import (
    MOST_LINES,
    PENDING,
    FileLine,
    LineDecision,
    StatementBalances,
    taken,
)
from sigma_finance.domain.errors import Invalid
from sigma_finance.domain.imports.amounts import read_signed, shown
from sigma_finance.domain.imports.answers import HiddenRows
from sigma_finance.domain.imports.columns import STATEMENT, Column, Slot
from sigma_finance.domain.imports.days import read_date
from sigma_finance.domain.imports.outcomes import RowOutcome
from sigma_finance.domain.imports.readings import FileReading
from sigma_finance.domain.imports.rows import SheetRow, rows_of
from sigma_finance.domain.imports.sums import check_currency
from sigma_finance.domain.imports.tables import Flaw
from sigma_finance.domain.imports.words import letters_and_digits

_OUT = frozenset(
    "debit debits dr d soll s withdrawal dbit out check checks cargo lastschrift withdraw payment".split()
)
_IN = frozenset("credit credits cr c haben h deposit crdt in dslip abono gutschrift".split())
_PENDING = frozenset(
    "pending unposted processing authorized authorised hold scheduled vorgemerkt pendiente yes".split()
)


@dataclass(frozen=True)
class DecidedTable:
    """What becomes of the rows of a table, in the order in which the bank booked them, and its balances.

    ``remark`` says why its balances cannot be used.
    """

    decisions: Sequence[LineDecision]
    balances: StatementBalances
    remark: str = ""


def decide_table(
    file: FileReading, *, begins_on: date, hidden_rows: HiddenRows | None = None
) -> DecidedTable:
    """What becomes of each row below the headings; what is there already is not known here.

    Raises Unanswered where something is open, Invalid for more rows than an import takes.
    """
    file.require_answers()
    rows = [row for row in rows_of(file, STATEMENT) if not row.is_heading]
    if len(rows) > MOST_LINES:
        raise Invalid(f"The file has more than {MOST_LINES:,} rows. Split it.", field="file")
    signed = any(_below_zero(row, file) for row in rows)
    found = [_decide(row, file, signed, begins_on, hidden_rows) for row in rows]
    if _runs_back([decision for decision, _ in found]):
        found.reverse()
    return _with_balances(found)


def _below_zero(row: SheetRow, file: FileReading) -> bool:
    try:
        minor = _money(row, file, Column.AMOUNT)
    except Invalid:
        return False
    return minor is not None and minor < 0


def _money(row: SheetRow, file: FileReading, column: Column) -> int | None:
    slot = Slot(column)
    if slot not in row.cells:
        return None
    return read_signed(row.cells[slot], what=file.heading(slot), reading=file.amounts)


def _decide(
    row: SheetRow, file: FileReading, signed: bool, begins_on: date, hidden_rows: HiddenRows | None
) -> tuple[LineDecision, int | None]:
    """What becomes of a row, and the balance that stands in it."""
    text = _text(row)
    if (reason := _left_out(row, hidden_rows)) is not None:
        outcome, why = reason
        return LineDecision(row.row, text, "", outcome, why), None
    try:
        line = _line(row, file, signed, text)
    except Invalid as refusal:
        return LineDecision(row.row, text, "", RowOutcome.TO_MEND, refusal.message), None
    if line is None:
        return LineDecision(row.row, text, "", RowOutcome.SKIPPED, "It has no amount."), None
    decision = taken(line.cut(), begins_on=begins_on, today=file.today)
    try:
        return decision, _money(row, file, Column.BALANCE)
    except Invalid:
        return decision, None


def _left_out(row: SheetRow, hidden_rows: HiddenRows | None) -> tuple[RowOutcome, str] | None:
    if row.beyond:
        return RowOutcome.TO_MEND, row.beyond
    if row.quoted_wrong:
        return RowOutcome.TO_MEND, f"It holds {Flaw.QUOTE.value}."
    if letters_and_digits(row.text(Column.BOOKED)) in _PENDING:
        return RowOutcome.SKIPPED, PENDING
    if row.hidden and hidden_rows is HiddenRows.LEAVE:
        return RowOutcome.SKIPPED, "The file hides it or strikes it through."
    if row.hidden and hidden_rows is None:
        return RowOutcome.TO_MEND, "The file hides it or strikes it through. Say whether such rows count."
    return None


def _line(row: SheetRow, file: FileReading, signed: bool, text: str) -> FileLine | None:
    """The line that a row is; None for one that has no money in it, as a title or a balance has not."""
    check_currency(row, file)
    minor = _moved(row, file, signed)
    if minor is None:
        return None
    slot = Slot(Column.DATE)
    day = read_date(row.cell(Column.DATE), today=file.today, reading=file.dates[slot])
    if day is None:
        raise Invalid(f"{file.heading(slot)} is empty.")
    return FileLine(
        row.row,
        day,
        minor,
        text,
        row.text(Column.REFERENCE),
        row.text(Column.CHECK).lstrip("0"),
    )


def _moved(row: SheetRow, file: FileReading, signed: bool) -> int | None:
    """What a row moved: below zero where money left the bank."""
    amount, out, came = (_money(row, file, column) for column in (Column.AMOUNT, Column.OUT, Column.IN))
    if out and came:
        raise Invalid("It has money that went out and money that came in. A line has one of them.")
    if out or came:
        return -abs(out) if out else came
    if amount is None:
        return None if out is None and came is None else 0
    return amount if signed or not amount else _by_side(amount, row, file)


def _by_side(amount: int, row: SheetRow, file: FileReading) -> int:
    """An amount of a file without signs: on the side that another column names, or in."""
    slot = Slot(Column.SIDE)
    if slot not in file.slots:
        return amount
    said = letters_and_digits(row.text(Column.SIDE))
    if said in _OUT:
        return -amount
    if said in _IN:
        return amount
    raise Invalid(f"{file.heading(slot)} says {shown(row.cell(Column.SIDE))}, neither debit nor credit.")


def _text(row: SheetRow) -> str:
    """Whom it was with and what the bank says of it, none of it twice."""
    pieces: list[str] = []
    for column in (Column.PAYEE, Column.TEXT, Column.NOTES):
        text = row.text(column)
        if text and not any(text in piece for piece in pieces):
            pieces.append(text)
    return " ".join(pieces)


def _runs_back(decisions: Sequence[LineDecision]) -> bool:
    """Whether the newest line stands first."""
    days = [decision.line.booked_on for decision in decisions if decision.line]
    back = sum(after < before for before, after in pairwise(days))
    return back > sum(after > before for before, after in pairwise(days))


def _with_balances(found: Sequence[tuple[LineDecision, int | None]]) -> DecidedTable:
    decisions = [decision for decision, _ in found]
    told = [(decision, balance) for decision, balance in found if decision.line]
    known = [(decision.line.amount_minor, balance) for decision, balance in told if decision.line]
    if not known or any(balance is None for _, balance in known):
        return DecidedTable(decisions, StatementBalances())
    follows = all(after == (before or 0) + moved for (_, before), (moved, after) in pairwise(known))
    if not follows and all(
        (before or 0) == (after or 0) + moved for (moved, before), (_, after) in pairwise(known)
    ):
        return _with_balances(list(reversed(found)))
    if not follows:
        return DecidedTable(
            decisions,
            StatementBalances(),
            "The balances beside the lines do not follow from their amounts, so they are not used.",
        )
    return DecidedTable(decisions, _balances(told))


def _balances(told: Sequence[tuple[LineDecision, int | None]]) -> StatementBalances:
    """What the bank held before the first line that is taken, and after the last."""
    taken_ones = [
        (decision.line, balance)
        for decision, balance in told
        if decision.line and decision.outcome is RowOutcome.TO_IMPORT
    ]
    if not taken_ones:
        return StatementBalances()
    (first, after_first), (_, closing) = taken_ones[0], taken_ones[-1]
    return StatementBalances((after_first or 0) - first.amount_minor, closing)
