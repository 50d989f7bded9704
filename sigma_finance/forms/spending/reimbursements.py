"""What a member enters who paid for the chapter."""

from __future__ import annotations

from datetime import date

from sigma_finance.domain.spending.requests import NewReimbursement
from sigma_finance.forms.base import Form
from sigma_finance.forms.fields import (
    DayField,
    MaybeUploadField,
    MoneyField,
    NoteField,
    OneTimeKey,
    TextField,
)


class ReimbursementForm(Form):
    """What was paid, where, when and what for, with a photo of the receipt."""

    amount = MoneyField("Amount")
    receipt = MaybeUploadField("Photo or PDF of the receipt")
    payee = TextField("Where you paid", at_most=120)
    spent_on = DayField("Paid on")
    what = NoteField("What it was for", at_most=300)
    pay_to = TextField("How to pay you", at_most=200, required=False)
    form_key = OneTimeKey()

    def entry(self, chapter_id: int, member_id: int, today: date) -> NewReimbursement:
        """What was entered, once it is valid."""
        return NewReimbursement(
            chapter_id=chapter_id,
            member_id=member_id,
            amount_minor=self.amount.minor,
            spent_on=self.spent_on.data or today,
            payee=self.payee.text,
            what=self.what.text,
            pay_to=self.pay_to.text,
            form_key=str(self.form_key.data),
        )
