"""What delivers the outbox where no queue is configured: a background thread that a commit wakes."""

from __future__ import annotations

from flask import Flask


def register(app: Flask) -> None:
    """Register the runner that the settings name."""
