"""A payment schedule that an officer writes for a member: a date and an amount a row."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from wtforms import FieldList, FormField, HiddenField, StringField
from wtforms import Form as PlainForm

from sigma_finance.domain.dues import schedules
from sigma_finance.domain.dues.schedules import MOST_INSTALLMENTS, SchedulePart
from sigma_finance.domain.errors import Invalid
from sigma_finance.domain.money import format_money, parse_amount
from sigma_finance.forms.fields import plain
from sigma_finance.forms.rows import RowsForm

ROWS = 4


class PartRow(PlainForm):
    """One installment; an empty row is none."""

    due_on = StringField("Due by")
    amount = StringField("Amount")


class PlanScheduleForm(RowsForm):
    """The rows of a schedule; ``owed`` is what the page said is owed. Once valid, ``parts`` holds them by date."""

    rows = FieldList(FormField(PartRow), min_entries=ROWS, max_entries=MOST_INSTALLMENTS)
    owed = HiddenField()

    most_rows, more_rows = MOST_INSTALLMENTS, 8
    parts: list[SchedulePart]

    @classmethod
    def of(
        cls, parts: Sequence[SchedulePart], *, owed_minor: int, currency: str, today: date
    ) -> PlanScheduleForm:
        """The form as it begins with ``parts``, and some empty rows below them."""
        rows = [
            {"due_on": part.due_on.isoformat(), "amount": plain(part.amount_minor, currency)}
            for part in parts
        ]
        form = cls(data={"rows": [*rows, *[{}] * (ROWS - len(rows))], "owed": str(owed_minor)})
        form.owed_minor, form.currency, form.today = owed_minor, currency, today
        return form

    owed_minor: int
    currency: str
    today: date

    def reads(self) -> bool:
        """Whether the rows are a schedule of what is owed; what is wrong stands at its row, or above the form."""
        if self.owed.data != str(self.owed_minor):
            self.owed.data = str(self.owed_minor)
            self.form_errors.append("What is owed has changed meanwhile. Look at the amounts again.")
            return False
        read = [self._read(entry.form) for entry in self.rows if _filled(entry.form)]
        if self.wrong:
            return False
        self.parts = sorted((part for part in read if part), key=lambda part: part.due_on)
        return self._adds_up()

    def _read(self, row: PartRow) -> SchedulePart | None:
        try:
            due_on: date | None = date.fromisoformat((row.due_on.data or "").strip())
        except ValueError:
            row.due_on.errors, due_on = ["Enter the date."], None
        if due_on and due_on < self.today:
            row.due_on.errors = ["Enter a date that is not in the past."]
        try:
            amount_minor = parse_amount(row.amount.data or "", self.currency)
        except Invalid as refusal:
            row.amount.errors = [refusal.message]
            return None
        return SchedulePart(due_on, amount_minor) if due_on else None

    def _adds_up(self) -> bool:
        total = sum(part.amount_minor for part in self.parts)
        if total != self.owed_minor:
            short = format_money(abs(self.owed_minor - total), self.currency)
            more = "too much" if total > self.owed_minor else "missing"
            self.form_errors.append(
                f"The amounts add up to {format_money(total, self.currency)} of "
                f"{format_money(self.owed_minor, self.currency)}: {short} {more}."
            )
            return False
        try:
            schedules.check(self.parts, owed_minor=self.owed_minor, today=self.today)
        except Invalid as refusal:
            self.form_errors.append(refusal.message)
            return False
        return True


def _filled(row: PartRow) -> bool:
    return bool((row.due_on.data or "").strip() or (row.amount.data or "").strip())
