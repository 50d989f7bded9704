"""Where a webhook event and an outgoing message can stand."""

from __future__ import annotations

from enum import StrEnum


class EventState(StrEnum):
    """Where a webhook event stands; all but received and failed are final."""

    RECEIVED = "received"
    APPLIED = "applied"
    IGNORED = "ignored"
    QUARANTINED = "quarantined"
    FAILED = "failed"

    @property
    def label(self) -> str:
        return self.value.capitalize()

    @property
    def final(self) -> bool:
        return self not in (EventState.RECEIVED, EventState.FAILED)


class MessageState(StrEnum):
    """Where a message stands. *Unknown*: it was sent, but the answer was lost, so it is not sent again by itself."""

    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    UNKNOWN = "unknown"
    FAILED = "failed"

    @property
    def label(self) -> str:
        return self.value.capitalize()
