"""``flask reminders``: reminding members of what is due."""

from __future__ import annotations

import click

from sigma_finance.cli import options
from sigma_finance.cli.commands import CommandGroup, messages_leave
from sigma_finance.cli.output import counted
from sigma_finance.domain.dates import today_in
from sigma_finance.domain.dues.reminders import look_ahead
from sigma_finance.queries import reminders as queries
from sigma_finance.queries.chapters import chapters
from sigma_finance.queries.dues import late_fees as policies
from sigma_finance.services import reminders
from sigma_finance.services.figures import weekly_note as weekly_notes

group = CommandGroup("reminders", help="Remind members of what is due.")


@group.task("send")
@options.chapter
@click.option("--dry-run", is_flag=True, help="Say who would be written to, and write to nobody.")
def send(chapter: str, dry_run: bool) -> None:
    """Write to whom the chapter's schedule names today, once; meant for every day."""
    where = chapters.get_chapter(slug=chapter)
    if dry_run:
        today = today_in(where.timezone)
        steps = policies.get_policy(chapter_id=where.id).reminders
        found = queries.debtors(chapter_id=where.id, today=today, ahead=look_ahead(steps), steps=steps)
        due = [one for one in found if one.is_scheduled and not one.hindrance]
        click.echo(f"Would remind {counted(len(due), 'member', 'members')}.")
        return
    with messages_leave():
        sent = reminders.send_scheduled(chapter_id=where.id)
    click.echo(f"Reminded {counted(sent, 'member', 'members')}.")


@group.task("weekly")
@options.chapter
def weekly(chapter: str) -> None:
    """Write the week's figures to the chapter's officers, on Mondays and once; meant for every day."""
    where = chapters.get_chapter(slug=chapter)
    with messages_leave():
        written = weekly_notes.write(chapter_id=where.id)
    click.echo("Written." if written else "Nothing to write today.")
