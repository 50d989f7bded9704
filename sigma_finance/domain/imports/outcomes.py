"""What can become of a row of a file."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class RowOutcome(StrEnum):
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
    RowOutcome.TO_IMPORT: "Will be imported",
    RowOutcome.IMPORTED: "Imported",
    RowOutcome.TO_CHANGE: "Will be changed",
    RowOutcome.CHANGED: "Changed",
    RowOutcome.ALREADY_THERE: "There already",
    RowOutcome.SKIPPED: "Skipped",
    RowOutcome.TO_MEND: "To be mended",
}


@dataclass(frozen=True, slots=True)
class RowDecision:
    """What becomes of a row (or of one part of it), and why; names as the file and the roster have them."""

    row: int
    name: str
    email: str
    outcome: RowOutcome
    reason: str
    member: str = ""
