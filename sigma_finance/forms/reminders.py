"""Whom to remind now, and when a chapter reminds by itself."""

from __future__ import annotations

import re
from collections.abc import Sequence

from wtforms import BooleanField, HiddenField, StringField
from wtforms.validators import ValidationError

from sigma_finance.domain.dues.reminders import LONGEST
from sigma_finance.forms.base import Form
from sigma_finance.forms.payments.cash import SeveralRowsField

_DAYS = re.compile(r"[0-9]{1,3}(?:\s*,\s*[0-9]{1,3})*")


class RemindForm(Form):
    """The members to write to now; all that may be written to are chosen to begin with."""

    members = SeveralRowsField("Members", coerce=int)

    def ask(self, member_ids: Sequence[int]) -> None:
        """Set who may be written to."""
        self.members.choices = [(one, str(one)) for one in member_ids]
        if self.members.raw_data is None:
            self.members.data = list(member_ids)


class DaysField(StringField):
    """Some numbers of days, as in 14, 3; once valid, ``days`` holds them."""

    days: tuple[int, ...] = ()

    def pre_validate(self, form: object) -> None:
        """Read the numbers; nothing is none."""
        typed = (self.data or "").strip(" ,")
        if typed and not _DAYS.fullmatch(typed):
            raise ValidationError("Enter whole numbers of days with commas between them, such as 14, 3.")
        self.days = tuple(int(one) for one in re.split(r"\s*,\s*", typed)) if typed else ()
        if any(not 1 <= one <= LONGEST for one in self.days):
            raise ValidationError(f"Enter days from 1 to {LONGEST}.")


class ReminderScheduleForm(Form):
    """Days before and after the due date, and the day itself."""

    before = DaysField("Days before")
    on_the_day = BooleanField("On the day itself")
    after = DaysField("Days after")
    opened = HiddenField()

    @classmethod
    def of(cls, steps: Sequence[int], *, opened: str) -> ReminderScheduleForm:
        """The form as it begins with a schedule."""
        return cls(
            data={
                "before": ", ".join(str(-step) for step in sorted(steps) if step < 0),
                "on_the_day": 0 in steps,
                "after": ", ".join(str(step) for step in sorted(steps) if step > 0),
                "opened": opened,
            }
        )

    @property
    def steps(self) -> tuple[int, ...]:
        """The schedule that was entered, once it is valid."""
        day = (0,) if self.on_the_day.data else ()
        return (*(-days for days in self.before.days), *day, *self.after.days)
