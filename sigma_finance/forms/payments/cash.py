"""Money that the desk moves: a deposit, credit paid back, a payment taken back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from wtforms import BooleanField, SelectMultipleField
from wtforms.validators import StopValidation, ValidationError

from sigma_finance.domain.payments.payments import MANUAL_METHODS, Method
from sigma_finance.domain.payments.places import BankPlace
from sigma_finance.domain.payments.requests import NewCreditReturn
from sigma_finance.forms.base import Form
from sigma_finance.forms.fields import (
    DayField,
    MoneyField,
    NoteField,
    OneOf,
    OneTimeKey,
)
from sigma_finance.queries.payments.deposits import CashOnHandLine


class SeveralRowsField(SelectMultipleField):
    """Some of a list of rows that all stand on the page."""

    def pre_validate(self, form: Any) -> None:
        """Ask for at least one that is on the list."""
        if not self.data or not set(self.data) <= {value for value, *_ in self.iter_choices()}:
            raise StopValidation("Choose at least one from the list.")


class DepositForm(Form):
    """Which payments' money was taken to the bank, and when."""

    payments = SeveralRowsField("Payments", coerce=int)
    deposited_on = DayField("Deposited on")
    place = OneOf("Account", choices=[])
    note = NoteField("Note", at_most=300, required=False)

    def ask(self, held: Sequence[CashOnHandLine], accounts: Sequence[tuple[str, str]] = ()) -> None:
        """Set what is on hand, all of it chosen to begin with, and the chapter's accounts by place and name."""
        self.place.choices = list(accounts) or [(BankPlace.FIRST.value, BankPlace.FIRST.label)]
        self.place.data = self.place.data or self.place.choices[0][0]
        self.payments.choices = [(one.payment_id, one.reference) for one in held]
        if self.payments.raw_data is None:
            self.payments.data = [one.payment_id for one in held]


class CreditReturnForm(Form):
    """Credit that was paid back to a member."""

    amount = MoneyField("Amount")
    method = OneOf("Method", choices=[("", "Choose one"), *((m.value, m.label) for m in MANUAL_METHODS)])
    paid_on = DayField("Paid back on")
    note = NoteField("Note", at_most=300, required=False)
    form_key = OneTimeKey()

    def entry(self, *, chapter_id: int, member_id: int, today: date) -> NewCreditReturn:
        """What was entered, once it is valid."""
        return NewCreditReturn(
            chapter_id=chapter_id,
            member_id=member_id,
            amount_minor=self.amount.minor,
            method=Method(self.method.data),
            paid_on=self.paid_on.data or today,
            note=self.note.text,
            form_key=str(self.form_key.data),
        )


class ReverseForm(Form):
    """Why a payment is taken back; a check may have bounced."""

    bounced = BooleanField("The check bounced")
    reason = NoteField("Reason", at_most=300, required=False)

    def validate_reason(self, field: NoteField) -> None:
        """Ask for the reason, unless the tick is one."""
        if not field.text and not self.bounced.data:
            raise ValidationError("Enter the reason.")
