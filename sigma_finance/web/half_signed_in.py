"""A browser between the two steps of signing in: whose password was right, in the signed cookie for ten minutes."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import timedelta

from flask import session

from sigma_finance.domain.dates import now

_KEY = "half"
GOOD_FOR = timedelta(minutes=10)


@dataclass(frozen=True)
class HalfSignIn:
    """Whose password was right, the proof of it, and whether they asked to be remembered."""

    user_id: int
    email: str
    proof: str
    remember: bool


def keep(half: HalfSignIn) -> None:
    """Keep the first step in this browser."""
    session[_KEY] = {**asdict(half), "at": int(now().timestamp())}


def find() -> HalfSignIn | None:
    """The first step that was taken in this browser a moment ago."""
    kept = session.get(_KEY)
    if not kept or now().timestamp() - kept["at"] > GOOD_FOR.total_seconds():
        return None
    return HalfSignIn(kept["user_id"], kept.get("email", ""), kept["proof"], kept["remember"])
