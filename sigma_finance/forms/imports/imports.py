"""Bringing a file in, and what has to be said before it is imported."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from wtforms import BooleanField, SelectField
from wtforms.validators import StopValidation

from sigma_finance.forms.base import Form
from sigma_finance.forms.fields import MaybeDayField, UploadField


class FileForm(Form):
    """A workbook or CSV file."""

    file = UploadField("Workbook or CSV file")


class SheetField(SelectField):
    """One of a file's sheets, or none."""

    def pre_validate(self, form: Any) -> None:
        """Refuse one that the file does not have."""
        if self.data and self.data not in [value for value, *_ in self.iter_choices()]:
            raise StopValidation("Choose a sheet from the list.")


class TermsForm(Form):
    """What a file does not say by itself; asked in the address, so that a check can be looked at again."""

    day = MaybeDayField("Day of payments without a date")
    sheet = SheetField("Sheet")

    def offer(self, sheets: Sequence[str]) -> None:
        """Set the sheets to choose from."""
        self.sheet.choices = [("", "Find it by its headings"), *((name, name) for name in sheets)]


class RosterTermsForm(TermsForm):
    """What a roster does not say by itself."""

    day = MaybeDayField("What they owe is due on")


class ConfirmImportForm(Form):
    """Consent to an import, and to leaving out what has to be mended."""

    good_rows = BooleanField("Import the good rows, and leave out those that have to be mended")
