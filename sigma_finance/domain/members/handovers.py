"""Handing the treasurer's office over: where it stands, and what should not be left open without a word."""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum

from sigma_finance.domain.labels import LabelledEnum

#: The successor has so long to accept.
GOOD_FOR = timedelta(days=14)
#: A payment that was begun at Stripe should have come to an end by then.
FINISHED_WITHIN = timedelta(days=1)


class HandoverState(StrEnum):
    """Where a handover stands."""

    OPEN = "open"
    DONE = "done"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


class OpenItem(LabelledEnum):
    """Something that waits for a treasurer."""

    REPORTED = "reported", "Payments that members reported and nobody has confirmed"
    UNMATCHED = "unmatched", "Money whose member is not known"
    ON_HAND = "on_hand", "Cash and checks that are not deposited"
    DISPUTES = "disputes", "Disputes to answer"
    PROCESSING = "processing", "Bank debits under way"
    UNFINISHED = "unfinished", "Payments at Stripe whose end is not known"
    PLANS = "plans", "Payment plans to decide"
    EVENTS = "events", "Messages of Stripe that could not be applied"
    MESSAGES = "messages", "E-mails that did not arrive"
    INVITES = "invites", "Invites that end within days"
