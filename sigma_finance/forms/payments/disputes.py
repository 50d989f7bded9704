"""What an officer says to a payer's bank."""

from __future__ import annotations

from wtforms import BooleanField, HiddenField
from wtforms.validators import ValidationError

from sigma_finance.domain.payments.disputes import MOST_WORDS
from sigma_finance.forms.base import Form
from sigma_finance.forms.fields import NoteField


class EvidenceForm(Form):
    """Why the payment was right, and what its payer wrote about it."""

    words = NoteField("What you say to the bank", at_most=MOST_WORDS)
    members_words = NoteField("The member's own words", at_most=MOST_WORDS, required=False)


class SendForm(Form):
    """That the evidence was read, and which."""

    mark = HiddenField()
    read = BooleanField("I have read the evidence, and it is true as far as I know")

    def validate_read(self, field: BooleanField) -> None:
        """Refuse to send what nobody has read."""
        if not field.data:
            raise ValidationError("Read the evidence and tick this. It can be sent once, and not be changed.")


class AcceptForm(Form):
    """Nothing but the press of a button."""
