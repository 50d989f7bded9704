"""The sandbox's time: the computer's, or as much ahead of it as a file says that whoever mounts the sandbox moves."""

from __future__ import annotations

import time
from pathlib import Path


def moment(path: Path | None) -> float:
    """This moment, in seconds since 1970. The file holds how many seconds it is ahead; without one it is none."""
    try:
        return time.time() + (int(path.read_text()) if path else 0)
    except FileNotFoundError:
        return time.time()
