"""What a person wants e-mail about."""

from __future__ import annotations

from collections.abc import Iterable

from wtforms import BooleanField

from sigma_finance.domain.topics import Topic
from sigma_finance.forms.base import Form


class TopicsForm(Form):
    """A tick for each topic that is to come by e-mail."""

    reminders = BooleanField(Topic.REMINDERS.label)
    payments = BooleanField(Topic.PAYMENTS.label)
    plans = BooleanField(Topic.PLANS.label)
    weekly = BooleanField(Topic.WEEKLY.label)

    @classmethod
    def of(cls, muted: Iterable[str], *, is_officer: bool) -> TopicsForm:
        """The form as it begins; the weekly note is for officers."""
        form = cls(data={topic.value: topic.value not in muted for topic in Topic})
        if not is_officer:
            del form.weekly
        return form

    @property
    def wanted(self) -> set[Topic]:
        """The topics that were ticked; what was not asked stays wanted."""
        return {topic for topic in Topic if topic.value not in self or self[topic.value].data}
