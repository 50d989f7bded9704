"""What a process beside the test's own does, which begins as a copy of one that has imported the application."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import redirect_stdout
from pathlib import Path


def run(environment: dict[str, str], said: str, what: Callable[..., object], *words: object) -> None:
    """Do this with these settings, and write into a file what it says."""
    os.environ.clear()
    os.environ.update(environment)
    with Path(said).open("w", encoding="utf-8") as output, redirect_stdout(output):
        what(*words)
