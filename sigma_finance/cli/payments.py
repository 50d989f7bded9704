"""``flask payments``: catching up with Stripe."""

from __future__ import annotations

import sys

import click

from sigma_finance.cli.commands import CommandGroup, messages_leave
from sigma_finance.cli.output import counted
from sigma_finance.services.payments import reconciliation

group = CommandGroup("payments", help="Catch up with Stripe.")


@group.task("reconcile")
@click.option(
    "--days", default=30, show_default=True, type=click.IntRange(1, 365), help="How far to look back."
)
def reconcile(days: int) -> None:
    """Bring every payment to where Stripe has it; safe to run at any time. Exits with 1 where something is left."""
    with messages_leave():
        done = reconciliation.reconcile(days=days)
    found = f"applied {done.applied}, closed {done.closed}, events handled {done.events}"
    click.echo(f"Looked at {done.looked_at}: {found if done.changed else 'nothing to do'}.")
    for problem in done.problems:
        click.echo(problem, err=True)
    if done.problems:
        click.echo(f"{counted(len(done.problems), 'problem', 'problems')} left.", err=True)
        sys.exit(1)
