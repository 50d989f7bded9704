"""What an officer says of bank accounts, their lines and their balances."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from wtforms import BooleanField, SelectMultipleField
from wtforms.validators import ValidationError

from sigma_finance.domain.bank.words import BankCategory
from sigma_finance.domain.payments.payments import Method
from sigma_finance.domain.spending.categories import CategoryChoice
from sigma_finance.domain.spending.spending import SpendMethod
from sigma_finance.forms.base import Form
from sigma_finance.forms.fields import (
    DayField,
    MaybeMoneyField,
    MemberField,
    NoteField,
    OneOf,
    OneOfRows,
    TextField,
)
from sigma_finance.queries.members.members import Choice
from sigma_finance.queries.spending.places import CashPlace

#: How a payment that stands on a statement can have come there.
METHODS = (Method.ZELLE, Method.CASH_APP, Method.BANK_TRANSFER)
#: How money that stands on a statement can have gone out.
BY_BANK = tuple(method for method in SpendMethod if method is not SpendMethod.CASH)


class BankAccountForm(Form):
    """A bank account that is added: from which day its statements count, and what it held then."""

    name = TextField("Name", at_most=80)
    begins_on = DayField("First day of its statements")
    opening = MaybeMoneyField("Balance before that day")
    overdrawn = BooleanField("It was overdrawn by this")

    @property
    def opening_minor(self) -> int:
        """What it held, below zero where it was overdrawn."""
        return -self.opening.minor if self.overdrawn.data else self.opening.minor


class BankNameForm(Form):
    """Another name for a bank account."""

    name = TextField("Name", at_most=80)


class EntriesField(SelectMultipleField):
    """Some of the entries that stand on the page; what is chosen is checked where it is written."""

    def pre_validate(self, form: Any) -> None:
        """Take what can be an entry."""
        if any(one <= 0 for one in self.data or ()):
            raise ValidationError("Choose entries from the list.")


class MatchForm(Form):
    """Which entries a line is."""

    entries = EntriesField("Entries", coerce=int, validate_choice=False)


class LinePaymentForm(Form):
    """Whose payment a line is."""

    member = MemberField("Member")
    method = OneOf("Method", choices=[("", "Choose one"), *((m.value, m.label) for m in METHODS)])
    note = NoteField("Note", at_most=300, required=False)

    def ask(self, members: Sequence[Choice], currency: str) -> None:
        """Set whom to choose from."""
        self.member.offer(members, currency)


class LineEntryForm(Form):
    """What money is that the bank itself took or gave, and whether lines like it are the same."""

    category = OneOfRows("What was it?", choices=[(one.value, one.label) for one in BankCategory])
    contains = TextField("Do the same with lines that hold these words", at_most=80, required=False)


class LineSpendingForm(Form):
    """What a line was spent on, or came in for."""

    category = OneOf("Category")
    payee = TextField("Whom it was with", at_most=120)
    method = OneOf("How", choices=[("", "Choose one"), *((m.value, m.label) for m in BY_BANK)])
    what = NoteField("What it was for", at_most=300, required=False)

    def offer(self, categories: Sequence[CategoryChoice]) -> None:
        """Set what there is to choose from."""
        self.category.choices = [
            ("", "Choose a category"),
            *((one.account.value, one.name) for one in categories),
        ]


class LineTransferForm(Form):
    """The other of the two accounts that money moved between."""

    other = OneOf("The other account")

    def offer(self, places: Sequence[CashPlace]) -> None:
        """Set what there is to choose from."""
        self.other.choices = [("", "Choose one"), *((one.account.value, one.name) for one in places)]


class ReconcileForm(Form):
    """What a statement closes with, and on which day."""

    through = DayField("Through")
    closing = MaybeMoneyField("Closing balance of the statement")
    overdrawn = BooleanField("The account was overdrawn by this")

    today: date

    @property
    def closing_minor(self) -> int:
        """The balance, below zero where it was overdrawn."""
        return -self.closing.minor if self.overdrawn.data else self.closing.minor

    def validate_closing(self, field: MaybeMoneyField) -> None:
        """Ask for the balance."""
        if not field.given:
            raise ValidationError("Enter what the statement closes with.")
