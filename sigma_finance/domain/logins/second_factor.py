"""The second step of signing in: codes of an authenticator app (RFC 6238), and recovery codes for when it is lost."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from datetime import datetime

import pyotp

ISSUER = "Sigma Finance"
STEP_S = 30
#: A clock may be off by a step either way.
_WINDOW = (-1, 0, 1)
RECOVERY_CODES = 10
#: 24 letters of 27 are 114 bits: too many to guess, so a plain hash keeps them.
_LETTERS, _LENGTH = "23456789BCDFGHJKMNPQRSTVWXZ", 24


def new_secret() -> str:
    """A fresh secret of 160 bits, as authenticator apps take it."""
    return pyotp.random_base32()


def address(secret: str, *, email: str) -> str:
    """The ``otpauth:`` address that a QR code holds."""
    return pyotp.TOTP(secret).provisioning_uri(name=email, issuer_name=ISSUER)


def find_step(typed: str, *, secret: str, after: int, at: datetime) -> int | None:
    """The time step whose code was typed, if it is a current one and later than ``after``: a code works once."""
    digits = re.sub(r"\s", "", typed)
    if not re.fullmatch(r"[0-9]{6}", digits):
        return None
    now_step = int(at.timestamp()) // STEP_S
    app = pyotp.TOTP(secret)
    for step in (now_step + offset for offset in _WINDOW):
        if step > after and hmac.compare_digest(app.generate_otp(step), digits):
            return step
    return None


def new_recovery_codes() -> list[str]:
    """Fresh recovery codes in groups of four."""
    return [
        _grouped("".join(secrets.choice(_LETTERS) for _ in range(_LENGTH))) for _ in range(RECOVERY_CODES)
    ]


def _grouped(letters: str) -> str:
    return "-".join(letters[start : start + 4] for start in range(0, len(letters), 4))


def recovery_hash(typed: str) -> str | None:
    """What is kept of a recovery code, however it is typed; None if it cannot be one."""
    letters = re.sub(r"[\s-]", "", typed).upper()
    if len(letters) != _LENGTH or not set(letters) <= set(_LETTERS):
        return None
    return hashlib.sha256(letters.encode()).hexdigest()
