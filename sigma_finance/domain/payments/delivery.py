"""Where a webhook event and an outgoing message can stand."""

from __future__ import annotations

from sigma_finance.domain.labels import LabelledEnum


class EventState(LabelledEnum):
    """Where a webhook event stands; all but received and failed are final."""

    RECEIVED = "received"
    APPLIED = "applied"
    IGNORED = "ignored"
    QUARANTINED = "quarantined", "Set aside"
    FAILED = "failed"

    @property
    def final(self) -> bool:
        return self not in (EventState.RECEIVED, EventState.FAILED)


class MessageState(LabelledEnum):
    """Where a message stands. *Unknown*: it was sent, but the answer was lost, so it is not sent again by itself.

    *Withheld*: it is shown in the app alone, since its reader wants no e-mail about it, or gets none any more.
    """

    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    WITHHELD = "withheld", "In the app only"
    UNKNOWN = "unknown"
    FAILED = "failed"


class Delivery(LabelledEnum):
    """What the mail service says became of a message that it took."""

    DELAYED = "delayed"
    DELIVERED = "delivered"
    BOUNCED = "bounced"
    DROPPED = "dropped"

    @property
    def came_back(self) -> bool:
        """Whether it did not arrive, and will not."""
        return self in (Delivery.BOUNCED, Delivery.DROPPED)


#: So many messages that came back in a row stop the e-mail to an address.
MOST_BOUNCES = 3


def outweighs(new: Delivery, known: Delivery | None) -> bool:
    """Whether news of a message replaces what is known; it comes in any order."""
    return known is None or list(Delivery).index(new) > list(Delivery).index(known)
