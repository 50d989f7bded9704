"""What e-mails are about, as far as people may choose to have none; the file of each kind names its topic.

Receipts and what guards a login have none: they always go out.
"""

from __future__ import annotations

from enum import StrEnum


class Topic(StrEnum):
    """What a person may have no e-mail about; in the app they still find it."""

    REMINDERS = "reminders"
    PAYMENTS = "payments"
    PLANS = "plans"
    WEEKLY = "weekly"

    @property
    def label(self) -> str:
        return _LABELS[self]


_LABELS = {
    Topic.REMINDERS: "Reminders of what is due",
    Topic.PAYMENTS: "Payments that were declined, are under way or came back",
    Topic.PLANS: "Payment plans",
    Topic.WEEKLY: "The weekly note on the chapter's money",
}
