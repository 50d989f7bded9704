"""What a person says of a file where it does not say it itself: in the address, so that a check can be seen again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from wtforms import SelectField
from wtforms.validators import StopValidation

from sigma_finance.domain.imports.answers import NOT_READ, Answers, HiddenRows, LookAlikes, SeenBefore
from sigma_finance.domain.imports.columns import PAYMENTS, ROSTER, STATEMENT, Vocabulary
from sigma_finance.domain.imports.customs import AmountStyle, DateOrder
from sigma_finance.forms.base import Form
from sigma_finance.forms.fields import MaybeDayField

#: Before the letter of a column, in the names of the fields that say what columns are.
COLUMN = "column-"


class OptionalChoice(SelectField):
    """One of a few, or none."""

    def pre_validate(self, form: Any) -> None:
        """Refuse one that is not offered."""
        if self.data and self.data not in [value for value, *_ in self.iter_choices()]:
            raise StopValidation("Choose one from the list.")


_AS_FOUND, _STOP = ("", "As the file shows it"), ("", "Stop at them")
_OFFERED = {
    "dates": [
        _AS_FOUND,
        (DateOrder.MONTH_FIRST.value, "The month first: 03/04/2025 is March 4"),
        (DateOrder.DAY_FIRST.value, "The day first: 03/04/2025 is April 3"),
    ],
    "amounts": [
        _AS_FOUND,
        (AmountStyle.POINT.value, "A point before the cents: 1,200.00"),
        (AmountStyle.COMMA.value, "A comma before the cents: 1.200,00"),
    ],
    "hidden_rows": [_STOP, (HiddenRows.TAKE.value, "They count"), (HiddenRows.LEAVE.value, "Leave them out")],
    "seen_before": [
        _STOP,
        (SeenBefore.SAME.value, "They are the same"),
        (SeenBefore.NEW.value, "They are others"),
    ],
    "look_alikes": [_STOP, (LookAlikes.NEW.value, "They are members, and new")],
}


class FileTermsForm(Form):
    """What a file does not say by itself, whatever it holds."""

    vocabulary: Vocabulary

    sheet = OptionalChoice("Sheet")
    dates = OptionalChoice("Dates")
    amounts = OptionalChoice("Amounts")
    hidden_rows = OptionalChoice("Rows that the file hides or strikes through")
    text = OptionalChoice("Letters with accents")

    def offer(self, sheets: Sequence[str], encodings: Sequence[tuple[str, str]]) -> None:
        """Set what there is to choose from."""
        for field in self:
            if isinstance(field, OptionalChoice) and field.name in _OFFERED:
                field.choices = list(_OFFERED[field.name])
        self.sheet.choices = [("", "Find it by its headings"), *((name, name) for name in sheets)]
        self.text.choices = [_AS_FOUND, *encodings]

    def answers(self, given: Mapping[str, str]) -> Answers:
        """What was said, the columns' fields in the address included."""
        columns = {
            name.removeprefix(COLUMN): value for name, value in given.items() if name.startswith(COLUMN)
        }
        seen, alike = self._said("seen_before"), self._said("look_alikes")
        return Answers(
            {name: value for name, value in columns.items() if value},
            DateOrder(self.dates.data) if self.dates.data else None,
            AmountStyle(self.amounts.data) if self.amounts.data else None,
            SeenBefore(seen) if seen else None,
            HiddenRows(self.hidden_rows.data) if self.hidden_rows.data else None,
            LookAlikes(alike) if alike else None,
        )

    def _said(self, name: str) -> str | None:
        """What was chosen in a field that not every form has."""
        return self[name].data if name in self else None

    @property
    def choices(self) -> list[tuple[str, str]]:
        """What a column can be said to hold, by the word that the address has for it."""
        return [
            *((name, column.value) for name, column in self.vocabulary.choices.items()),
            (NOT_READ, "Not read"),
        ]


class TermsForm(FileTermsForm):
    """What a file of payments does not say by itself."""

    vocabulary = PAYMENTS

    day = MaybeDayField("Day of payments without a date")
    seen_before = OptionalChoice("Payments that look like some imported before")


class RosterTermsForm(FileTermsForm):
    """What a roster does not say by itself."""

    vocabulary = ROSTER

    day = MaybeDayField("What they owe is due on")
    look_alikes = OptionalChoice("People in doubt, who look like members or like no name")


class StatementTermsForm(FileTermsForm):
    """What a bank's statement does not say by itself."""

    vocabulary = STATEMENT
