"""Ways in from the command line."""

from __future__ import annotations

from importlib import import_module

from flask import Flask

SUBJECTS = (
    "chapter",
    "user",
    "dues",
    "invite",
    "members",
    "ledger",
    "imports",
    "audit",
    "outbox",
    "payments",
    "stripe",
    "demo",
)


def register(app: Flask) -> None:
    """Put every ``flask …`` command on ``app``."""
    for subject in SUBJECTS:
        app.cli.add_command(import_module(f"sigma_finance.cli.{subject}").group)
