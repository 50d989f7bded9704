"""What can become of a row of a file."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Outcome(StrEnum):
    """What becomes of a row."""

    TO_IMPORT = "to_import"
    IMPORTED = "imported"
    TO_CHANGE = "to_change"
    CHANGED = "changed"
    ALREADY_THERE = "already_there"
    SKIPPED = "skipped"
    TO_MEND = "to_mend"

    @property
    def label(self) -> str:
        return _LABELS[self]


_LABELS = {
    Outcome.TO_IMPORT: "Will be imported",
    Outcome.IMPORTED: "Imported",
    Outcome.TO_CHANGE: "Will be changed",
    Outcome.CHANGED: "Changed",
    Outcome.ALREADY_THERE: "There already",
    Outcome.SKIPPED: "Skipped",
    Outcome.TO_MEND: "To be mended",
}


@dataclass(frozen=True, slots=True)
class Decided:
    """What becomes of a row (or of one part of it), and why; names as the file and the roster have them."""

    row: int
    name: str
    email: str
    outcome: Outcome
    reason: str
    member: str = ""
