"""Which payments of a file are in the books already: of one member, day and amount, whatever else was filled in since.

A payment without a date of its own has the day that somebody gave, so the same sum of another term looks the same: it
is another where the files name other terms, the same where it is the same sheet, and asked for in between.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import count

from sigma_finance.domain.folding import plain
from sigma_finance.domain.imports.answers import SeenBefore
from sigma_finance.domain.imports.decisions import Decision, RowPayment
from sigma_finance.domain.imports.outcomes import RowOutcome
from sigma_finance.domain.imports.words import letters_and_digits
from sigma_finance.domain.payments.payments import Method

IMPORTED_AS_PAID = (
    "It was imported before as paid, and stays so: reverse that payment where it does not stand."
)
_UNDATED, _APART = "~", "="
_SEASONS = frozenset("fall autumn spring summer winter q1 q2 q3 q4".split())
_MONTHS = frozenset("jan feb mar apr may jun jul aug sep oct nov dec".split())
_MONTH_NAMES = frozenset(
    "january february march april june july august sept september october november december".split()
)
_TERM_WORD = re.compile(r"[a-z]+[0-9]?|[0-9]+")


@dataclass(frozen=True, slots=True)
class ImportSource:
    """Where a payment stood: the file, its sheet where it has several, and the hash of the file's bytes."""

    file_name: str
    sheet: str
    sha256: str = ""

    @property
    def label(self) -> str:
        """The source in one word, the same for a file that is saved again."""
        stem = self.file_name.rsplit(".", 1)[0]
        return f"{letters_and_digits(stem)}|{letters_and_digits(self.sheet)}"

    def is_the_same(self, other: ImportSource) -> bool:
        """Whether two tables are one: of the same bytes, unless their names are of two terms, or of the same name."""
        if self.sha256 == other.sha256:
            return self.sheet == other.sheet and not _apart(self.terms(), other.terms())
        return self.label == other.label

    def terms(self, note: str = "") -> frozenset[str]:
        """The seasons, months and years that name, sheet and note speak of."""
        return terms_in(f"{self.file_name.rsplit('.', 1)[0]} {self.sheet} {note}")


def terms_in(text: str) -> frozenset[str]:
    """The seasons, months and years that a text speaks of."""
    words = _TERM_WORD.findall(plain(text))
    return frozenset(word[:3] if word[:3] in _MONTHS else word for word in words if _is_term(word))


def _is_term(word: str) -> bool:
    if word.isdigit():
        return len(word) == 4 and word.startswith("20")
    return word in _SEASONS or (word[:3] in _MONTHS and (len(word) == 3 or word in _MONTH_NAMES))


@dataclass(frozen=True, slots=True)
class BookedPayment:
    """A payment that was imported before, and where it stood."""

    id: int
    key: str
    method: Method
    note: str
    source: ImportSource

    @property
    def undated(self) -> bool:
        """Whether its day was given."""
        return self.key.startswith(_UNDATED)


@dataclass
class Repeats:
    """Tells payments of one file that are there already, in the order of its rows; each one there is one row's."""

    source: ImportSource
    said: SeenBefore | None = None
    claimed: set[int] = field(default_factory=set)
    given: set[str] = field(default_factory=set)

    def judge(self, decision: Decision, booked: Iterable[BookedPayment]) -> Decision:
        """The decision about a payment, with what is in the books of its member, day and amount."""
        paid = decision.paid
        if paid is None:
            return self._denied(decision, booked)
        free = [one for one in booked if one.id not in self.claimed]
        own = {self._key(paid, _UNDATED), self._key(paid, _APART)}
        same = next((one for one in free if one.key in own), None) or self._same(paid, free)
        if same is not None:
            return self._there(decision, same)
        doubtful = [one for one in free if not self._is_other(paid, one)]
        if doubtful and self.said is None:
            return replace(decision, outcome=RowOutcome.TO_MEND, reason=_asked(paid, doubtful[0]), paid=None)
        if doubtful and self.said is SeenBefore.SAME:
            return self._there(decision, doubtful[0])
        return replace(decision, paid=replace(paid, key=self._new_key(paid, [one.key for one in booked])))

    def _denied(self, decision: Decision, booked: Iterable[BookedPayment]) -> Decision:
        """A row that says that nothing was paid, told where that payment was imported before."""
        of_it = (one for one in booked if one.id not in self.claimed)
        there = next((one for one in of_it if not one.undated or self.source.is_the_same(one.source)), None)
        if there is None:
            return decision
        self.claimed.add(there.id)
        return replace(decision, reason=f"{decision.reason} {IMPORTED_AS_PAID}")

    def _there(self, decision: Decision, same: BookedPayment) -> Decision:
        self.claimed.add(same.id)
        reason = f"Imported before. {decision.reason}".strip()
        return replace(decision, outcome=RowOutcome.ALREADY_THERE, reason=reason)

    def _same(self, paid: RowPayment, free: Sequence[BookedPayment]) -> BookedPayment | None:
        """The one that is certainly the same."""
        for one in free:
            if paid.undated:
                certain = self.source.is_the_same(one.source) and not one.key.startswith(_APART)
            else:
                certain = not one.undated and not one.key.startswith(_APART)
            if certain and not _contradict(paid, one):
                return one
        return None

    def _is_other(self, paid: RowPayment, one: BookedPayment) -> bool:
        """Whether one that looks alike is certainly another: of another term, or of another sheet of this very file."""
        if not paid.undated or not one.undated:
            return False
        if one.source.sha256 == self.source.sha256 and one.source.sheet != self.source.sheet:
            return True
        return _apart(self.source.terms(paid.note), one.source.terms(one.note))

    def _new_key(self, paid: RowPayment, taken: Iterable[str]) -> str:
        """A key that no payment in the books has; that of a payment like others names its source."""
        others = set(taken) - self.given
        like_others = self.said is SeenBefore.NEW and others
        if paid.undated or like_others:
            key = self._key(paid, _UNDATED if paid.undated else _APART)
        else:
            numbered = (_hash(f"{_of_facts(paid)}|{nth}") for nth in count(1))
            key = next(key for key in numbered if key not in self.given and key not in others)
        self.given.add(key)
        return key

    def _key(self, paid: RowPayment, mark: str) -> str:
        return mark + _hash(f"{_of_facts(paid)}|{paid.nth}|{self.source.label}")[:-1]


def _of_facts(paid: RowPayment) -> str:
    return f"2|{paid.member_id}|{paid.paid_on.isoformat()}|{paid.amount_minor}"


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def _contradict(paid: RowPayment, one: BookedPayment) -> bool:
    """Whether the two name different methods, or their notes different terms."""
    methods = {paid.method, one.method} - {Method.OTHER}
    return len(methods) > 1 or _apart(terms_in(paid.note), terms_in(one.note))


def _apart(mine: frozenset[str], theirs: frozenset[str]) -> bool:
    """Whether each speaks of a term of which the other does not."""
    return bool(mine - theirs) and bool(theirs - mine)


def _asked(paid: RowPayment, one: BookedPayment) -> str:
    how = f" by {one.method.in_words}" if one.method is not Method.OTHER else ""
    noted = f" (“{one.note[:40]}”)" if one.note else ""
    why = "This row has no date of its own" if paid.undated or one.undated else "This row says otherwise"
    return (
        f"The same amount of the same day was imported before{how}{noted} from {one.source.file_name}. {why}: say "
        "whether such payments are the same."
    )
