"""``flask demo``: chapters to try things out on."""

from __future__ import annotations

import click

from sigma_finance import demo
from sigma_finance.cli.commands import CommandGroup, messages_wait
from sigma_finance.cli.output import print_table

group = CommandGroup("demo", help="Try things out.")


@group.task("load")
def load() -> None:
    """Make two demo chapters, unless they are there, and print who can sign in."""
    with messages_wait():
        chapters = demo.load()
    rows = [(chapter.name, role.label, email) for chapter in chapters for role, email in chapter.logins]
    if not rows:
        click.echo("The short names of the demo chapters belong to other chapters here; nothing was changed.")
        return
    print_table(("Chapter", "Role", "E-mail"), rows)
    click.echo(f"Password of all: {demo.PASSWORD}")
