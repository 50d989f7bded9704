"""Passwords: what is accepted, and how one is kept.

Follows OWASP ASVS 5.0 (6.2) and NIST SP 800-63B: length and a list of common ones, no composition rules.
"""

from __future__ import annotations

import base64
import hashlib
import re

import bcrypt

from sigma_finance.domain.errors import Invalid

SHORTEST, LONGEST = 12, 256
#: zxcvbn scores 0 to 4; below this a password falls to an offline list within hours.
_WEAK_BELOW = 2
#: So many letters and digits have to be left once everything that one knows of the person is taken out.
_OWN_AT_LEAST = 6


def check_strength(password: str, *, personal: list[str]) -> None:
    """Raise Invalid unless ``password`` is long enough and not easy to guess; ``personal`` are words to avoid."""
    if len(password) < SHORTEST:
        raise Invalid(
            f"Use at least {SHORTEST} characters. A few words in a row work well.", field="password"
        )
    if len(password) > LONGEST:
        raise Invalid(f"Use at most {LONGEST} characters.", field="password")
    if "\x00" in password:
        raise Invalid(
            "The password holds a character that cannot be typed again. Choose another.", field="password"
        )
    if _is_made_of(password, personal):
        raise Invalid(
            "That password is made of your name, your address or your chapter. Use words that have nothing to do "
            "with you.",
            field="password",
        )
    from zxcvbn import zxcvbn  # 60 ms to import, needed only where a password is chosen

    if zxcvbn(password[:72], user_inputs=personal)["score"] < _WEAK_BELOW:
        raise Invalid(
            "That password is easy to guess. Use a few words that do not belong together.", field="password"
        )


def _is_made_of(password: str, personal: list[str]) -> bool:
    """Whether next to nothing is left of a password without the personal words in it, whatever their case."""
    words = {part for text in personal for part in re.split(r"[\W_]+", text.casefold()) if len(part) > 2}
    whole = rest = re.sub(r"[\W_]+", "", password.casefold())
    for word in sorted(words, key=len, reverse=True):
        rest = rest.replace(word, "")
    return rest != whole and len(rest) < _OWN_AT_LEAST


def _digest(password: str) -> bytes:
    """Every byte counts and none is NUL: bcrypt reads 72 bytes at most and stops at a NUL."""
    return base64.b64encode(hashlib.sha256(password.encode(errors="surrogatepass")).digest())


def hash_password(password: str, *, rounds: int) -> str:
    """The bcrypt hash that is kept, at cost ``rounds``."""
    return bcrypt.hashpw(_digest(password), bcrypt.gensalt(rounds)).decode()


def verify_password(password: str, kept: str | None, *, rounds: int) -> bool:
    """Whether ``password`` is the kept one; takes as long when there is none to compare with, or an older, cheaper one.

    A cost of one more is twice the work, so that 4, 4, 5, 6 … and ``rounds`` - 1 together are as much as ``rounds``.
    """
    if len(password) > LONGEST:
        password = ""
    typed = _digest(password)
    if kept is None:
        bcrypt.checkpw(typed, _dummy(rounds))
        return False
    right = bcrypt.checkpw(typed, kept.encode())
    for cost in range(cost_of(kept), rounds):
        bcrypt.checkpw(typed, _dummy(cost))
    return right


def cost_of(kept: str) -> int:
    """The cost that a kept hash was made at: the second part of ``$2b$12$…``."""
    return int(kept.split("$")[2])


_dummies: dict[int, bytes] = {}


def _dummy(rounds: int) -> bytes:
    if rounds not in _dummies:
        _dummies[rounds] = bcrypt.hashpw(b"nobody", bcrypt.gensalt(rounds))
    return _dummies[rounds]
