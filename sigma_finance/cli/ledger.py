"""``flask ledger``: checking the books, and handing them over."""

from __future__ import annotations

import csv
import sys
from dataclasses import asdict, replace

import click

from sigma_finance.cli import options
from sigma_finance.cli.commands import CommandGroup
from sigma_finance.cli.output import counted, print_json, print_table
from sigma_finance.domain.audit_heads import Chain
from sigma_finance.domain.exports import csv_cells
from sigma_finance.queries.books import export
from sigma_finance.queries.chapters import chapters
from sigma_finance.queries.chapters.chapters import ChapterRow
from sigma_finance.services.books import nightly, verify
from sigma_finance.services.books.verify import SENTENCES, VerificationReport
from sigma_finance.services.payments import holdings

group = CommandGroup("ledger", help="Check the books, and hand them over.")


@group.task("verify")
@options.any_chapter
@click.option("--at-stripe", is_flag=True, help="Compare also with what Stripe holds now.")
@options.as_json
@click.option(
    "--head",
    "heads",
    multiple=True,
    metavar="LINE",
    help="A line out of the nightly mail that begins with Books. May be given several times.",
)
def verify_books(chapter: str | None, at_stripe: bool, as_json: bool, heads: tuple[str, ...]) -> None:
    """Recompute every balance and sum from the postings, and the chain of entries; exits with 1 on any difference."""
    given = [nightly.read_head(written, Chain.BOOKS) for written in heads]
    report = verify.verify(
        chapters=chosen(chapter),
        heads=nightly.known_heads(),
        books_heads=[*nightly.known_heads(Chain.BOOKS), *given],
    )
    if at_stripe:
        report = replace(report, differences=[*report.differences, *holdings.differences()])
    if as_json:
        print_json(_plain(report))
    else:
        print_report(report)
    if not report.ok:
        sys.exit(1)


def chosen(slug: str | None) -> list[ChapterRow]:
    """The chapter of this short name, or all of them."""
    return chapters.chapters() if slug is None else [chapters.get_chapter(slug=slug)]


def _plain(report: VerificationReport) -> dict[str, object]:
    return {
        "ok": report.ok,
        "chapters": list(report.chapters),
        "checks": [
            {"check": name, "says": says, "ok": not report.count(name), "differences": report.count(name)}
            for name, says in SENTENCES.items()
        ],
        "differences": [asdict(difference) for difference in report.differences],
    }


def print_report(report: VerificationReport) -> None:
    """Say whether all is well, or list every difference."""
    looked_at = counted(len(report.chapters), "chapter", "chapters")
    if report.ok:
        click.echo(
            f"The books of {looked_at} hold: {counted(len(SENTENCES), 'check', 'checks')}, no difference."
        )
        return
    rows = [(d.check, d.chapter, d.subject, d.expected, d.found) for d in report.differences]
    print_table(("Check", "Chapter", "Where", "Should be", "Is"), rows)
    click.echo(f"{counted(len(rows), 'difference', 'differences')} in {looked_at}.", err=True)


@group.task("export")
@options.chapter
def export_postings(chapter: str) -> None:
    """Print a chapter's postings as CSV: debits are positive, credits negative."""
    where = chapters.get_chapter(slug=chapter)
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(export.HEADS)
    for posting in export.postings(chapter_id=where.id):
        writer.writerow(csv_cells(posting.cells(where.currency)))
