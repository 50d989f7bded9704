"""``flask outbox``: sending what waits to be sent."""

from __future__ import annotations

import click

from sigma_finance.cli.commands import CommandGroup
from sigma_finance.services.messages import outbox

group = CommandGroup("outbox", help="Deliver messages.")


@group.task("deliver")
@click.option(
    "--limit",
    default=1000,
    show_default=True,
    type=click.IntRange(1, 100_000),
    help="How many messages at most.",
)
def deliver(limit: int) -> None:
    """Deliver the messages that are due; safe to run at any time, and twice at once."""
    done = outbox.deliver(limit=limit)
    click.echo(
        f"Sent {done.sent}, to be tried again {done.retried}, refused {done.failed}, unknown {done.unknown}."
    )
