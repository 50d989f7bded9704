"""The span of a statement, as an address holds it: ``?from=2026-01-01&to=2026-12-31``."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from sigma_finance.domain.dues.spans import Span
from sigma_finance.domain.errors import Invalid
from sigma_finance.forms.base import Form
from sigma_finance.forms.fields import MaybeDayField, refuse


class SpanForm(Form):
    """From when to when; without a first day from the beginning, without a last one until today, and no longer."""

    class Meta(Form.Meta):
        """It only asks, so it needs no token."""

        csrf = False

    first = MaybeDayField("From", name="from")
    last = MaybeDayField("To", name="to")

    def __init__(self, asked: Mapping[str, str]) -> None:
        super().__init__(asked)

    def read(self, today: date) -> Span | None:
        """The span that the address asks for; None where it asks for none that there is, which the fields then say."""
        if not self.validate():
            return None
        if self.first.data is not None and self.first.data > today:
            self.first.errors = ["That day has not come yet."]
            return None
        try:
            return Span(self.first.data, min(self.last.data or today, today))
        except Invalid as refusal:
            refuse(self, refusal)
            return None

    def get(self, today: date) -> Span:
        """The span that the address asks for; raises Invalid."""
        span = self.read(today)
        if span is None:
            raise Invalid(" ".join(str(error) for field in self for error in field.errors))
        return span
