"""Files in a folder of this machine, each whole or not there."""

from __future__ import annotations

import os
import secrets
from contextlib import suppress
from pathlib import Path

import structlog

from sigma_finance.gateways.storage.port import FileGone, StorageFails, checked_key

log = structlog.get_logger(__name__)


class DiskStore:
    """A folder, in which each chapter has one of its own."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put(self, key: str, content: bytes, content_type: str) -> None:
        """Write the file beside its place and move it there once it is on the disk."""
        path = self._path(key)
        unfinished = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
        try:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            with unfinished.open("xb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            unfinished.replace(path)
        except OSError as error:
            with suppress(OSError):
                unfinished.unlink(missing_ok=True)
            log.warning("file not kept", errno=error.errno)
            raise StorageFails from error

    def read(self, key: str) -> bytes:
        """What is in the file."""
        try:
            return self._path(key).read_bytes()
        except FileNotFoundError as error:
            raise FileGone from error
        except OSError as error:
            log.warning("file not read", errno=error.errno)
            raise StorageFails from error

    def remove(self, key: str) -> None:
        """Unlink the file."""
        try:
            self._path(key).unlink(missing_ok=True)
        except OSError as error:
            log.warning("file not removed", errno=error.errno)
            raise StorageFails from error

    def _path(self, key: str) -> Path:
        return self._folder / checked_key(key)
