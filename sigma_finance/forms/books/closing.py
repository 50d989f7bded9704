"""Through which day the books are closed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from sigma_finance.domain.dates import long_date
from sigma_finance.forms.base import Form
from sigma_finance.forms.fields import OneOf


class ClosedThroughForm(Form):
    """The end of a month that is over."""

    through = OneOf("Close through")

    def ask(self, days: Sequence[date], asked: Mapping[str, str]) -> None:
        """Set the days to choose from; the address may name one, else it is the first of them."""
        self.through.choices = [(day.isoformat(), long_date(day)) for day in days]
        if self.through.raw_data is None and days:
            known = {day.isoformat() for day in days}
            given = asked.get("through", "")
            self.through.data = given if given in known else days[0].isoformat()

    @property
    def day(self) -> date | None:
        """The day that is chosen."""
        known = [value for value, *_ in self.through.iter_choices()]
        return date.fromisoformat(self.through.data) if self.through.data in known else None
