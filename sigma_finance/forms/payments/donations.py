"""What a donor gives, on the public page or through an officer."""

from __future__ import annotations

from datetime import date

from sigma_finance.domain.payments.payments import MANUAL_METHODS, Method
from sigma_finance.domain.payments.requests import DonationEntry, Gift
from sigma_finance.forms.base import Form
from sigma_finance.forms.fields import DayField, MoneyField, NoteField, OneOf, OneTimeKey, TextField


class GiveForm(Form):
    """What a donor gives on the public page."""

    amount = MoneyField("Amount")
    donor_name = TextField("Your name", at_most=120)
    donor_email = TextField("Your e-mail address", at_most=254)

    @property
    def gift(self) -> Gift:
        """What was entered, once it is valid."""
        return Gift(self.amount.minor, self.donor_name.text, self.donor_email.text)


class DonationForm(Form):
    """A donation that an officer has received."""

    donor_name = TextField("Who gave it", at_most=120)
    donor_email = TextField("E-mail address", at_most=254, required=False)
    amount = MoneyField("Amount")
    method = OneOf("Method", choices=[("", "Choose one"), *((m.value, m.label) for m in MANUAL_METHODS)])
    received_on = DayField("Received on")
    note = NoteField("Note", at_most=300, required=False)
    form_key = OneTimeKey()

    @property
    def gift(self) -> Gift:
        """What was given, once it is valid."""
        return Gift(self.amount.minor, self.donor_name.text, self.donor_email.text, self.note.text)

    def received(self, today: date) -> DonationEntry:
        """How it came in."""
        return DonationEntry(
            Method(self.method.data), self.received_on.data or today, str(self.form_key.data)
        )
