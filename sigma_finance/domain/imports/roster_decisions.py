"""What becomes of each row of a roster, and why."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import islice

from sigma_finance.domain.errors import Invalid
from sigma_finance.domain.imports.answers import HiddenRows, LookAlikes
from sigma_finance.domain.imports.columns import ROSTER
from sigma_finance.domain.imports.likeness import may_be_same, words_of
from sigma_finance.domain.imports.nobody import why_no_member, why_nobody
from sigma_finance.domain.imports.outcomes import RowDecision, RowOutcome
from sigma_finance.domain.imports.people import Facts, facts_of, why_gone
from sigma_finance.domain.imports.readings import FileReading
from sigma_finance.domain.imports.roster import Match, NamedMember, Roster
from sigma_finance.domain.imports.rows import SheetRow, rows_of
from sigma_finance.domain.imports.words import as_text, name_key
from sigma_finance.domain.members.members import MemberClass, MemberStatus
from sigma_finance.domain.text import normal_email

#: One import takes so many rows at most; a longer file is split.
MOST_ROWS = 10_000
#: So many names tell how names are written in a file.
_ENOUGH_NAMES = 3


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


@dataclass(frozen=True)
class RosterTerms:
    """What a roster does not say itself: today's date, what hidden rows are, and people who look like members."""

    today: date
    hidden_rows: HiddenRows | None = None
    look_alikes: LookAlikes | None = None


