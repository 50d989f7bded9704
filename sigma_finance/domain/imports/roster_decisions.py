"""What becomes of each row of a roster, and why."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from sigma_finance.domain.errors import Invalid
from sigma_finance.domain.imports.headings import FoundTable
from sigma_finance.domain.imports.outcomes import RowDecision, RowOutcome
from sigma_finance.domain.imports.people import Facts, PersonSheetRow, facts_of, lines_of
from sigma_finance.domain.imports.roster import Match, NamedMember, Roster
from sigma_finance.domain.imports.tables import Flaw
from sigma_finance.domain.imports.words import as_text, is_total, name_key
from sigma_finance.domain.members.members import MemberClass, MemberStatus
from sigma_finance.domain.text import normal_email

#: One import takes so many rows at most; a longer file is split.
MOST_ROWS = 10_000


@dataclass(frozen=True, slots=True)
class KnownMember(NamedMember):
    """A member as the roster has them."""

    phone: str
    member_class: MemberClass
    initiated_on: date | None
    status: MemberStatus


@dataclass(frozen=True, slots=True)
class RosterChange:
    """A value of a member that a row changes, as text."""

    field: str
    before: str
    after: str

    @property
    def words(self) -> str:
        """The change as the report says it."""
        was = f", was {self.before}" if self.before else ""
        return f"{_WORDS[self.field]} becomes {self.after}{was}."


_WORDS = {"email": "E-mail", "phone": "Phone", "member_class": "Class", "initiated_on": "Initiation"}


@dataclass(frozen=True, slots=True)
class RosterDecision(RowDecision):
    """What becomes of a row of a roster: a new member, changes to one, or neither."""

    member_id: int | None = None
    new: Facts | None = None
    changes: tuple[RosterChange, ...] = ()


@dataclass
class _RosterReading:
    """The rows under way, and those before that name somebody."""

    roster: Roster
    known: Mapping[int, KnownMember]
    by_email: dict[str, _EarlierRow] = field(default_factory=dict)
    by_name: dict[tuple[str, ...], list[_EarlierRow]] = field(default_factory=dict)
    by_member: dict[int, _EarlierRow] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _EarlierRow:
    row: int
    email: str
    facts: Facts | None


def decide_roster(
    found: FoundTable, known: Iterable[KnownMember], *, currency: str, today: date
) -> Iterator[RosterDecision]:
    """What becomes of each row below the headings, in their order.

    Raises Invalid for more rows than an import takes.
    """
    people = {person.id: person for person in known}
    reading = _RosterReading(Roster(people.values()), people)
    for count, line in enumerate(lines_of(found), 1):
        if count > MOST_ROWS:
            raise Invalid(f"The file has more than {MOST_ROWS:,} rows. Split it.", field="file")
        yield _decide(reading, line, currency, today)


def _decide(reading: _RosterReading, line: PersonSheetRow, currency: str, today: date) -> RosterDecision:
    if (reason := _nobody(line)) is not None:
        return _of(line, RowOutcome.SKIPPED, reason)
    try:
        facts = facts_of(line, currency=currency, today=today)
    except Invalid as refusal:
        match = reading.roster.find(name=line.name, email=line.email)
        _remember(reading, line, match, None)
        return _of(line, RowOutcome.TO_MEND, refusal.message, match.person.name if match.person else "")
    match = reading.roster.find(name=as_text(facts.name), email=facts.email)
    member = match.person.name if match.person else ""
    before = _seen_before(reading, line, match)
    _remember(reading, line, match, facts)
    if before is not None:
        return _again(line, facts, before, member)
    if match.people:
        return _known(reading, line, facts, match)
    if not facts.name:
        return _of(
            line, RowOutcome.TO_MEND, "The name is missing, and nobody on the roster has this address."
        )
    return RosterDecision(
        line.row,
        line.name[:200],
        line.email[:254],
        RowOutcome.TO_IMPORT,
        _remark(facts),
        facts.name,
        new=facts,
    )


def _of(line: PersonSheetRow, outcome: RowOutcome, reason: str, member: str = "") -> RosterDecision:
    return RosterDecision(line.row, line.name[:200], line.email[:254], outcome, reason, member)


def _nobody(line: PersonSheetRow) -> str | None:
    """Why a row names nobody; None where it does, or nobody can tell."""
    if is_total(line.name) and "@" not in line.email:
        return "A row of totals."
    if line.is_heading:
        return "The headings once more."
    if not line.name and not line.email and not any(isinstance(cell, Flaw) for cell in line.cells.values()):
        return "No name and no e-mail address."
    return None


def _remark(facts: Facts) -> str:
    return "" if facts.email else "Without an e-mail address nobody can be invited."


def _again(line: PersonSheetRow, facts: Facts, before: _EarlierRow, member: str) -> RosterDecision:
    """A row about somebody whom an earlier row named."""
    if before.facts == facts:
        return _of(line, RowOutcome.SKIPPED, f"The same as row {before.row}.", member)
    if facts.email and facts.email == before.email:
        return _of(
            line,
            RowOutcome.TO_MEND,
            f"Row {before.row} has the same e-mail address, and says otherwise.",
            member,
        )
    advice = "" if facts.email and before.email else " E-mail addresses in both rows would say who is who."
    return _of(line, RowOutcome.TO_MEND, f"Row {before.row} may be the same person.{advice}", member)


def _seen_before(reading: _RosterReading, line: PersonSheetRow, match: Match) -> _EarlierRow | None:
    """The earlier row that is about the same person, or may be."""
    email = normal_email(line.email)
    if email and email in reading.by_email:
        return reading.by_email[email]
    person = match.person
    seen = reading.by_member.get(person.id) if person is not None else None
    # Two addresses for one name are two people, unless the roster has no address to tell.
    if person is not None and seen is not None and not (email and seen.email and person.email):
        return seen
    same = reading.by_name.get(_key(line.name), [])
    return next((seen for seen in same if not email or not seen.email), None)


def _key(name: str) -> tuple[str, ...]:
    """By what two rows of one name are told; nobody is known by an empty one."""
    return name_key(name) or ((name,) if name else ())


def _remember(reading: _RosterReading, line: PersonSheetRow, match: Match, facts: Facts | None) -> None:
    seen = _EarlierRow(line.row, normal_email(line.email), facts)
    if seen.email:
        reading.by_email.setdefault(seen.email, seen)
    if match.person is not None:
        reading.by_member.setdefault(match.person.id, seen)
    if key := _key(line.name):
        reading.by_name.setdefault(key, []).append(seen)


def _known(reading: _RosterReading, line: PersonSheetRow, facts: Facts, match: Match) -> RosterDecision:
    """A row about somebody on the roster, or one of several."""
    if match.person is None:
        addresses = ", ".join(sorted(person.email or "no address" for person in match.people)[:4])
        who = f"{len(match.people)} members have this name ({addresses})."
        reason = f"{who} Only an address that is on the roster tells who is meant."
        return _of(line, RowOutcome.TO_MEND, reason)
    person = reading.known[match.person.id]
    if facts.email and person.email and facts.email != person.email:
        reason = (
            f"The roster has this name with another address, {person.email}. If that is the same person, correct the "
            "address; if not, tell the names apart."
        )
        return _of(line, RowOutcome.TO_MEND, reason, person.name)
    changes = tuple(_changes(person, facts))
    outcome = RowOutcome.TO_CHANGE if changes else RowOutcome.ALREADY_THERE
    how = match.how.replace(" The address is not the one on the roster.", "")
    reason = " ".join([how, *(change.words for change in changes), *_notes(person, facts)])
    return RosterDecision(
        line.row,
        line.name[:200],
        line.email[:254],
        outcome,
        reason,
        person.name,
        member_id=person.id,
        changes=changes,
    )


def _changes(person: KnownMember, facts: Facts) -> Iterator[RosterChange]:
    """What a row says otherwise than the roster; what it leaves empty stays."""
    said = {
        "email": (person.email or "", facts.email),
        "phone": (person.phone, facts.phone),
        "member_class": (person.member_class.value, facts.member_class.value if facts.member_class else ""),
        "initiated_on": (_iso(person.initiated_on), _iso(facts.initiated_on)),
    }
    return (
        RosterChange(name, before, after)
        for name, (before, after) in said.items()
        if after not in ("", before)
    )


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""


def _notes(person: KnownMember, facts: Facts) -> Iterator[str]:
    if facts.owes_minor or facts.credit_minor:
        yield "Owes and Credit are left out: they count for new members only."
    if person.status is not MemberStatus.ACTIVE:
        yield "This member is not active."
