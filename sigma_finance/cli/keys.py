"""``flask keys``: the keys that encrypt columns of the database."""

from __future__ import annotations

import click

from sigma_finance.cli.commands import CommandGroup
from sigma_finance.cli.output import print_table
from sigma_finance.services import keys

group = CommandGroup("keys", help="The keys that encrypt what the database holds.")


@group.task("rotate")
@click.option("--dry-run", is_flag=True, help="Count what an older key has sealed, and change nothing.")
def rotate(dry_run: bool) -> None:
    """Encrypt with the first of ENCRYPTION_KEYS whatever an older one has encrypted.

    Meant for the operator, while people work. Interrupted, it goes on where it ended; run it again until nothing is
    left, then take the older key out of the settings. Each chapter's audit trail says how many of its rows it was.
    """
    found = keys.stale() if dry_run else keys.rotate()
    heads = ("Table", "By an older key" if dry_run else "Encrypted anew")
    print_table(heads, [(one.table, str(one.rows)) for one in found])
    left = sum(one.rows for one in (found if dry_run else keys.stale()))
    if left:
        click.echo(f"Rows that still need an older key: {left}. Run flask keys rotate.")
    else:
        click.echo("Nothing needs an older key any more.")
