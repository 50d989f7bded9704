"""``flask audit``: whether the audit trail is as it was written."""

from __future__ import annotations

import sys

import click

from sigma_finance.cli import options
from sigma_finance.cli.commands import CommandGroup
from sigma_finance.cli.ledger import chosen
from sigma_finance.cli.output import counted, print_table
from sigma_finance.services.books import verify

group = CommandGroup("audit", help="Check the audit trail.")


@group.task("verify")
@options.any_chapter
def verify_trail(chapter: str | None) -> None:
    """Recompute the chain of every audit line; exits with 1 where a line was edited or is missing."""
    report = verify.verify_audit(chapters=chosen(chapter))
    looked_at = counted(len(report.chapters), "chapter", "chapters")
    if report.ok:
        click.echo(f"The audit trail of {looked_at} is whole.")
        return
    print_table(
        ("Chapter", "Where", "Should be", "Is"),
        [(d.chapter, d.subject, d.expected, d.found) for d in report.differences],
    )
    click.echo(f"The audit trail of {looked_at} was changed.", err=True)
    sys.exit(1)
