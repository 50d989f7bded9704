"""What becomes of each row of a table of payments, and why."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from sigma_finance.domain.errors import Invalid
from sigma_finance.domain.imports.cells import read_date
from sigma_finance.domain.imports.columns import Column
from sigma_finance.domain.imports.headings import FoundTable
from sigma_finance.domain.imports.outcomes import RowDecision, RowOutcome
from sigma_finance.domain.imports.roster import Match, Roster
from sigma_finance.domain.imports.rows import PaymentSheetRow, entries
from sigma_finance.domain.imports.sums import amounts_paid
from sigma_finance.domain.imports.tables import Flaw
from sigma_finance.domain.imports.words import is_total
from sigma_finance.domain.payments.payments import Method

#: One import takes so many rows at most; a longer file is split.
MOST_ROWS = 60_000


@dataclass(frozen=True, slots=True)
class RowPayment:
    """A payment that a row speaks of, and the key by which its row is known again; the amount in minor units."""

    member_id: int
    paid_on: date
    amount_minor: int
    method: Method
    note: str
    key: str


@dataclass(frozen=True, slots=True)
class Decision(RowDecision):
    """What becomes of a row of a table of payments."""

    paid: RowPayment | None = None


@dataclass(frozen=True)
class TableTerms:
    """What a table does not say itself: the currency, today's date, and the day of payments without one."""

    currency: str
    today: date
    day: date | None = None


@dataclass
class _PaymentReading:
    """The table under way, and how often each payment has stood in it so far."""

    roster: Roster
    terms: TableTerms
    seen: Counter[tuple[int, date, int, Method]] = field(default_factory=Counter)


class NoDates(Invalid):
    """The table has no column for the date, and nobody said which day to take."""


def decide(found: FoundTable, roster: Roster, terms: TableTerms) -> Iterator[Decision]:
    """What becomes of each row below the headings, in their order; what is in the books already is not known here.

    A row that pays in parts gives a decision for each. Raises NoDates, and Invalid for more rows than an import takes.
    """
    if Column.DATE not in found.layout.columns and terms.day is None:
        raise NoDates("The file has no column for the date. Say on which day the money came in.", field="day")
    reading = _PaymentReading(roster, terms)
    for count, entry in enumerate(entries(found), 1):
        if count > MOST_ROWS:
            raise Invalid(f"The file has more than {MOST_ROWS:,} rows. Split it.", field="file")
        yield from _decide(reading, entry)


def _decide(reading: _PaymentReading, entry: PaymentSheetRow) -> list[Decision]:
    match = reading.roster.find(name=entry.name, email=entry.email)
    if (skipped := _skip(entry, match)) is not None:
        return [skipped]
    member = match.person.name if match.person else ""
    try:
        amounts = amounts_paid(entry.cells, currency=reading.terms.currency)
        if not amounts:
            return [_no(entry, RowOutcome.SKIPPED, "Nothing was paid.", member)]
        if match.person is None:
            return [_no(entry, RowOutcome.TO_MEND, _several(match, entry))]
        payments = _payments(reading, entry, match.person.id, amounts)
    except Invalid as refusal:
        return [_no(entry, RowOutcome.TO_MEND, refusal.message, member)]
    reason = f"{match.how}{_remark(entry)}"
    return [_of(entry, RowOutcome.TO_IMPORT, reason, member, paid) for paid in payments]


def _of(
    entry: PaymentSheetRow, outcome: RowOutcome, reason: str, member: str, paid: RowPayment | None
) -> Decision:
    return Decision(entry.row, entry.name[:200], entry.email[:254], outcome, reason, member, paid)


def _no(entry: PaymentSheetRow, outcome: RowOutcome, reason: str, member: str = "") -> Decision:
    return _of(entry, outcome, reason, member, None)


def _skip(entry: PaymentSheetRow, match: Match) -> Decision | None:
    """Why a row is nobody's payment, or nobody can tell whose; None where it may be one."""
    if not entry.name and not entry.email and entry.flaw is None:
        return _no(entry, RowOutcome.SKIPPED, "No name and no e-mail address.")
    if is_total(entry.name) and "@" not in entry.email:
        return _no(entry, RowOutcome.SKIPPED, "A row of totals.")
    if match.people:
        return None
    if entry.flaw is not None:
        return _no(entry, RowOutcome.TO_MEND, f"The name or the address holds {entry.flaw.value}.")
    if entry.is_heading:
        return _no(entry, RowOutcome.SKIPPED, "The headings once more.")
    return _no(entry, RowOutcome.SKIPPED, "Nobody on the roster has this name or this address.")


def _several(match: Match, entry: PaymentSheetRow) -> str:
    known = ", ".join(sorted(person.email or "no address" for person in match.people)[:4])
    what = "An address that is on the roster" if entry.email else "An e-mail address"
    return f"{len(match.people)} members have this name ({known}). {what} would say who is meant."


def _payments(
    reading: _PaymentReading, entry: PaymentSheetRow, member_id: int, amounts: list[int]
) -> list[RowPayment]:
    day = read_date(entry.cells.get(Column.DATE, ""), today=reading.terms.today) or reading.terms.day
    if day is None:
        raise Invalid("The date is missing.")
    written = entry.cells.get(Column.METHOD, "")
    if isinstance(written, Flaw):
        raise Invalid(f"The method holds {written.value}.")
    method = entry.method or Method.OTHER
    return [
        RowPayment(member_id, day, minor, method, entry.note, _key(reading, member_id, day, minor, method))
        for minor in amounts
    ]


def _remark(entry: PaymentSheetRow) -> str:
    unknown = entry.unknown_method[:40]
    return f" “{unknown}” is kept as Other, and named in the note." if unknown else ""


def _key(reading: _PaymentReading, member_id: int, day: date, amount_minor: int, method: Method) -> str:
    """By what a payment is known again: member, date, amount, method, and which of several equal ones it is."""
    facts = (member_id, day, amount_minor, method)
    reading.seen[facts] += 1
    text = f"{member_id}|{day.isoformat()}|{amount_minor}|{method.value}|{reading.seen[facts]}"
    return hashlib.sha256(text.encode("ascii")).hexdigest()[:32]
