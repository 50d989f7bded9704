"""``flask autopay``: telling members of charges and making them."""

from __future__ import annotations

import sys

import click

from sigma_finance.cli import options
from sigma_finance.cli.commands import CommandGroup, messages_leave
from sigma_finance.queries.chapters import chapters
from sigma_finance.services.payments import autopay_charges

group = CommandGroup("autopay", help="Charge what is due to members who asked for it.")


@group.task("run")
@options.chapter
def run(chapter: str) -> None:
    """Tell members three days before, and charge what has come; meant for every hour, and harmless twice.

    Exits with 1 where it failed for some; the others were not held up.
    """
    where = chapters.get_chapter(slug=chapter)
    with messages_leave():
        ran = autopay_charges.run_chapter(chapter_id=where.id)
    click.echo(f"Told {ran.told}, charged {ran.charged}, to be asked again {len(ran.problems)}.")
    for problem in ran.problems:
        click.echo(problem, err=True)
    if ran.problems:
        sys.exit(1)
