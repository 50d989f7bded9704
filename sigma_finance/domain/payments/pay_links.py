"""Pay links: who made one, how long it works, what it is worth now, and the signature that it carries.

The address holds the link's number under the application's key (itsdangerous), so that a stolen table opens nothing and
an altered address is told from an old one. Several keys may be valid while one is replaced, the oldest first: the last
signs.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum

from itsdangerous import BadSignature, URLSafeSerializer

from sigma_finance.domain.labels import LabelledEnum

#: A link that is asked for again is kept as it is while it works for so much longer.
STILL_GOOD_FOR = timedelta(days=7)
_PURPOSE = "sigma pay link"


class PayLinkKind(LabelledEnum):
    """How a pay link came to be."""

    MEMBER = "member", "Made by the member"
    OFFICER = "officer", "Made by an officer"
    REMINDER = "reminder", "Sent in a reminder"

    @property
    def good_for(self) -> timedelta:
        """How long such a link works."""
        return timedelta(days=60) if self is PayLinkKind.REMINDER else timedelta(days=30)


class PayLinkState(StrEnum):
    """What a pay link is good for now."""

    OPEN = "open"
    SETTLED = "settled"
    UNDER_WAY = "under_way"
    EXPIRED = "expired"
    REVOKED = "revoked"


def state_of(
    *, revoked_at: datetime | None, expires_at: datetime, owed_minor: int, under_way_minor: int, at: datetime
) -> PayLinkState:
    """What the link is good for at ``at``, where so much is owed and so much of it is on its way."""
    if revoked_at is not None:
        return PayLinkState.REVOKED
    if expires_at <= at:
        return PayLinkState.EXPIRED
    if owed_minor <= 0:
        return PayLinkState.SETTLED
    return PayLinkState.UNDER_WAY if under_way_minor >= owed_minor else PayLinkState.OPEN


def sign(link_id: int, *, keys: Sequence[str]) -> str:
    """The last part of the link's address."""
    return str(_serializer(keys).dumps(link_id))


def read(token: str, *, keys: Sequence[str]) -> int | None:
    """Whose number a token carries; None where no key of ours signed it."""
    try:
        found = _serializer(keys).loads(token)
    except (BadSignature, ValueError):
        return None
    return found if isinstance(found, int) else None


def _serializer(keys: Sequence[str]) -> URLSafeSerializer:
    return URLSafeSerializer(list(keys), salt=_PURPOSE, signer_kwargs={"digest_method": hashlib.sha256})
