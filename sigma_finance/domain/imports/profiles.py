"""What stands in a column, all of its rows looked at: it tells what a heading means, and what nobody headed."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from functools import lru_cache

from sigma_finance.domain.imports import statuses
from sigma_finance.domain.imports.amounts import is_amount
from sigma_finance.domain.imports.days import is_date
from sigma_finance.domain.imports.methods import is_method
from sigma_finance.domain.imports.statuses import StatusVerdict
from sigma_finance.domain.imports.tables import Cell, Flaw
from sigma_finance.domain.imports.words import as_text

_SAMPLES = 3


class CellKind(Enum):
    """What a cell looks like."""

    NOTHING = "nothing"
    AMOUNT = "amount"
    DATE = "date"
    EMAIL = "email"
    TICK = "tick"
    METHOD = "method"
    STATE = "state"
    MEMBERSHIP = "membership"
    WORDS = "words"
    FLAW = "flaw"


def kind_of(cell: Cell, currency: str) -> CellKind:
    """What a cell looks like."""
    if isinstance(cell, Flaw):
        return CellKind.FLAW
    if isinstance(cell, bool):
        return CellKind.TICK
    if isinstance(cell, (int, float)):
        return CellKind.AMOUNT
    if isinstance(cell, date):
        return CellKind.DATE
    return _of_text(as_text(cell), currency)


@lru_cache(maxsize=8_192)
def _of_text(text: str, currency: str) -> CellKind:
    if not text.strip("-–— $/.naNA"):
        return CellKind.NOTHING
    kinds = (
        (CellKind.EMAIL, "@" in text),
        (CellKind.AMOUNT, is_amount(text, currency)),
        (CellKind.DATE, is_date(text)),
        (CellKind.TICK, statuses.yes_or_no(text) is not StatusVerdict.UNKNOWN),
        (CellKind.METHOD, is_method(text)),
        (CellKind.STATE, statuses.is_kind(text)),
        (CellKind.MEMBERSHIP, statuses.belongs(text) is not StatusVerdict.UNKNOWN),
    )
    return next((kind for kind, found in kinds if found), CellKind.WORDS)


@dataclass
class ColumnProfile:
    """What the rows below a heading hold: how many cells of each kind, and the first few texts."""

    kinds: Counter[CellKind] = field(default_factory=Counter)
    samples: list[str] = field(default_factory=list)
    paid: Counter[StatusVerdict] = field(default_factory=Counter)
    belongs: Counter[StatusVerdict] = field(default_factory=Counter)
    unpaid_words: int = 0
    single_words: int = 0

    def add(self, cell: Cell, currency: str) -> None:
        """Look at a cell that is not empty."""
        kind = kind_of(cell, currency)
        self.kinds[kind] += 1
        text = as_text(cell)
        if text and len(self.samples) < _SAMPLES and text not in self.samples:
            self.samples.append(text)
        if kind in (CellKind.NOTHING, CellKind.FLAW):
            return
        self.paid[statuses.paid(cell)] += 1
        self.belongs[statuses.belongs(cell)] += 1
        self.unpaid_words += statuses.may_say_unpaid(text)
        self.single_words += kind in (CellKind.WORDS, CellKind.MEMBERSHIP) and " " not in text

    @property
    def filled(self) -> int:
        """How many cells hold something."""
        return self.kinds.total() - self.kinds[CellKind.NOTHING]

    def is_mostly(self, *kinds: CellKind) -> bool:
        """Whether half of the cells that hold something are of these kinds."""
        return self.filled > 0 and sum(self.kinds[kind] for kind in kinds) * 2 >= self.filled
