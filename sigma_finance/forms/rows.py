"""Forms that are a table: rows to type into, some of them empty, and more of them when asked."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from wtforms import FieldList
from wtforms import Form as PlainForm

from sigma_finance.forms.base import Form


class RowsForm(Form):
    """A form with ``rows``, of which there may be ``most_rows``; ``more_rows`` come at a time."""

    rows: FieldList  # type: ignore[type-arg]

    most_rows: ClassVar[int]
    more_rows: ClassVar[int]

    def add_rows(self) -> None:
        """Put more empty rows below, as far as there may be."""
        for _ in range(min(self.more_rows, self.most_rows - len(self.rows))):
            self.rows.append_entry()

    @property
    def has_room(self) -> bool:
        """Whether there may be more rows."""
        return len(self.rows) < self.most_rows

    def named_rows(self) -> Iterator[tuple[str, PlainForm]]:
        """Every row with what the page calls it."""
        for place, entry in enumerate(self.rows):
            yield f"Row {place + 1}", entry.form

    @property
    def wrong(self) -> list[tuple[str, str]]:
        """Where rows have errors: the id of the field and the sentence."""
        return [
            (field.id, f"{called}: {field.errors[0]}")
            for called, row in self.named_rows()
            for field in row
            if field.errors
        ]
