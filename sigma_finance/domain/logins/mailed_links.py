"""Links that are mailed to a person for their own account, each good once and for a while."""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum

#: So long the old address may say no to a change before it counts without its yes.
ADDRESS_WAITS = timedelta(days=7)


class LinkPurpose(StrEnum):
    """What a link lets whoever holds it do."""

    RESET = "reset"
    NEW_ADDRESS = "new_address"
    KEEP_ADDRESS = "keep_address"

    @property
    def good_for(self) -> timedelta:
        """How long the link works: the old address's until a change counts by itself, which a day may come before."""
        return {
            LinkPurpose.RESET: timedelta(hours=1),
            LinkPurpose.NEW_ADDRESS: timedelta(hours=24),
            LinkPurpose.KEEP_ADDRESS: ADDRESS_WAITS + timedelta(days=1),
        }[self]
