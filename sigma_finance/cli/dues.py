"""``flask dues``: charging a period's dues."""

from __future__ import annotations

from datetime import date

import click

from sigma_finance.cli import options
from sigma_finance.cli.commands import CommandGroup, messages_leave
from sigma_finance.cli.output import counted
from sigma_finance.domain.actors import OPERATOR
from sigma_finance.domain.dates import today_in
from sigma_finance.domain.money import format_money, parse_amount
from sigma_finance.queries.chapters import chapters
from sigma_finance.queries.dues import late_fees as queries
from sigma_finance.services.dues import late_fees, periods

group = CommandGroup("dues", help="Charge dues.")


@group.task("assess")
@options.chapter
@click.option("--period", required=True, metavar="NAME", help="The term or year, such as 2026-27.")
@click.option("--amount", required=True, help="What each member pays, such as 200.00.")
@click.option("--due", "due_on", required=True, type=options.IsoDate(), help="Due by the end of this day.")
def assess(chapter: str, period: str, amount: str, due_on: date) -> None:
    """Charge every active member for a period, made now unless it is there; charged members are left alone."""
    where = chapters.get_chapter(slug=chapter)
    amount_minor = parse_amount(amount, where.currency)
    with messages_leave():
        done = periods.assess_named(
            chapter_id=where.id, name=period, amount_minor=amount_minor, due_on=due_on, by=OPERATOR
        )
    total = format_money(done.total_minor, where.currency)
    click.echo(f"Charged {counted(done.charged, 'member', 'members')} for {period}: {total}.")
    click.echo(f"Charged before: {done.already_charged}. Left out: {done.left_out}.")


@group.task("late-fees")
@options.chapter
@click.option("--dry-run", is_flag=True, help="Say what would be charged, and charge nothing.")
def charge_late_fees(chapter: str, dry_run: bool) -> None:
    """Charge each installment that is past due its late fee, once; meant for every day."""
    where = chapters.get_chapter(slug=chapter)
    if dry_run:
        rules = queries.get_policy(chapter_id=where.id)
        late = queries.late(chapter_id=where.id, today=today_in(where.timezone), rules=rules)
        due = [one for one in late if not one.held]
        total = format_money(sum(one.fee_minor for one in due), where.currency)
        click.echo(f"Would charge {counted(len(due), 'late fee', 'late fees')}: {total}.")
        return
    with messages_leave():
        done = late_fees.charge(chapter_id=where.id, by=OPERATOR)
    total = format_money(done.total_minor, where.currency)
    click.echo(f"Charged {counted(done.fees, 'late fee', 'late fees')}: {total}.")
