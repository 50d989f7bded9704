"""A member's consent to autopay."""

from __future__ import annotations

from wtforms import BooleanField
from wtforms.validators import ValidationError

from sigma_finance.forms.base import Form


class ConsentForm(Form):
    """The yes to the text that the page shows."""

    agreed = BooleanField("I agree to this")

    def validate_agreed(self, field: BooleanField) -> None:
        """Ask for the yes."""
        if not field.data:
            raise ValidationError("Tick that you agree, so that your chapter may charge you.")
