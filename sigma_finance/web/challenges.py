"""What this browser was asked to answer with a passkey: in the signed cookie for five minutes, and answered once."""

from __future__ import annotations

from datetime import timedelta

from flask import session

from sigma_finance.domain.dates import now
from sigma_finance.services.logins.passkeys import PasskeyAnswer, PasskeyChallenge

_KEY = "passkey"
GOOD_FOR = timedelta(minutes=5)


def keep(asked: PasskeyChallenge | None) -> str:
    """Keep a challenge for its answer, and return the options that hold it; nothing where nothing was asked."""
    if asked is None:
        return ""
    session[_KEY] = {"challenge": asked.challenge, "at": int(now().timestamp())}
    return asked.options


def answered(answer: str | None) -> PasskeyAnswer:
    """An answer with the challenge that it should be of, which is empty where it was too long ago."""
    kept = session.pop(_KEY, None)
    fresh = kept and now().timestamp() - kept["at"] <= GOOD_FOR.total_seconds()
    return PasskeyAnswer(answer or "", kept["challenge"] if fresh else "")