@dataclass
class _RosterReading:
    """The rows under way, and those before that name somebody.

    ``names_in_two`` says that most names of the file have two words or more, ``names_in_capitals`` that each of their
    words begins with a capital.
    """

    file: FileReading
    terms: RosterTerms
    roster: Roster
    known: Mapping[int, KnownMember]
    names_in_two: bool = False
    names_in_capitals: bool = False
    by_email: dict[str, _EarlierRow] = field(default_factory=dict)
    by_name: dict[tuple[str, ...], list[_EarlierRow]] = field(default_factory=dict)
    by_member: dict[int, _EarlierRow] = field(default_factory=dict)
    by_last_name: dict[str, list[KnownMember]] = field(default_factory=dict)
    by_phone: dict[str, list[KnownMember]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for person in self.known.values():
            if words := words_of(person.name):
                self.by_last_name.setdefault(words[-1], []).append(person)
            if digits := _digits(person.phone):
                self.by_phone.setdefault(digits, []).append(person)


@dataclass(frozen=True, slots=True)
class _EarlierRow:
    row: int
    email: str
    facts: Facts | None


def decide_roster(
    file: FileReading, known: Iterable[KnownMember], terms: RosterTerms
) -> Iterator[RosterDecision]:
    """What becomes of each row below the headings, in their order.

    Raises Unanswered, and Invalid for more rows than an import takes.
    """
    file.require_answers()
    people = {person.id: person for person in known}
    names = [row.name for row in islice(rows_of(file, ROSTER), MOST_ROWS) if row.filled > 1 and row.name]
    reading = _RosterReading(
        file,
        terms,
        Roster(people.values()),
        people,
        _are_in_two(names),
        bool(names) and not any(map(_has_small_word, names)),
    )
    for count, line in enumerate(rows_of(file, ROSTER), 1):
        if count > MOST_ROWS:
            raise Invalid(f"The file has more than {MOST_ROWS:,} rows. Split it.", field="file")
        yield _decide(reading, line)


def _are_in_two(names: Sequence[str]) -> bool:
    return len(names) >= _ENOUGH_NAMES and sum(" " in name for name in names) * 2 > len(names)


_IN_NAMES = frozenset(
    "de del della di da do dos das la las le les los van von der den zu y e bin ibn bint al el ap".split()
)


def _has_small_word(name: str) -> bool:
    """Whether a word begins with a small letter that is none of a name's own: *Open spot*, not *Ana de la Cruz*."""
    return any(word[0].islower() and word not in _IN_NAMES for word in name.split())


def _decide(reading: _RosterReading, line: SheetRow) -> RosterDecision:
    if reason := why_nobody(line) or why_no_member(line):
        return _of(line, RowOutcome.SKIPPED, reason)
    if line.beyond:
        return _of(line, RowOutcome.TO_MEND, line.beyond)
    if line.hidden and reading.terms.hidden_rows is not HiddenRows.TAKE:
        if reading.terms.hidden_rows is HiddenRows.LEAVE:
            return _of(line, RowOutcome.SKIPPED, "Hidden or struck through in the file.")
        reason = "The file hides this row or strikes it through. Say whether such rows count."
        return _of(line, RowOutcome.TO_MEND, reason)
    try:
        gone = why_gone(line, reading.file, reading.terms.today)
        facts = facts_of(line, reading.file, today=reading.terms.today) if not gone else None
    except Invalid as refusal:
        return _refused(reading, line, refusal.message)
    return _left(reading, line, gone) if facts is None else _of_somebody(reading, line, facts)


def _refused(reading: _RosterReading, line: SheetRow, reason: str) -> RosterDecision:
    match = reading.roster.find(name=line.name, email=line.email)
    _remember(reading, line, match, None)
    return _of(line, RowOutcome.TO_MEND, reason, match.person.name if match.person else "")


def _left(reading: _RosterReading, line: SheetRow, reason: str) -> RosterDecision:
    """A row about somebody who has left; what the roster says of them stays."""
    person = reading.roster.find(name=line.name, email=line.email).person
    if person is not None and reading.known[person.id].status is MemberStatus.ACTIVE:
        reason = f"{reason} The roster has this member as active; that is not changed here."
    return _of(line, RowOutcome.SKIPPED, reason, person.name if person else "")


def _of_somebody(reading: _RosterReading, line: SheetRow, facts: Facts) -> RosterDecision:
    match = reading.roster.find(name=line.name, email=facts.email)
    member = match.person.name if match.person else ""
    before = _seen_before(reading, line, match)
    _remember(reading, line, match, facts)
    if before is not None:
        return _again(line, facts, before, member)
    if match.people:
        return _known(reading, line, facts, match)
    if reason := _why_not_new(reading, line, facts):
        return _of(line, RowOutcome.TO_MEND, reason)
    return RosterDecision(
        line.row,
        line.name[:200],
        line.email[:254],
        RowOutcome.TO_IMPORT,
        _remark(line, facts, _of_one_name(reading, line)),
        facts.name,
        new=facts,
    )


def _why_not_new(reading: _RosterReading, line: SheetRow, facts: Facts) -> str:
    """Why somebody whom the roster doesn't name cannot be taken as new."""
    if not facts.name:
        return "The name is missing, and nobody on the roster has this address."
    if line.filled == 1 and reading.names_in_two and " " not in facts.name:
        return "The row holds one word and nothing else. If that is a member, write the whole name or an address."
    if reading.terms.look_alikes is LookAlikes.NEW:
        return ""
    if line.filled == 1 and reading.names_in_capitals and _has_small_word(facts.name):
        return (
            "The row holds words and nothing else, and no name as the others are written. If that is a member, write "
            "an address beside it, or say that people in doubt are new."
        )
    like = _like(reading, facts)
    if like is None:
        return ""
    address = like.email or "no address"
    return (
        f"Looks like {like.name} ({address}). If that is the same person, write name and address as the roster has "
        "them; if not, say that people in doubt are new."
    )


def _like(reading: _RosterReading, facts: Facts) -> KnownMember | None:
    """The member who may be the same person under another name or address."""
    words = words_of(facts.name)
    named = reading.by_last_name.get(words[-1], []) if words else []
    found = next((person for person in named if may_be_same(facts.name, person.name)), None)
    if found is not None:
        return found
    calls = reading.by_phone.get(_digits(facts.phone), []) if facts.phone else []
    return next((person for person in calls if set(words_of(person.name)) & set(words)), None)


def _digits(phone: str) -> str:
    """A number's last ten digits, by which two ways of writing it are compared."""
    digits = "".join(character for character in phone if character.isdigit())
    return digits[-10:] if len(digits) >= 7 else ""


def _of(line: SheetRow, outcome: RowOutcome, reason: str, member: str = "") -> RosterDecision:
    return RosterDecision(line.row, line.name[:200], line.email[:254], outcome, reason, member)


def _of_one_name(reading: _RosterReading, line: SheetRow) -> _EarlierRow | None:
    """The earlier row of the same name, which has another address."""
    return next((seen for seen in reading.by_name.get(_key(line.name), []) if seen.row != line.row), None)


def _remark(line: SheetRow, facts: Facts, same: _EarlierRow | None) -> str:
    turned = as_text(line.name) != facts.name
    remarks = (
        f"The last name stands first; the name becomes “{facts.name}”." if turned else "",
        f"Row {same.row} has the same name with another address: two people, unless you merge them."
        if same
        else "",
        "" if facts.email else "Without an e-mail address nobody can be invited.",
    )
    return " ".join(remark for remark in remarks if remark)


def _again(line: SheetRow, facts: Facts, before: _EarlierRow, member: str) -> RosterDecision:
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


def _seen_before(reading: _RosterReading, line: SheetRow, match: Match) -> _EarlierRow | None:
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


def _remember(reading: _RosterReading, line: SheetRow, match: Match, facts: Facts | None) -> None:
    seen = _EarlierRow(line.row, normal_email(line.email), facts)
    if seen.email:
        reading.by_email.setdefault(seen.email, seen)
    if match.person is not None:
        reading.by_member.setdefault(match.person.id, seen)
    if key := _key(line.name):
        reading.by_name.setdefault(key, []).append(seen)


def _known(reading: _RosterReading, line: SheetRow, facts: Facts, match: Match) -> RosterDecision:
    """A row about somebody on the roster, or one of several."""
    if match.clash:
        return _of(line, RowOutcome.TO_MEND, match.clash)
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
