"""``flask payouts``: what Stripe sent to the bank, and whose a line is that is no chapter's."""

from __future__ import annotations

from typing import Any

import click

from sigma_finance.cli import options
from sigma_finance.cli.commands import CommandGroup
from sigma_finance.cli.output import print_json, print_table
from sigma_finance.database.paging import Cursor
from sigma_finance.domain.dates import long_date
from sigma_finance.domain.money import format_money
from sigma_finance.queries.chapters import chapters
from sigma_finance.queries.payments import payout_pages
from sigma_finance.queries.payments import payouts as queries
from sigma_finance.queries.payments.payout_pages import PayoutRow, PayoutSum
from sigma_finance.services.payments import payout_decisions

group = CommandGroup("payouts", help="What Stripe sent to the bank.")


@group.task("show")
@options.chapter
@click.option(
    "--after", type=int, metavar="ID", help="Go on behind the payout of this id; 50 are shown at once."
)
@options.as_json
def show(chapter: str, after: int | None, as_json: bool) -> None:
    """Show a chapter's payouts, the latest first, and what each is made of; amounts of JSON are in minor units."""
    where = chapters.get_chapter(slug=chapter)
    page = payout_pages.payouts(chapter_id=where.id, cursor=Cursor(after=after))
    found = [(one, payout_pages.sums(chapter_id=where.id, payout=one)) for one in page.rows]
    standing = payout_pages.standing(chapter_id=where.id)
    if as_json:
        print_json(
            {
                "chapter": where.slug,
                "currency": where.currency,
                "in_transit_minor": standing.in_transit_minor,
                "due_from_operator_minor": standing.due_minor,
                "unexplained_minor": standing.unexplained_minor,
                "open_lines": standing.open_lines,
                "payouts": [_plain(one, made_of) for one, made_of in found],
                "next": page.next,
            }
        )
        return
    for one, made_of in found:
        _print(one, made_of, where.currency)
    if not found:
        click.echo("No payouts yet.")
    if page.next:
        click.echo(f"There are more: --after {page.next}")


def _plain(payout: PayoutRow, made_of: list[PayoutSum]) -> dict[str, Any]:
    return {
        "id": payout.id,
        "payout": payout.payout_id,
        "state": payout.state.value,
        "status": payout.status.removeprefix("payout_"),
        "amount_minor": payout.amount_minor,
        "whole_minor": payout.whole_minor,
        "shared": payout.shared,
        "automatic": payout.automatic,
        "lines": payout.lines_state.value,
        "arrives_on": payout.arrives_on.isoformat(),
        "confirmed": payout.confirmed_at is not None,
        "failure": payout.failure,
        "open_lines": payout.open_lines,
        "missing_minor": payout_pages.difference(payout, made_of),
        "made_of": [
            {
                "kind": one.kind.value,
                "lines": one.lines,
                "gross_minor": one.gross_minor,
                "fees_minor": one.fee_minor,
                "net_minor": one.net_minor,
            }
            for one in made_of
        ],
    }


def _print(payout: PayoutRow, made_of: list[PayoutSum], currency: str) -> None:
    click.echo(
        f"{long_date(payout.arrives_on)}: {format_money(payout.amount_minor, currency)}, {payout.words}"
        f" ({payout.payout_id})"
    )
    rows = [
        (
            f"  {one.kind.label}",
            str(one.lines),
            *(format_money(minor, currency) for minor in (one.gross_minor, one.fee_minor, one.net_minor)),
        )
        for one in made_of
    ]
    if rows:
        print_table(("  What", "Lines", "Gross", "Fees", "Net"), rows)
    else:
        click.echo(f"  {payout.lines_state.label}")
    if payout.open_lines:
        click.echo(f"  Lines that do not match the books: {payout.open_lines}")


@group.task("unclaimed")
def unclaimed() -> None:
    """List the lines of shared payouts that are no chapter's."""
    rows = [
        (str(line.id), line.kind.label, line.description, str(line.net_minor))
        for line in queries.unclaimed_lines()
    ]
    if rows:
        print_table(("Line", "Kind", "What Stripe says", "Minor units"), rows)
    else:
        click.echo("Every line is a chapter's.")


@group.task("give")
@click.argument("line", type=int)
@options.chapter
def give(line: int, chapter: str) -> None:
    """Say whose a line of a shared payout is."""
    where = chapters.get_chapter(slug=chapter)
    payout_decisions.give(line_id=line, chapter_id=where.id)
    click.echo(f"The line is {where.name}'s.")
