"""Ways in from the command line."""

from __future__ import annotations

from flask import Flask


def register(app: Flask) -> None:
    """Put every ``flask …`` command on ``app``."""
