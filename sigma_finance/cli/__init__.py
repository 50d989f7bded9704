"""Ways in from the command line."""

from __future__ import annotations

from flask import Flask

from sigma_finance.cli import (
    audit,
    autopay,
    bank,
    books,
    chapter,
    demo,
    dues,
    imports,
    invite,
    jobs,
    keys,
    ledger,
    members,
    outbox,
    payments,
    payouts,
    reminders,
    shell,
    stripe,
    user,
)


def register(app: Flask) -> None:
    """Put every ``flask …`` command on ``app``."""
    app.cli.add_command(autopay.group)
    app.cli.add_command(chapter.group)
    app.cli.add_command(user.group)
    app.cli.add_command(dues.group)
    app.cli.add_command(invite.group)
    app.cli.add_command(members.group)
    app.cli.add_command(ledger.group)
    app.cli.add_command(books.group)
    app.cli.add_command(bank.group)
    app.cli.add_command(imports.group)
    app.cli.add_command(audit.group)
    app.cli.add_command(outbox.group)
    app.cli.add_command(jobs.group)
    app.cli.add_command(keys.group)
    app.cli.add_command(payments.group)
    app.cli.add_command(payouts.group)
    app.cli.add_command(reminders.group)
    app.cli.add_command(stripe.group)
    app.cli.add_command(demo.group)
    shell.register(app)
