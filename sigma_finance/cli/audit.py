"""``flask audit``: whether the audit trail is as it was written."""

from __future__ import annotations

import sys

import click

from sigma_finance.cli import options
from sigma_finance.cli.commands import CommandGroup
from sigma_finance.cli.ledger import chosen
from sigma_finance.cli.output import counted, print_table
from sigma_finance.services.books import nightly, verify

group = CommandGroup("audit", help="Check the audit trail.")


@group.task("verify")
@options.any_chapter
@click.option(
    "--head",
    "heads",
    multiple=True,
    metavar="LINE",
    help="A line out of the nightly mail: where a trail ended then. May be given several times.",
)
def verify_trail(chapter: str | None, heads: tuple[str, ...]) -> None:
    """Recompute the chain of every audit line; exits with 1 where a line was edited or is missing.

    The heads that were mailed at night, and those given, have to stand in their chains: a trail that was shortened
    from its end shows by nothing else.
    """
    given = [nightly.read_head(written) for written in heads]
    known = [*nightly.known_heads(), *given]
    report = verify.verify_audit(chapters=chosen(chapter), heads=known)
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
