"""What two people decide together: acts above the chapter's limit, asked for by one officer and approved by another."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum

#: Nobody approves what was asked longer ago than this.
GOOD_FOR = timedelta(days=30)


def has_lapsed(asked_at: datetime, at: datetime) -> bool:
    """Whether a request has waited for longer than it can be approved; who asked can ask again once it is closed."""
    return at - asked_at > GOOD_FOR


class Act(StrEnum):
    """What is asked for."""

    WAIVER = "waiver"
    REVERSAL = "reversal"

    @property
    def label(self) -> str:
        return {"waiver": "Waive a charge", "reversal": "Reverse a payment"}[self.value]


class ApprovalState(StrEnum):
    """Where a request stands."""

    WAITING = "waiting"
    APPROVED = "approved"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"

    @property
    def label(self) -> str:
        return self.value.capitalize()
