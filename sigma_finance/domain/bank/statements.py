"""A statement, whatever it was written as: its lines, its balances, and what of it cannot be taken.

Amounts are in minor units; below zero money left the bank.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal, InvalidOperation

from sigma_finance.domain.bank.words import StatementFormat
from sigma_finance.domain.dates import long_date
from sigma_finance.domain.errors import Invalid
from sigma_finance.domain.folding import plain
from sigma_finance.domain.imports.outcomes import RowDecision, RowOutcome
from sigma_finance.domain.imports.words import as_text
from sigma_finance.domain.money import LIMIT_MINOR, format_money, precision

MOST_LINES = 60_000


@dataclass(frozen=True, slots=True)
class FileLine:
    """A line as the bank wrote it; ``row`` is where it stands in the file. ``nth`` counts equal ones from 1."""

    row: int
    booked_on: date
    amount_minor: int
    description: str = ""
    reference: str = ""
    check_number: str = ""
    nth: int = 1

    @property
    def key(self) -> str:
        """By which it is known again: its day, amount and text."""
        text = (
            f"{self.booked_on.isoformat()}|{self.amount_minor}|{plain(self.description)}|{self.check_number}"
        )
        return hashlib.sha256(text.encode()).hexdigest()[:32]

    def cut(self) -> FileLine:
        """The line in the lengths that are kept."""
        return replace(
            self,
            description=as_text(self.description)[:300],
            reference=as_text(self.reference)[:120],
            check_number=as_text(self.check_number)[:20],
        )


@dataclass(frozen=True, slots=True)
class LineDecision(RowDecision):
    """What becomes of a row of a statement; without a line it cannot be taken, or is none."""

    line: FileLine | None = None


@dataclass(frozen=True)
class StatementBalances:
    """What the bank held before the first line and after the last one, where the file says so."""

    opening_minor: int | None = None
    closing_minor: int | None = None


@dataclass(frozen=True)
class PlainLine:
    """A line of a bank's own format, as its library reads it: nothing of it is checked yet."""

    booked_on: str
    amount: str
    description: str = ""
    reference: str = ""
    check_number: str = ""
    pending: bool = False


@dataclass(frozen=True)
class PlainStatement:
    """A statement in a bank's own format: amounts are decimals with a point, days are ISO, whoever wrote it."""

    format: StatementFormat
    name: str
    sha256: str
    currency: str
    lines: Sequence[PlainLine]
    opening: str = ""
    closing: str = ""


def minor_of(text: str, currency: str) -> int:
    """A decimal of a bank's own format in minor units; raises Invalid for what is none, or has parts of a cent."""
    try:
        value = Decimal(text.strip().replace(",", "."))
    except InvalidOperation as error:
        raise Invalid(f"The amount is “{text[:40]}”, which is none.") from error
    minor = value.scaleb(precision(currency)) if value.is_finite() else Decimal(LIMIT_MINOR)
    if abs(minor) >= LIMIT_MINOR or minor != minor.to_integral_value():
        raise Invalid(f"The amount is “{text[:40]}”, which is too much or has parts of a cent.")
    return int(minor)


def decide_plain(statement: PlainStatement, *, begins_on: date, today: date) -> Iterator[LineDecision]:
    """What becomes of each line of a bank's own format, in its order; what is there already is not known here."""
    for row, one in enumerate(statement.lines, 1):
        if row > MOST_LINES:
            raise Invalid(f"The file has more than {MOST_LINES:,} lines. Split it.", field="file")
        yield _decided_plain(row, one, statement.currency, begins_on, today)


def _decided_plain(row: int, one: PlainLine, currency: str, begins_on: date, today: date) -> LineDecision:
    name = as_text(one.description)[:300]
    if one.pending:
        return LineDecision(row, name, "", RowOutcome.SKIPPED, PENDING)
    try:
        day = date.fromisoformat(one.booked_on[:10])
    except ValueError:
        return LineDecision(
            row, name, "", RowOutcome.TO_MEND, f"The date is “{one.booked_on[:40]}”, which is none."
        )
    try:
        minor = minor_of(one.amount, currency)
    except Invalid as refusal:
        return LineDecision(row, name, "", RowOutcome.TO_MEND, refusal.message)
    line = FileLine(row, day, minor, one.description, one.reference, one.check_number).cut()
    return taken(line, begins_on=begins_on, today=today)


PENDING = "The bank calls it pending. It comes with a later statement."


