"""What e-mails are about, as far as people may choose to have none; the file of each kind names its topic.

Receipts and what guards a login have none: they always go out.
"""

from __future__ import annotations

from sigma_finance.domain.labels import LabelledEnum


class Topic(LabelledEnum):
    """What a person may have no e-mail about; in the app they still find it."""

    REMINDERS = "reminders", "Reminders of what is due"
    PAYMENTS = "payments", "Payments that were declined, are under way or came back"
    PLANS = "plans", "Payment plans"
    WEEKLY = "weekly", "The weekly note on the chapter's money"
