"""Invites: where one stands, and how its code is read."""

from __future__ import annotations

import re
from datetime import datetime
from enum import StrEnum

SHORTEST_DAYS, USUAL_DAYS, LONGEST_DAYS = 1, 14, 90
#: A link that is mailed to somebody who came with an open code.
FOLLOW_UP_DAYS = 7
MOST_USES = 1_000

_CODE = re.compile(r"[A-Z0-9]{16}")


class InviteState(StrEnum):
    """Where an invite stands."""

    INVITED = "invited"
    USED = "used"
    EXPIRED = "expired"
    REVOKED = "revoked"

    @property
    def label(self) -> str:
        return self.value.capitalize()


def state_of(
    *, uses: int, max_uses: int, expires_at: datetime, revoked_at: datetime | None, at: datetime
) -> InviteState:
    """Where an invite stands at ``at``."""
    if revoked_at is not None:
        return InviteState.REVOKED
    if uses >= max_uses:
        return InviteState.USED
    return InviteState.EXPIRED if expires_at <= at else InviteState.INVITED


def read_code(typed: str) -> str | None:
    """A code as it is kept, from how people type it (any case, hyphens or spaces or none); None if it is none."""
    letters = re.sub(r"[\s\u2010-\u2015-]", "", typed).upper()
    if not _CODE.fullmatch(letters):
        return None
    return "-".join(letters[start : start + 4] for start in range(0, 16, 4))
