"""A payment plan that a member chooses, and what they agree to."""

from __future__ import annotations

from datetime import date

from wtforms import BooleanField, HiddenField, IntegerField
from wtforms.validators import ValidationError

from sigma_finance.domain.dues import schedules
from sigma_finance.domain.dues.requests import PlanTerms
from sigma_finance.domain.dues.schedules import SchedulePart
from sigma_finance.domain.errors import Invalid
from sigma_finance.domain.money import format_money, split
from sigma_finance.domain.policy import Frequency, Policy
from sigma_finance.forms.base import Form
from sigma_finance.forms.fields import DayField, OneOf


class PlanForm(Form):
    """How often, how many installments, and from when; once valid, ``parts`` is the exact schedule."""

    frequency = OneOf("How often", choices=[("", "Choose one"), *((f.value, f.label) for f in Frequency)])
    installments = IntegerField("How many installments")
    first_on = DayField("First payment on")

    parts: list[SchedulePart]

    def ask(self, *, owed_minor: int, rules: Policy, today: date) -> None:
        """Set what the answers are checked against."""
        self.owed_minor, self.rules, self.today = owed_minor, rules, today

    @property
    def usual_amounts(self) -> list[int]:
        """What the installments of the usual plan are, in minor units."""
        return split(self.owed_minor, schedules.USUAL_INSTALLMENTS)

    def begin(self, *, due_on: date | None) -> None:
        """Fill in the usual plan of what is owed, which is due on ``due_on``."""
        frequency, first_on = schedules.usual(self.rules, due_on=due_on, today=self.today)
        self.frequency.data, self.first_on.data = frequency.value, first_on
        self.installments.data = schedules.USUAL_INSTALLMENTS

    def validate_installments(self, field: IntegerField) -> None:
        """Work the schedule out; refuse what cannot be one."""
        if (
            field.data is None
            or self.first_on.data is None
            or not self.frequency.data
            or self.frequency.errors
        ):
            if field.data is None:
                raise ValidationError("Enter a number of installments, such as 2.")
            return
        if not 1 <= field.data <= schedules.MOST_INSTALLMENTS:
            raise ValidationError(f"Enter a number of installments from 1 to {schedules.MOST_INSTALLMENTS}.")
        if not self.today <= self.first_on.data <= self.today + schedules.FIRST_WITHIN:
            return
        try:
            self.parts = schedules.schedule(
                self.owed_minor,
                installments=field.data,
                first=self.first_on.data,
                frequency=Frequency(self.frequency.data),
            )
            schedules.check(self.parts, owed_minor=self.owed_minor, today=self.today)
        except Invalid as refusal:
            raise ValidationError(refusal.message) from refusal

    def validate_first_on(self, field: DayField) -> None:
        """Refuse a day that is over, or too far off."""
        if field.data and not self.today <= field.data <= self.today + schedules.FIRST_WITHIN:
            raise ValidationError("Enter a first date from today on, within a year.")

    @property
    def offered(self) -> bool:
        """Whether the chapter offers this plan without being asked."""
        return self.rules.offers_plan(
            Frequency(self.frequency.data), installments=len(self.parts), last_on=self.parts[-1].due_on
        )

    @property
    def terms(self) -> PlanTerms:
        """What was chosen, once it is valid."""
        if self.first_on.data is None or self.installments.data is None:
            raise AssertionError("both are asked for before they are valid")
        return PlanTerms(
            Frequency(self.frequency.data), self.installments.data, self.first_on.data, self.owed_minor
        )

    def agreement(self, chapter_name: str, currency: str) -> str:
        """The text that the member agrees to."""
        listed = "; ".join(
            f"{format_money(part.amount_minor, currency)} by {part.due_on.isoformat()}" for part in self.parts
        )
        total = format_money(self.owed_minor, currency)
        return f"I will pay {chapter_name} the {total} that I owe in these installments: {listed}."


class AgreeForm(PlanForm):
    """The same, with the member's yes to the schedule that the page showed."""

    owed = HiddenField()
    agreed = BooleanField("I agree to pay on these dates")

    def validate_agreed(self, field: BooleanField) -> None:
        """Ask for the yes."""
        if not field.data:
            raise ValidationError("Tick that you agree to pay on these dates.")

    @property
    def is_current(self) -> bool:
        """Whether the page spoke of what is owed now."""
        return bool(self.owed.data == str(self.owed_minor))
