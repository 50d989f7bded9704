"""Signed-in sessions: what a cookie carries, and how long it is good for."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

#: A session's last use is noted at most this often.
TOUCH_EVERY = timedelta(minutes=1)
#: For so long after the password or a code was given, neither is asked for again.
CONFIRMED_FOR = timedelta(minutes=15)


@dataclass(frozen=True)
class Lifetime:
    """How long a session lasts from its beginning, and without being used."""

    at_most: timedelta
    idle: timedelta


_OFFICER = Lifetime(at_most=timedelta(hours=12), idle=timedelta(minutes=30))
_REMEMBERED = Lifetime(at_most=timedelta(days=30), idle=timedelta(days=30))
_BROWSER = Lifetime(at_most=timedelta(days=14), idle=timedelta(days=1))


def lifetime(*, officer: bool, remembered: bool) -> Lifetime:
    """What a session may last: an officer's is short, whether remembered or not."""
    if officer:
        return _OFFICER
    return _REMEMBERED if remembered else _BROWSER


def is_live(
    *, officer: bool, remembered: bool, created_at: datetime, last_seen_at: datetime, at: datetime
) -> bool:
    """Whether a session still counts at ``at``, for what the person is in the chapter now."""
    return at < ends_at(
        officer=officer, remembered=remembered, created_at=created_at, last_seen_at=last_seen_at
    )


def ends_at(*, officer: bool, remembered: bool, created_at: datetime, last_seen_at: datetime) -> datetime:
    """When a session ends unless it is used again."""
    allowed = lifetime(officer=officer, remembered=remembered)
    return min(created_at + allowed.at_most, last_seen_at + allowed.idle)


def last_use(*, last_seen_at: datetime, at: datetime) -> datetime:
    """What a session's last use is noted as once it is used at ``at``."""
    return at if at - last_seen_at >= TOUCH_EVERY else last_seen_at


def new_token() -> str:
    """A fresh token of 256 bits for a session's cookie."""
    return secrets.token_urlsafe(32)


def token_hash(token: str) -> str:
    """What is kept of a token."""
    return hashlib.sha256(token.encode(errors="surrogatepass")).hexdigest()