def taken(line: FileLine, *, begins_on: date, today: date) -> LineDecision:
    """A line that could be read: taken, unless it moves nothing or stands outside the days of the account."""
    outcome, reason = RowOutcome.TO_IMPORT, ""
    if line.booked_on < begins_on:
        outcome = RowOutcome.SKIPPED
        reason = f"It is before {long_date(begins_on)}, where this account begins in your books."
    elif line.booked_on > today:
        outcome, reason = (
            RowOutcome.TO_MEND,
            f"The date is {line.booked_on.isoformat()}, which has not come yet.",
        )
    elif not line.amount_minor:
        outcome, reason = RowOutcome.SKIPPED, "It moves nothing."
    return LineDecision(line.row, line.description, "", outcome, reason, line=line)


@dataclass
class SeenLines:
    """Tells the lines of one file that are there already; ``there`` counts those of each key."""

    there: Mapping[str, int]
    counted: Counter[str] = field(default_factory=Counter)

    def judge(self, decision: LineDecision) -> LineDecision:
        """The decision about a line, numbered among those of its day, amount and text."""
        line = decision.line
        if line is None or decision.outcome is not RowOutcome.TO_IMPORT:
            return decision
        self.counted[line.key] += 1
        numbered = replace(line, nth=self.counted[line.key])
        if numbered.nth <= self.there.get(line.key, 0):
            return replace(
                decision, outcome=RowOutcome.ALREADY_THERE, reason="Imported before.", line=numbered
            )
        return replace(decision, line=numbered)


@dataclass
class StatementTally:
    """What the rows of a statement come to: how many of which outcome, and what the new lines move."""

    new: int = 0
    in_minor: int = 0
    out_minor: int = 0
    already_there: int = 0
    skipped: int = 0
    to_mend: int = 0
    first_on: date | None = None
    last_on: date | None = None

    def add(self, decision: LineDecision) -> None:
        """Count a row."""
        line = decision.line
        match decision.outcome:
            case RowOutcome.TO_IMPORT | RowOutcome.IMPORTED if line:
                self.new += 1
                self.in_minor += max(line.amount_minor, 0)
                self.out_minor -= min(line.amount_minor, 0)
            case RowOutcome.ALREADY_THERE:
                self.already_there += 1
            case RowOutcome.SKIPPED:
                self.skipped += 1
            case _:
                self.to_mend += 1
        if line and decision.outcome not in (RowOutcome.SKIPPED, RowOutcome.TO_MEND):
            self.first_on = min(self.first_on or line.booked_on, line.booked_on)
            self.last_on = max(self.last_on or line.booked_on, line.booked_on)

    @property
    def decisions(self) -> int:
        """All rows."""
        return self.new + self.already_there + self.skipped + self.to_mend

    def count(self, outcome: RowOutcome) -> int:
        """The rows of an outcome."""
        return {
            RowOutcome.TO_IMPORT: self.new,
            RowOutcome.IMPORTED: self.new,
            RowOutcome.ALREADY_THERE: self.already_there,
            RowOutcome.SKIPPED: self.skipped,
            RowOutcome.TO_MEND: self.to_mend,
        }[outcome]


@dataclass(frozen=True)
class KnownBalance:
    """What the bank held at the end of a day, as a statement or the account's opening says."""

    on: date
    minor: int


def gap(
    known: KnownBalance, moved_minor: int, opening_minor: int | None, first_on: date, currency: str
) -> str:
    """Why lines must be missing between what is known and a statement that begins later; "" where none are.

    ``moved_minor`` is what the lines between them come to.
    """
    if opening_minor is None or first_on <= known.on:
        return ""
    reached = known.minor + moved_minor
    if reached == opening_minor:
        return ""
    missing = format_money(opening_minor - reached, currency)
    return (
        f"Lines are missing before {long_date(first_on)}: the bank held {format_money(reached, currency)} as far as it "
        f"is known, and {format_money(opening_minor, currency)} when this statement begins. Import the statement "
        f"between them, which moves {missing}."
    )


def does_not_follow(lines: Iterable[FileLine], balances: StatementBalances, currency: str) -> str:
    """Why the lines of a statement cannot be all of it: they do not lead from its opening to its closing balance."""
    if balances.opening_minor is None or balances.closing_minor is None:
        return ""
    reached = balances.opening_minor + sum(line.amount_minor for line in lines)
    if reached == balances.closing_minor:
        return ""
    return (
        f"The lines lead to {format_money(reached, currency)}, while the statement closes with "
        f"{format_money(balances.closing_minor, currency)}. Lines are missing in the file, or are not read as they are "
        "meant."
    )
