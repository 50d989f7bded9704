"""Secrets that have to be read again, encrypted at rest: Fernet (AES and HMAC) under a key made from the application's.

Several keys may be valid while one is replaced, the oldest first: the last seals, any of them opens.
"""

from __future__ import annotations

import base64
from collections.abc import Sequence

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF


def _box(keys: Sequence[str], purpose: str) -> MultiFernet:
    return MultiFernet([Fernet(_derived(key, purpose)) for key in reversed(keys)])


def _derived(key: str, purpose: str) -> bytes:
    made = HKDF(algorithm=SHA256(), length=32, salt=None, info=purpose.encode()).derive(key.encode())
    return base64.urlsafe_b64encode(made)


def seal(secret: str, *, keys: Sequence[str], purpose: str) -> str:
    """The secret, readable with one of ``keys`` and for the same purpose alone."""
    return _box(keys, purpose).encrypt(secret.encode()).decode()


def unseal(sealed: str, *, keys: Sequence[str], purpose: str) -> str | None:
    """The secret again; None where no key opens it."""
    try:
        return _box(keys, purpose).decrypt(sealed.encode()).decode()
    except InvalidToken:
        return None
