"""Links that are mailed to a person for their own account, each good once and for a while."""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum


class LinkPurpose(StrEnum):
    """What a link lets whoever holds it do."""

    RESET = "reset"
    NEW_ADDRESS = "new_address"
    KEEP_ADDRESS = "keep_address"

    @property
    def good_for(self) -> timedelta:
        """How long the link works: the owner of the old address has a week to take a change back."""
        return {
            LinkPurpose.RESET: timedelta(hours=1),
            LinkPurpose.NEW_ADDRESS: timedelta(hours=24),
            LinkPurpose.KEEP_ADDRESS: timedelta(days=7),
        }[self]
