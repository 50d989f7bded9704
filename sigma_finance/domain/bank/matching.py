"""Which entry of the books a line of a statement is. Never guessed between two: what is not certain is left open.

Amounts are in minor units, below zero where money left the bank; an entry's is what it moved on that account.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sigma_finance.domain.bank.words import MatchReason
from sigma_finance.domain.books.accounts import EntryKind
from sigma_finance.domain.imports.words import letters_and_digits

#: So many days may lie between an entry and its line: checks are cashed late, and what names a reference is certain.
NEAR_DAYS, CHECK_DAYS, REFERENCE_DAYS = 7, 200, 60
#: A shorter reference stands in texts by chance.
_SHORTEST_REFERENCE = 6
_CHECK = re.compile(
    r"(?:\b(?:check|cheque|chk|ck)\b\.?\s*(?:no\.?|number|num\.?)?\s*#?|#)\s*0*([0-9]{2,10})\b", re.IGNORECASE
)
_PAYOUTS = (EntryKind.PAYOUT_ARRIVED, EntryKind.PAYOUT_RETURNED)


@dataclass(frozen=True)
class OpenLine:
    """A line that is no entry yet."""

    id: int
    booked_on: date
    amount_minor: int
    description: str = ""
    reference: str = ""
    check_number: str = ""


@dataclass(frozen=True)
class OpenEntry:
    """An entry that is no line yet; ``texts`` are its memo and the notes of its document."""

    id: int
    booked_on: date
    amount_minor: int
    kind: EntryKind
    references: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()

    @property
    def check_numbers(self) -> frozenset[str]:
        """The numbers of checks that its texts name."""
        return frozenset(number for text in self.texts for number in check_numbers(text))


@dataclass(frozen=True)
class FoundMatch:
    """That a line is an entry, and why."""

    line_id: int
    entry_id: int
    reason: MatchReason


def check_numbers(text: str) -> list[str]:
    """The numbers of checks that a text names: *check 1042*, *Ck #1042*."""
    return _CHECK.findall(text)


def find(lines: Sequence[OpenLine], entries: Sequence[OpenEntry]) -> list[FoundMatch]:
    """The lines that are certainly an entry: by check number, reference, or as the only two of an amount near a day.

    What two lines or two entries could claim is nobody's.
    """
    entries_by_amount: dict[int, list[OpenEntry]] = defaultdict(list)
    for entry in entries:
        entries_by_amount[entry.amount_minor].append(entry)
    lines_by_amount: dict[int, list[OpenLine]] = defaultdict(list)
    for line in lines:
        if line.amount_minor in entries_by_amount:
            lines_by_amount[line.amount_minor].append(line)
    return [
        found
        for amount, same in lines_by_amount.items()
        for found in _of_one_amount(same, entries_by_amount[amount])
    ]


def _of_one_amount(lines: list[OpenLine], entries: list[OpenEntry]) -> Iterator[FoundMatch]:
    for fits, reason in _WAYS:
        found = list(_pairs(lines, entries, fits))
        yield from (FoundMatch(line.id, entry.id, reason or _reason(entry)) for line, entry in found)
        gone = {line.id for line, _ in found}, {entry.id for _, entry in found}
        lines = [line for line in lines if line.id not in gone[0]]
        entries = [entry for entry in entries if entry.id not in gone[1]]


def _pairs(
    lines: Sequence[OpenLine], entries: Sequence[OpenEntry], fits: Callable[[OpenLine, OpenEntry], bool]
) -> Iterator[tuple[OpenLine, OpenEntry]]:
    """Those of which either fits the other alone."""
    of_line = {line.id: [entry for entry in entries if fits(line, entry)] for line in lines}
    claims = _claims(of_line.values())
    for line in lines:
        if len(of_line[line.id]) == 1 and claims[of_line[line.id][0].id] == 1:
            yield line, of_line[line.id][0]


def _claims(found: Iterable[Sequence[OpenEntry]]) -> Mapping[int, int]:
    counted: dict[int, int] = defaultdict(int)
    for entries in found:
        for entry in entries:
            counted[entry.id] += 1
    return counted


def _apart(line: OpenLine, entry: OpenEntry) -> int:
    return abs((line.booked_on - entry.booked_on).days)


def _same_check(line: OpenLine, entry: OpenEntry) -> bool:
    if _apart(line, entry) > CHECK_DAYS:
        return False
    named = {line.check_number, *check_numbers(line.description)} - {""}
    return not named.isdisjoint(entry.check_numbers)


def _same_reference(line: OpenLine, entry: OpenEntry) -> bool:
    if _apart(line, entry) > REFERENCE_DAYS:
        return False
    text = letters_and_digits(f"{line.description} {line.reference}")
    words = [letters_and_digits(reference) for reference in entry.references]
    return any(len(word) >= _SHORTEST_REFERENCE and word in text for word in words)


def _named_so(line: OpenLine, entry: OpenEntry) -> bool:
    """A payout that Stripe's name stands beside, a deposit that is called so."""
    text = letters_and_digits(line.description)
    named = (entry.kind in _PAYOUTS and "stripe" in text) or (
        entry.kind is EntryKind.DEPOSIT and "deposit" in text
    )
    return named and _apart(line, entry) <= NEAR_DAYS


def is_near(one: date, other: date) -> bool:
    """Whether two days are so near that a line of the one may well be an entry of the other."""
    return abs((one - other).days) <= NEAR_DAYS


def _near(line: OpenLine, entry: OpenEntry) -> bool:
    return is_near(line.booked_on, entry.booked_on) and not _contradict(line, entry)


def _contradict(line: OpenLine, entry: OpenEntry) -> bool:
    """Whether both name a check, and not the same one."""
    named = {line.check_number, *check_numbers(line.description)} - {""}
    return bool(named and entry.check_numbers) and named.isdisjoint(entry.check_numbers)


def _reason(entry: OpenEntry) -> MatchReason:
    if entry.kind in _PAYOUTS:
        return MatchReason.PAYOUT
    return MatchReason.DEPOSIT if entry.kind is EntryKind.DEPOSIT else MatchReason.AMOUNT


_WAYS: tuple[tuple[Callable[[OpenLine, OpenEntry], bool], MatchReason | None], ...] = (
    (_same_check, MatchReason.CHECK),
    (_same_reference, MatchReason.REFERENCE),
    (_named_so, None),
    (_near, None),
)


@dataclass(frozen=True)
class KnownPerson:
    """A member by whom a line may be: their names, and the references that they write on transfers."""

    member_id: int
    names: tuple[str, ...]
    references: tuple[str, ...] = ()


def person_named(line: OpenLine, people: Iterable[KnownPerson]) -> int | None:
    """The one member whom a line names: by a reference of theirs, else by their whole name; None for two or none."""
    text = letters_and_digits(f"{line.description} {line.reference}")
    known = list(people)
    by_reference = {
        one.member_id
        for one in known
        if any(len(word) >= 4 and word in text for word in map(letters_and_digits, one.references))
    }
    by_name = {
        one.member_id
        for one in known
        if any(
            len(word) >= _SHORTEST_REFERENCE and word in text for word in map(letters_and_digits, one.names)
        )
    }
    for found in (by_reference, by_name):
        if len(found) == 1:
            return next(iter(found))
        if found:
            return None
    return None


def applies(contains: str, description: str) -> bool:
    """Whether a rule's words stand in a line."""
    words = letters_and_digits(contains)
    return bool(words) and words in letters_and_digits(description)
