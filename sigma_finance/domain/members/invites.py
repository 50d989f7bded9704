"""Invites: where one stands, how its code is read, and the proof that its link came out of the invited mailbox.

The proof stands in the mailed link alone: a signature (itsdangerous) of the invite and its address under the
application's key. Who only saw the code has none.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from datetime import datetime

from itsdangerous import Signer

from sigma_finance.domain.labels import LabelledEnum

SHORTEST_DAYS, USUAL_DAYS, LONGEST_DAYS = 1, 14, 90
#: A link that is mailed to somebody who came with an open code.
FOLLOW_UP_DAYS = 7
MOST_USES = 1_000

_CODE = re.compile(r"[A-Z0-9]{16}")


class InviteState(LabelledEnum):
    """Where an invite stands."""

    INVITED = "invited"
    USED = "used"
    EXPIRED = "expired"
    REVOKED = "revoked"


def state_of(
    *, uses: int, max_uses: int, expires_at: datetime, revoked_at: datetime | None, at: datetime
) -> InviteState:
    """Where an invite stands at ``at``."""
    if revoked_at is not None:
        return InviteState.REVOKED
    if uses >= max_uses:
        return InviteState.USED
    return InviteState.EXPIRED if expires_at <= at else InviteState.INVITED


def proof(invite_id: int, email: str, *, keys: Sequence[str]) -> str:
    """What the link in a mail to ``email`` carries beside the invite's code; the last of ``keys`` signs."""
    return _signer(keys).get_signature(f"{invite_id} {email}").decode()


def proves(given: str, *, invite_id: int, email: str, keys: Sequence[str]) -> bool:
    """Whether ``given`` is the proof of this invite at this address, by any of ``keys``."""
    return given.isascii() and _signer(keys).verify_signature(f"{invite_id} {email}", given)


def _signer(keys: Sequence[str]) -> Signer:
    return Signer(list(keys), salt="sigma invite to this address", digest_method=hashlib.sha256)


def read_code(typed: str) -> str | None:
    """A code as it is kept, from how people type it (any case, hyphens or spaces or none); None if it is none."""
    letters = re.sub(r"[\s\u2010-\u2015-]", "", typed).upper()
    if not _CODE.fullmatch(letters):
        return None
    return "-".join(letters[start : start + 4] for start in range(0, 16, 4))
