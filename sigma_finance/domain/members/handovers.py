"""Handing the treasurer's office over: where it stands, and what should not be left open without a word."""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum

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


class OpenItem(StrEnum):
    """Something that waits for a treasurer."""

    REPORTED = "reported"
    UNMATCHED = "unmatched"
    ON_HAND = "on_hand"
    DISPUTES = "disputes"
    PROCESSING = "processing"
    UNFINISHED = "unfinished"
    PLANS = "plans"
    EVENTS = "events"
    MESSAGES = "messages"
    INVITES = "invites"

    @property
    def label(self) -> str:
        """What it is, in words."""
        return {
            OpenItem.REPORTED: "Payments that members reported and nobody has confirmed",
            OpenItem.UNMATCHED: "Money whose member is not known",
            OpenItem.ON_HAND: "Cash and checks that are not deposited",
            OpenItem.DISPUTES: "Disputes to answer",
            OpenItem.PROCESSING: "Bank debits under way",
            OpenItem.UNFINISHED: "Payments at Stripe whose end is not known",
            OpenItem.PLANS: "Payment plans to decide",
            OpenItem.EVENTS: "Messages of Stripe that could not be applied",
            OpenItem.MESSAGES: "E-mails that did not arrive",
            OpenItem.INVITES: "Invites that end within days",
        }[self]
