"""What a member chooses to pay, and what they report to have paid another way."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from itertools import accumulate
from typing import Any

from wtforms import BooleanField, StringField
from wtforms.validators import ValidationError

from sigma_finance.domain.books.owing import DueItem
from sigma_finance.domain.dates import long_date
from sigma_finance.domain.errors import DomainError, Invalid
from sigma_finance.domain.money import format_money, parse_amount
from sigma_finance.domain.payments.cards import YOU_OWE, check_amount
from sigma_finance.domain.payments.payments import MANUAL_METHODS, Method
from sigma_finance.domain.payments.requests import ManualPayment
from sigma_finance.forms.base import Form
from sigma_finance.forms.fields import (
    DayField,
    MoneyField,
    NoteField,
    OneOf,
    OneOfRows,
    OneTimeKey,
    TextField,
    refuse,
)


class PaymentChoice(StrEnum):
    """What a member can choose to pay; installments that are chosen are settled by it before others."""

    NAMED = "named"
    ALL = "all"
    NEXT = "next"
    SEVERAL = "several"
    OTHER = "other"


_ROWS = {
    PaymentChoice.NAMED: "What the message asked for",
    PaymentChoice.ALL: "All that I owe",
    PaymentChoice.NEXT: "The next installment",
    PaymentChoice.SEVERAL: "Several installments",
    PaymentChoice.OTHER: "Another amount",
}


class HowManyField(OneOf):
    """How many of the next installments, asked for where several are chosen."""

    def pre_validate(self, form: Any) -> None:
        """Refuse what is not on the list, where it is asked for."""
        if form.what.data == PaymentChoice.SEVERAL:
            super().pre_validate(form)


class PayForm(Form):
    """How much to pay now: amounts are worked out here, and only one of the member's own is read from the page.

    Once valid, ``amount_minor`` holds the amount chosen, in minor units.
    """

    amount_minor = 0
    rows = _ROWS
    said = YOU_OWE

    what = OneOfRows("How much would you like to pay?", default=PaymentChoice.ALL.value)
    several = HowManyField("How many installments")
    amount = StringField("Amount")
    cover_fee = BooleanField("Cover the card fee")

    def offer(
        self,
        *,
        owed_minor: int,
        dues: Sequence[DueItem],
        currency: str,
        named_minor: int = 0,
        named_ids: Sequence[int] = (),
    ) -> None:
        """Set what there is to choose from: all, the next of ``dues``, or several; in minor units of ``currency``.

        ``dues`` come in the order in which money settles them. What is open of the installments that a message named
        (``named_ids``) comes first, and is chosen to begin with.
        """
        self.named_ids = tuple(named_ids)
        self.parts = tuple(due.installment_id for due in dues)
        self.currency = currency
        self.amounts = (
            ({PaymentChoice.NAMED: named_minor} if 0 < named_minor < owed_minor else {})
            | {PaymentChoice.ALL: owed_minor}
            | ({PaymentChoice.NEXT: dues[0].open_minor} if len(dues) > 1 else {})
        )
        if self.what.raw_data is None and PaymentChoice.NAMED in self.amounts:
            self.what.data = PaymentChoice.NAMED.value
        self.sums = list(accumulate(due.open_minor for due in dues))
        last = list(accumulate((due.due_on for due in dues), max))
        self.several.choices = [
            (str(count), f"{count}, by {long_date(last[count - 1])}: {format_money(total, currency)}")
            for count, total in enumerate(self.sums[:-1], start=1)
            if count > 1
        ]
        some = [PaymentChoice.SEVERAL] if self.several.choices else []
        self.what.choices = [
            (row.value, self.rows[row]) for row in (*self.amounts, *some, PaymentChoice.OTHER)
        ]
        if self.what.raw_data == []:
            self.what.data = PaymentChoice.OTHER if self.amount.data else None

    def validate_what(self, _field: Any) -> None:
        """Refuse an amount of ours that no card can pay."""
        if self.what.data in self.amounts:
            self._check()

    def validate_several(self, _field: Any) -> None:
        """Refuse so many installments as no card can pay."""
        if self.what.data == PaymentChoice.SEVERAL:
            self._check()

    def validate_amount(self, _field: Any) -> None:
        """Refuse an amount of the member's own that cannot be taken."""
        if self.what.data == PaymentChoice.OTHER:
            self._check()

    def _check(self) -> None:
        try:
            self.amount_minor = check_amount(
                self._chosen(),
                most_minor=self.amounts[PaymentChoice.ALL],
                currency=self.currency,
                said=self.said,
            )
        except Invalid as refusal:
            raise ValidationError(refusal.message) from refusal

    def _chosen(self) -> int:
        if self.what.data == PaymentChoice.OTHER:
            return parse_amount(self.amount.data or "", self.currency)
        if self.what.data == PaymentChoice.SEVERAL:
            return self.sums[int(self.several.data) - 1]
        return self.amounts[PaymentChoice(self.what.data)]

    @property
    def installment_ids(self) -> tuple[int, ...]:
        """The installments that the choice names, once it is valid; none where it is only an amount."""
        match self.what.data:
            case PaymentChoice.NAMED:
                return self.named_ids
            case PaymentChoice.NEXT:
                return self.parts[:1]
            case PaymentChoice.SEVERAL:
                return self.parts[: int(self.several.data)]
            case _:
                return ()

    def refused(self, error: DomainError) -> None:
        """Show a refusal of the service at the field that the amount came from."""
        error.field = {PaymentChoice.OTHER: "amount", PaymentChoice.SEVERAL: "several"}.get(
            self.what.data, "what"
        )
        refuse(self, error)


class ReportForm(Form):
    """A payment that a member made outside, for an officer to confirm."""

    amount = MoneyField("How much did you pay?")
    method = OneOf(
        "How did you pay?", choices=[("", "Choose one"), *((m.value, m.label) for m in MANUAL_METHODS)]
    )
    received_on = DayField("When did you pay?")
    taken_by = TextField("Who took it?", at_most=120, required=False)
    note = NoteField("Note", at_most=300, required=False)
    form_key = OneTimeKey()

    today: date

    def ask(self, *, today: date, currency: str) -> None:
        """Set what the answers are checked against: the chapter's date and currency."""
        self.today = today
        self.amount.currency = currency

    def validate_received_on(self, field: DayField) -> None:
        """Refuse a day to come."""
        if field.data is not None and field.data > self.today:
            raise ValidationError("That day has not come yet. Enter the day on which you paid.")

    def entry(self, *, chapter_id: int, member_id: int) -> ManualPayment:
        """What was entered, once it is valid."""
        return ManualPayment(
            chapter_id=chapter_id,
            member_id=member_id,
            amount_minor=self.amount.minor,
            method=Method(self.method.data),
            received_on=self.received_on.data or self.today,
            note=self.note.text,
            taken_by=self.taken_by.text,
            form_key=str(self.form_key.data),
        )
