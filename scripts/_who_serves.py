"""The servers that run on this clone: each holds a file locked, which the system lets go of when its process ends."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

if sys.platform == "win32":
    import msvcrt

    def _lock(file: IO[str]) -> None:
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _lock(file: IO[str]) -> None:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


@contextmanager
def serving(instance: Path, port: int) -> Iterator[None]:
    """Be known as the server on ``port`` meanwhile, also to ``flask …`` commands, which read ``instance/port``."""
    name = instance / f"serving-{port}.lock"
    file = name.open("a")  # closed before it is removed, which Windows asks for
    _lock(file)
    try:
        _note(instance, port)
        yield
    finally:
        file.close()
        with suppress(OSError):
            name.unlink()
        _note(instance, *ports_served(instance)[:1])


def _note(instance: Path, *ports: int) -> None:
    """Write the port that commands are to name, or take it away where nothing is served any more."""
    noted = instance / "port"
    if ports:
        noted.write_text(f"{ports[0]}\n", encoding="ascii")
    else:
        noted.unlink(missing_ok=True)


def ports_served(instance: Path) -> list[int]:
    """The ports of the servers that run now; a file that nobody holds is left over, and counts for nothing."""
    return sorted(
        int(name.stem.removeprefix("serving-")) for name in instance.glob("serving-*.lock") if _is_held(name)
    )


def _is_held(name: Path) -> bool:
    try:
        with name.open("a") as file:
            _lock(file)
    except OSError:
        return True
    return False
