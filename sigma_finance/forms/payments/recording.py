"""What an officer enters about money: received, confirmed, declined, assigned, taken back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from wtforms import BooleanField
from wtforms.validators import ValidationError

from sigma_finance.domain.money import format_money
from sigma_finance.domain.payments.payments import MANUAL_METHODS, Method
from sigma_finance.domain.payments.requests import ManualPayment
from sigma_finance.forms.base import Form
from sigma_finance.forms.fields import (
    DayField,
    MemberField,
    MoneyField,
    NoteField,
    OneOf,
    OneTimeKey,
    TextField,
)
from sigma_finance.queries.members.members import Choice


class MethodField(OneOf):
    """How money came in, other than by Stripe."""

    asks = "Choose how it was paid."


class RecordForm(Form):
    """Money that an officer has received; ``keep_credit`` is their consent to the surplus that it names."""

    member = MemberField("Member")
    amount = MoneyField("Amount")
    method = MethodField(
        "Method", choices=[("", "Choose one"), *((m.value, m.label) for m in MANUAL_METHODS)]
    )
    received_on = DayField("Received on")
    taken_by = TextField("Who took it", at_most=120, required=False)
    note = NoteField("Note", at_most=300, required=False)
    keep_credit = BooleanField("Keep the rest as credit")
    form_key = OneTimeKey()

    today: date
    surplus_minor = 0

    def ask(self, members: Sequence[Choice], *, today: date, currency: str) -> None:
        """Set whom to choose from, and what the answers are checked against."""
        self.member.offer(members, currency)
        self.amount.currency = currency
        self.today = today

    def validate_received_on(self, field: DayField) -> None:
        """Refuse a day to come."""
        if field.data is not None and field.data > self.today:
            raise ValidationError("That day has not come yet. Enter the day on which the money came in.")

    @property
    def member_id(self) -> int:
        """The member chosen."""
        return int(self.member.data)

    def agrees(self, balance_minor: int) -> bool:
        """Whether the amount is within what is owed, or its surplus was consented to; else the form asks for that."""
        surplus = self.amount.minor - balance_minor
        if surplus <= 0 or self.keep_credit.raw_data == [str(surplus)]:
            return True
        self._ask_about(surplus, balance_minor)
        return False

    def _ask_about(self, surplus: int, balance_minor: int) -> None:
        amount, owed, rest = (
            format_money(minor, self.amount.currency) for minor in (self.amount.minor, balance_minor, surplus)
        )
        self.surplus_minor = surplus
        self.keep_credit.data = False
        self.keep_credit.label.text = f"The amount is right: keep {rest} as credit"
        self.keep_credit.render_kw = {"value": str(surplus)}
        self.amount.errors = [
            f"{amount} is more than the {owed} owed; {rest} will be kept as credit."
            if balance_minor
            else f"Nothing is owed; {rest} will be kept as credit."
        ]

    @property
    def label(self) -> str:
        """What the button does."""
        if not self.surplus_minor:
            return "Record payment"
        return f"Record {format_money(self.amount.minor, self.amount.currency)} {Method(self.method.data).in_words}"

    def entry(self, *, chapter_id: int) -> ManualPayment:
        """What was entered, once it is valid."""
        return ManualPayment(
            chapter_id=chapter_id,
            member_id=self.member_id,
            amount_minor=self.amount.minor,
            method=Method(self.method.data),
            received_on=self.received_on.data or self.today,
            note=self.note.text,
            taken_by=self.taken_by.text,
            form_key=str(self.form_key.data),
        )


class ReasonForm(Form):
    """Why something is declined or taken back."""

    reason = NoteField("Reason", at_most=300)


class AssignForm(Form):
    """Whose unmatched money it is."""

    member = MemberField("Member")
