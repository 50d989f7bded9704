"""What tests of reading share: a table of cells as a file, and how it is read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sigma_finance.domain.imports.answers import Answers
from sigma_finance.domain.imports.columns import PAYMENTS, Vocabulary
from sigma_finance.domain.imports.readings import FileReading, FileTerms, read_file
from sigma_finance.domain.imports.tables import Cell, Sheet, Table

TODAY = date(2026, 3, 1)


def sheet(*rows: Sequence[Cell], name: str = "Payments", hidden: bool = False, **more: Any) -> Sheet:
    """A sheet of these rows."""
    return Sheet(name, lambda: iter(enumerate(rows, 1)), len(rows), hidden, **more)


def read(
    *rows: Sequence[Cell],
    vocabulary: Vocabulary = PAYMENTS,
    currency: str = "USD",
    timezone: str = "America/New_York",
    columns: Mapping[str, str] | None = None,
    answers: Answers | None = None,
    **more: Any,
) -> FileReading:
    """A table with these rows, the headings first, as it is read."""
    said = answers or Answers(columns or {})
    terms = FileTerms(vocabulary, currency, timezone, TODAY, said)
    return read_file(Table("file.xlsx", "0" * 64, [sheet(*rows, **more)]), terms)
