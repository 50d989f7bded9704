"""Money of a payment that is given back."""

from __future__ import annotations

from datetime import date

from wtforms.validators import ValidationError

from sigma_finance.domain.money import format_money
from sigma_finance.domain.payments.payments import MANUAL_METHODS, Method
from sigma_finance.domain.payments.refunds import HandRefund, StillOwed
from sigma_finance.domain.payments.requests import NewRefund
from sigma_finance.forms.base import Form
from sigma_finance.forms.fields import (
    MaybeDayField,
    MoneyField,
    NoteField,
    OneOfRows,
    OneOrAny,
    OneTimeKey,
    TextField,
)

BY_STRIPE = "Through Stripe, the way it came"
_BY_HAND = [(one.value, one.label) for one in MANUAL_METHODS]


class RefundForm(Form):
    """How much goes back, whether it is owed again, why, and how it was given where that is by hand."""

    amount = MoneyField("Amount to refund")
    owed = OneOfRows("Is it still owed?", choices=[(one.value, one.label) for one in StillOwed])
    reason = NoteField("Reason", at_most=300)
    method = OneOrAny("How it goes back", words=_BY_HAND, anything=BY_STRIPE)
    given_on = MaybeDayField("Given back on")
    trace = TextField("Check number or reference", at_most=80, required=False)
    form_key = OneTimeKey()

    left_minor = 0
    today: date
    by_hand = False
    by_stripe = True

    def ask(self, *, left_minor: int, currency: str, today: date, by_stripe: bool, by_hand: bool) -> None:
        """Set what is left, and whether it goes back through Stripe, by hand, or either way."""
        self.left_minor, self.today, self.by_hand, self.by_stripe = left_minor, today, by_hand, by_stripe
        self.amount.currency = currency
        if not by_stripe:
            self.method.choices = [("", "Choose one"), *_BY_HAND]
        if not by_hand:
            del self.method, self.given_on, self.trace

    def validate_amount(self, field: MoneyField) -> None:
        """Refuse more than is left."""
        if field.minor > self.left_minor:
            left = format_money(self.left_minor, field.currency)
            raise ValidationError(f"{left} of this payment is left. Enter that or less.")

    def validate_method(self, field: OneOrAny) -> None:
        """Ask how it was given back where Stripe does not do it."""
        if not field.data and not self.by_stripe:
            raise ValidationError("Choose how it was given back.")

    def validate_given_on(self, field: MaybeDayField) -> None:
        """Refuse a day to come."""
        if field.data is not None and field.data > self.today:
            raise ValidationError("That day has not come yet. Enter the day on which it was given back.")

    def entry(self, *, chapter_id: int, payment_id: int) -> NewRefund:
        """What was entered, once it is valid."""
        return NewRefund(
            chapter_id=chapter_id,
            payment_id=payment_id,
            amount_minor=self.amount.minor,
            owed=StillOwed(self.owed.data),
            reason=self.reason.text,
            form_key=str(self.form_key.data),
            by_hand=self._given(),
        )

    def _given(self) -> HandRefund | None:
        if not self.by_hand or not self.method.data:
            return None
        return HandRefund(Method(self.method.data), self.given_on.data or self.today, self.trace.text)
