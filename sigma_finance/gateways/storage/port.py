"""The port to where files are kept, and its key: a name of ours, never one that somebody sent."""

from __future__ import annotations

import re
from typing import Protocol

from sigma_finance.domain.errors import NotFound, Unavailable

#: A chapter's number, a slash, and a name that we drew.
_KEY = re.compile(r"[0-9]{1,18}/[0-9a-f]{32}")
_SECONDS = "Try again in a few minutes."


class FileGone(NotFound):
    """A file that should be there and is not."""

    def __init__(self) -> None:
        super().__init__("This file is not where it was kept. Tell whoever runs Sigma Finance for you.")


class StorageFails(Unavailable):
    """Where files are kept does not answer, or has no room."""

    def __init__(self) -> None:
        super().__init__(f"Files cannot be kept or read just now. Nothing was changed. {_SECONDS}")


class FileStore(Protocol):
    """Keeps files under keys. Every function raises StorageFails where the storage does not answer."""

    def put(self, key: str, content: bytes, content_type: str) -> None:
        """Keep a file, whole or not at all."""

    def read(self, key: str) -> bytes:
        """A file again; raises FileGone."""

    def remove(self, key: str) -> None:
        """Take a file away, if it is there."""


def checked_key(key: str) -> str:
    """The key, where it is one of ours; anything else is a fault of ours."""
    if not _KEY.fullmatch(key):
        raise AssertionError("no key of a file")
    return key
