"""What can be imported."""

from __future__ import annotations

from enum import StrEnum


class ImportKind(StrEnum):
    """What the rows of a file are."""

    HISTORICAL = "historical"
    ROSTER = "roster"
    STATEMENT = "statement"
