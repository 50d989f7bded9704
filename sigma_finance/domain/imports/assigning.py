"""What each column of a table holds: by its heading, by what stands in it, or as somebody said. Every one is named."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from sigma_finance.domain.errors import Invalid
from sigma_finance.domain.folding import plain
from sigma_finance.domain.imports.answers import NOT_READ, Answers
from sigma_finance.domain.imports.columns import MONEY, Column, Slot, Vocabulary
from sigma_finance.domain.imports.headings import Heading
from sigma_finance.domain.imports.profiles import CellKind, ColumnProfile
from sigma_finance.domain.imports.statuses import StatusVerdict
from sigma_finance.domain.imports.tables import letter
from sigma_finance.domain.imports.words import letters_and_digits

_TO_BE_STATUS = (CellKind.TICK, CellKind.STATE)


@dataclass(frozen=True)
class AssignedColumn:
    """A column: where it stands, its heading, what it is read as (or not read), and why.

    ``asked`` means that it could decide what rows are, and that somebody has to say what it is.
    """

    place: int
    heading: str
    samples: Sequence[str] = ()
    slot: Slot | None = None
    asked: bool = False
    said: bool = False
    hidden: bool = False
    why: str = ""

    @property
    def letter(self) -> str:
        """As spreadsheets call it."""
        return letter(self.place)

    @property
    def named(self) -> str:
        """The column in a sentence."""
        return (
            f"column {self.letter}, “{self.heading}”,"
            if self.heading
            else f"column {self.letter}, without a heading,"
        )

    @property
    def reads(self) -> str:
        """What it is read as, in a word."""
        if self.asked:
            return "To be said"
        return self.slot.label if self.slot else "Not read"

    def hidden_in(self, places: Collection[int]) -> AssignedColumn:
        """The same column, marked where it is one of those that do not show."""
        return replace(self, hidden=True) if self.place in places else self


def assign(
    headings: Sequence[Heading],
    profiles: Sequence[ColumnProfile],
    vocabulary: Vocabulary,
    answers: Answers,
) -> list[AssignedColumn]:
    """What each column holds that has a heading or holds something; raises Invalid for answers that make no sense."""
    padded = [*headings, *(Heading("") for _ in range(len(profiles) - len(headings)))]
    columns = [
        _first_look(place, heading, profile, vocabulary)
        for place, (heading, profile) in enumerate(zip(padded, profiles, strict=True))
        if heading.text or profile.filled
    ]
    columns = _ticked(columns, profiles, vocabulary)
    columns = _half_names(columns, profiles)
    columns = _continued_names(columns, padded, profiles)
    columns = [_answered(column, vocabulary, answers) for column in columns]
    _check(columns, answers)
    columns = _once_each(columns, profiles, vocabulary)
    columns = _doubted(columns, profiles, vocabulary)
    return [_deciding(column, columns, profiles[column.place], vocabulary) for column in columns]


def _first_look(
    place: int, heading: Heading, profile: ColumnProfile, vocabulary: Vocabulary
) -> AssignedColumn:
    column = AssignedColumn(
        place, "" if heading.stretched else heading.text, tuple(profile.samples), heading.slot
    )
    slot = heading.slot
    if slot is None or not profile.filled:
        return column
    if slot.column is Column.METHOD and not _names_methods(heading.text, profile):
        column = replace(column, slot=Slot(Column.STATUS, slot.part), why="it says what kind of row each is")
    is_status = column.slot is not None and column.slot.column is Column.STATUS
    if is_status and not _is_told(profile, vocabulary):
        return replace(column, slot=None, why="its words do not say whether rows count")
    return column


def _ticked(
    columns: Sequence[AssignedColumn], profiles: Sequence[ColumnProfile], vocabulary: Vocabulary
) -> list[AssignedColumn]:
    """A column *Paid* or *Dues* that says yes or no, beside one for the money, is a status."""
    ticks = {
        column.place
        for column in columns
        if column.slot == Slot(Column.AMOUNT)
        and letters_and_digits(column.heading) in vocabulary.loose
        and profiles[column.place].is_mostly(*_TO_BE_STATUS)
    }
    if not any(c.slot is not None and c.slot.column in MONEY and c.place not in ticks for c in columns):
        return list(columns)
    status = Slot(Column.STATUS)
    return [replace(c, slot=status, why="it says yes or no") if c.place in ticks else c for c in columns]


def _names_methods(heading: str, profile: ColumnProfile) -> bool:
    """Whether a column *Type* or *Mode* says how was paid; one that is headed so outright does."""
    if letters_and_digits(heading) not in ("type", "paymenttype", "typeofpayment"):
        return True
    return not profile.kinds[CellKind.STATE] and profile.is_mostly(CellKind.METHOD)


def _is_told(profile: ColumnProfile, vocabulary: Vocabulary) -> bool:
    """Whether the words of a status can be told, at least half of them."""
    said = profile.paid if vocabulary.in_parts else profile.belongs
    return said[StatusVerdict.UNKNOWN] * 2 <= said.total()


def _half_names(columns: Sequence[AssignedColumn], profiles: Sequence[ColumnProfile]) -> list[AssignedColumn]:
    """*Name* beside *Surname*, or *Vorname* beside *Name*: a column of single words is the other half."""
    kinds = {column.slot.column for column in columns if column.slot is not None}
    halves = {Column.FIRST, Column.LAST} - kinds
    if len(halves) != 1:
        return list(columns)
    (half,) = halves
    return [
        replace(column, slot=Slot(half), why="it stands beside the other half of the name")
        if column.slot == Slot(Column.NAME) and _is_half(profiles[column.place])
        else column
        for column in columns
    ]


def _is_half(profile: ColumnProfile) -> bool:
    return profile.filled > 0 and profile.single_words * 2 >= profile.filled


def _continued_names(
    columns: Sequence[AssignedColumn], headings: Sequence[Heading], profiles: Sequence[ColumnProfile]
) -> list[AssignedColumn]:
    """One heading over first and last name: the columns beside *Name* that have none of their own go on with it."""
    result: list[AssignedColumn] = []
    for column in columns:
        before = result[-1] if result else None
        if before is None or before.slot is None or not _goes_on(column, before, headings, profiles):
            result.append(column)
            continue
        more = Slot(Column.NAME, str(int(before.slot.part or 1) + 1))
        result.append(replace(column, slot=more, why="it goes on with the name"))
    return result


def _goes_on(
    column: AssignedColumn,
    before: AssignedColumn,
    headings: Sequence[Heading],
    profiles: Sequence[ColumnProfile],
) -> bool:
    if (
        column.heading
        or column.place != before.place + 1
        or before.slot is None
        or before.slot.column is not Column.NAME
    ):
        return False
    if headings[column.place].stretched:
        return True
    here, there = profiles[column.place], profiles[before.place]
    words = here.is_mostly(CellKind.WORDS, CellKind.MEMBERSHIP) and here.filled * 2 >= there.filled
    return words and there.single_words * 2 >= there.filled


def _answered(column: AssignedColumn, vocabulary: Vocabulary, answers: Answers) -> AssignedColumn:
    """The column as somebody said it is, by its letter or its heading."""
    said = {name.strip().lower(): value for name, value in answers.columns.items()}
    value = said.get(column.letter.lower()) or (said.get(column.heading.lower()) if column.heading else None)
    if value is None:
        return column
    if value == NOT_READ:
        return replace(column, slot=None, said=True, why="as you said")
    if value not in vocabulary.choices:
        raise Invalid(
            f"A column holds one of {', '.join(vocabulary.choices)}, or {NOT_READ}; not “{value}”.",
            field="columns",
        )
    kind = vocabulary.choices[value]
    part = (
        ""
        if kind is not Column.PART
        else (column.slot.part if column.slot and column.slot.part else column.letter)
    )
    return replace(column, slot=Slot(kind, part), said=True, why="as you said")


def _check(columns: Sequence[AssignedColumn], answers: Answers) -> None:
    names = {column.letter.lower() for column in columns} | {column.heading.lower() for column in columns}
    for name in answers.columns:
        if name.strip().lower() not in names:
            raise Invalid(f"The file has no column “{name}”.", field="columns")


def _once_each(
    columns: Sequence[AssignedColumn], profiles: Sequence[ColumnProfile], vocabulary: Vocabulary
) -> list[AssignedColumn]:
    """Of columns that claim one thing, the one that somebody named or that says it outright; else somebody is asked."""
    claims: dict[Slot, list[AssignedColumn]] = defaultdict(list)
    for column in columns:
        if column.slot is not None:
            claims[column.slot].append(column)
    result = {column.place: column for column in columns}
    for slot, claimed in claims.items():
        if len(claimed) == 1:
            continue
        best = _best(claimed, slot, profiles, vocabulary)
        letters = " and ".join(column.letter for column in claimed)
        for column in claimed:
            if column is best:
                continue
            if best is not None:
                why = f"{best.letter} holds “{slot.label}”"
                result[column.place] = replace(column, slot=None, why=why)
            else:
                why = f"{letters} could each be “{slot.label}”"
                result[column.place] = replace(column, slot=None, asked=True, why=why)
    return [result[column.place] for column in columns]


def _doubted(
    columns: Sequence[AssignedColumn], profiles: Sequence[ColumnProfile], vocabulary: Vocabulary
) -> list[AssignedColumn]:
    """*Dues* or *Amount* beside a balance, without a word of paying: somebody says whether it is what was paid."""
    balance = next((c for c in columns if c.slot is None and _OWED.search(plain(c.heading))), None)
    if not vocabulary.in_parts or balance is None or not profiles[balance.place].filled:
        return list(columns)
    why = f"{balance.letter}, “{balance.heading}”, is beside it, so it may be what is owed"
    return [
        replace(column, slot=None, asked=True, why=why) if _may_be_owed(column) else column
        for column in columns
    ]


_OWED = re.compile(
    r"\b(balance|owe[sd]?|owing|outstanding|remaining|unpaid|saldo|deuda|adeuda|debe|offen|deni|solde)\b"
)
_SAYS_LITTLE = frozenset(
    "dues duesamount amount amt sum total totalamount totaldues betrag monto importe kiasi valor montant".split()
)


def _may_be_owed(column: AssignedColumn) -> bool:
    of_money = column.slot in (Slot(Column.AMOUNT), Slot(Column.TOTAL))
    return of_money and not column.said and letters_and_digits(column.heading) in _SAYS_LITTLE


def _best(
    claimed: Sequence[AssignedColumn],
    slot: Slot,
    profiles: Sequence[ColumnProfile],
    vocabulary: Vocabulary,
) -> AssignedColumn | None:
    if slot.column not in vocabulary.once:
        return claimed[0]
    ways = (
        [column for column in claimed if column.said],
        [column for column in claimed if profiles[column.place].filled],
        [
            c
            for c in claimed
            if letters_and_digits(c.heading) not in vocabulary.loose and profiles[c.place].filled
        ],
    )
    return next((found[0] for found in ways if len(found) == 1), None)


def _deciding(
    column: AssignedColumn,
    columns: Sequence[AssignedColumn],
    profile: ColumnProfile,
    vocabulary: Vocabulary,
) -> AssignedColumn:
    """A column that is not read, asked for where it could decide what rows are."""
    if column.slot is not None or column.said or column.asked or not profile.filled:
        return column
    why = _why_deciding(column, columns, profile, vocabulary)
    return replace(column, asked=True, why=why) if why else column


def _why_deciding(
    column: AssignedColumn,
    columns: Sequence[AssignedColumn],
    profile: ColumnProfile,
    vocabulary: Vocabulary,
) -> str:
    known = {other.slot.column for other in columns if other.slot is not None}
    if not column.heading and (why := _why_without_heading(profile)):
        return why
    if _may_be_half(column, known, profile):
        return "it may be the other half of the name"
    if vocabulary.in_parts:
        if profile.unpaid_words:
            return "it holds words that may say that nothing was paid"
        if Column.DATE not in known and profile.is_mostly(CellKind.DATE) and not _is_due(column.heading):
            return "it holds dates, and no other column says when was paid"
    elif (
        vocabulary.of_people
        and profile.belongs[StatusVerdict.NO]
        and not profile.is_mostly(CellKind.TICK, CellKind.AMOUNT, CellKind.DATE)
    ):
        return "it holds words that may say that somebody has left"
    if vocabulary.deciding.search(plain(column.heading)) and not column.why.endswith("”"):
        return column.why or "it may say whether rows count"
    return ""


def _why_without_heading(profile: ColumnProfile) -> str:
    if profile.kinds[CellKind.AMOUNT] + profile.kinds[CellKind.DATE]:
        return "it has no heading and holds numbers or dates"
    return "it has no heading and ticks some rows" if profile.kinds[CellKind.TICK] else ""


_PART_OF_NAMES = ("name", "nombre", "nome", "jina", "apellido", "prenom")
_NO_HALF = ("user", "file", "company", "nick", "middle", "team", "segundo")


def _may_be_half(column: AssignedColumn, known: Collection[Column], profile: ColumnProfile) -> bool:
    """Whether a column may hold what is missing beside the one half of a name that was found."""
    if Column.NAME in known or len({Column.FIRST, Column.LAST}.intersection(known)) != 1:
        return False
    heading = letters_and_digits(column.heading)
    if any(word in heading for word in _NO_HALF):
        return False
    named = any(word in heading for word in _PART_OF_NAMES)
    return named or (_is_half(profile) and profile.is_mostly(CellKind.WORDS))


_OF_OTHER_DAYS = frozenset(
    "due birth birthday dob vencimiento nacimiento falligkeit fallig geburtsdatum geburtstag vencimento nascimento "
    "echeance naissance".split()
)


def _is_due(heading: str) -> bool:
    words = plain(heading).split()
    return not _OF_OTHER_DAYS.isdisjoint(words)
