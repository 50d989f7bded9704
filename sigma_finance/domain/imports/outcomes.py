"""What can become of a row of a file."""

from __future__ import annotations

from dataclasses import dataclass

from sigma_finance.domain.labels import LabelledEnum


class RowOutcome(LabelledEnum):
    """What becomes of a row."""

    TO_IMPORT = "to_import", "Will be imported"
    IMPORTED = "imported"
    TO_CHANGE = "to_change", "Will be changed"
    CHANGED = "changed"
    ALREADY_THERE = "already_there", "There already"
    SKIPPED = "skipped"
    TO_MEND = "to_mend", "To be mended"


@dataclass(frozen=True, slots=True)
class RowDecision:
    """What becomes of a row (or of one part of it), and why; names as the file and the roster have them."""

    row: int
    name: str
    email: str
    outcome: RowOutcome
    reason: str
    member: str = ""
