"""Values that are encrypted at rest: AES-GCM under one of several keys, which the value itself names.

A value is bound to its *place*, the table, column and row that it stands in: moved to another it cannot be read. Of
values that have to be found again a *mark* is kept beside them, an HMAC that only whoever has the key can make.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_NONCE = 12
_BYTES = 32


class SealBroken(Exception):
    """A value that none of the keys opens: its key is missing, it was changed, or it was moved to another place."""


@dataclass(frozen=True)
class Place:
    """Where an encrypted value stands."""

    table: str
    column: str
    row: str

    def as_bytes(self) -> bytes:
        """The same for the same place alone."""
        return json.dumps([self.table, self.column, self.row], separators=(",", ":")).encode()


@dataclass(frozen=True, repr=False)
class _Key:
    cipher: AESGCM
    marking: bytes


class KeyBunch:
    """The keys of a deployment, of which the first seals and any opens."""

    def __init__(self, secrets: Sequence[str]) -> None:
        self._keys: Mapping[str, _Key] = {
            _derived(secret, "name", 6).hex(): _Key(
                AESGCM(_derived(secret, "values")), _derived(secret, "marks")
            )
            for secret in secrets
        }

    @property
    def newest(self) -> str:
        """The name of the key that seals, with which every value begins that it sealed."""
        return next(iter(self._keys))

    def seal(self, text: str, place: Place) -> str:
        """The text, readable at its place alone."""
        nonce = os.urandom(_NONCE)
        sealed = self._keys[self.newest].cipher.encrypt(
            nonce, text.encode(errors="replace"), place.as_bytes()
        )
        return f"{self.newest}.{base64.urlsafe_b64encode(nonce + sealed).decode()}"

    def open(self, sealed: str, place: Place) -> str:
        """The text again; raises SealBroken."""
        name, _, rest = sealed.partition(".")
        key = self._keys.get(name)
        if key is None:
            raise SealBroken(f"{place.table}.{place.column}: no key is named {name[:20]!r}")
        try:
            packed = base64.b64decode(rest, altchars=b"-_", validate=True)
            return key.cipher.decrypt(packed[:_NONCE], packed[_NONCE:], place.as_bytes()).decode()
        except (InvalidTag, ValueError) as error:
            raise SealBroken(
                f"{place.table}.{place.column}: the value is not as it was sealed here"
            ) from error

    def mark(self, text: str, *, table: str, column: str) -> str:
        """What is kept of a text so that it can be found again, by the key that seals."""
        return self.marks(text, table=table, column=column)[0]

    def marks(self, text: str, *, table: str, column: str) -> list[str]:
        """Its marks by each of the keys, to look for while values are still sealed by older ones."""
        message = json.dumps([table, column, text], separators=(",", ":")).encode()
        return [
            f"{name}.{hmac.new(key.marking, message, hashlib.sha256).hexdigest()}"
            for name, key in self._keys.items()
        ]


def _derived(secret: str, purpose: str, length: int = _BYTES) -> bytes:
    info = f"sigma-finance encrypted columns: {purpose}".encode()
    return HKDF(algorithm=SHA256(), length=length, salt=None, info=info).derive(secret.encode())


@lru_cache(maxsize=4)
def key_bunch(secrets: tuple[str, ...]) -> KeyBunch:
    """The keys of these secrets, made once."""
    return KeyBunch(secrets)
