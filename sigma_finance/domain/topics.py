"""What e-mails are about, as far as people may choose to have none. Receipts and what guards a login always go out."""

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
#: Which kinds of message are about a topic; what is not listed goes out whatever was chosen.
KINDS = {
    "due_soon": Topic.REMINDERS,
    "due_today": Topic.REMINDERS,
    "past_due": Topic.REMINDERS,
    "payment_declined": Topic.PAYMENTS,
    "bank_debit_processing": Topic.PAYMENTS,
    "plan_agreed": Topic.PLANS,
    "plan_done": Topic.PLANS,
    "weekly_note": Topic.WEEKLY,
}


def topic_of(kind: str) -> Topic | None:
    """What a kind of message is about, if its e-mail may be left out."""
    return KINDS.get(kind)


#: Which kinds of message stand in the app as well; the others carry links that open an account, or go to strangers.
IN_APP = frozenset(
    {
        *KINDS,
        "receipt",
        "late_fee",
        "approval_asked",
        "approval_decided",
        "autopay_on",
        "autopay_notice",
        "autopay_failed",
        "autopay_ended",
        "autopay_stopped",
        "plan_ended",
        "plan_proposed",
        "bank_debit_failed",
        "payment_reported",
        "report_rejected",
        "unmatched_payment",
        "payment_reversed",
        "credit_paid_back",
        "dispute_opened",
        "role_changed",
        "appointed",
        "mail_stopped",
    }
)
