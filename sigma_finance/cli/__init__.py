"""Ways in from the command line."""

from __future__ import annotations

from flask import Flask


def register(app: Flask) -> None:
    """Put every ``flask …`` command on ``app``."""
    from sigma_finance.cli import (
        audit,
        chapter,
        dues,
        invite,
        ledger,
        members,
        outbox,
        payments,
        stripe,
        user,
    )

    for subject in (chapter, user, dues, invite, members, ledger, audit, outbox, payments, stripe):
        app.cli.add_command(subject.group)
