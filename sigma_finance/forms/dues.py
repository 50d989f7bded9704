"""What an officer enters about dues: a period, its assessment, what is waived of a charge."""

from __future__ import annotations

from datetime import date

from wtforms import HiddenField

from sigma_finance.forms.base import Form
from sigma_finance.forms.fields import DayField, MoneyField, NoteField, TextField


class PeriodForm(Form):
    """A named term or year, what it costs each member, and when that is due."""

    name = TextField("Name", at_most=80)
    amount = MoneyField("Amount for each member")
    due_on = DayField("Due on")

    @property
    def day(self) -> date:
        """The due date, once it is valid."""
        if self.due_on.data is None:
            raise AssertionError("the due date is asked for before it is valid")
        return self.due_on.data


class AssessForm(Form):
    """A yes to charging as many members as the page said."""

    members = HiddenField()

    def is_for(self, members: int) -> bool:
        """Whether the page that was agreed to spoke of this many members."""
        return bool(self.members.data == str(members))

    def ask_again(self, members: int) -> None:
        """Say that the number has changed since, and ask about the new one."""
        self.members.data = str(members)
        self.form_errors.append("The number of members has changed since this page was opened. Look again.")


class WaiveForm(Form):
    """How much of a charge is forgiven, and why."""

    amount = MoneyField("Amount to waive")
    reason = NoteField("Reason", at_most=300)
