"""``flask books``: the treasurer's reports on the terminal, the journal for other programs, and closing the books."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import click

from sigma_finance.cli import options
from sigma_finance.cli.commands import CommandGroup
from sigma_finance.cli.options import IsoDate, WordOption
from sigma_finance.cli.output import print_json, print_table
from sigma_finance.domain.actors import OPERATOR
from sigma_finance.domain.books.closing import UnfinishedItem
from sigma_finance.domain.books.journals import JournalFormat
from sigma_finance.domain.books.reports import Report, ReportKind, ReportLine
from sigma_finance.domain.dates import long_date, today_in
from sigma_finance.domain.dues.spans import Span
from sigma_finance.domain.money import format_amount, format_money
from sigma_finance.queries.chapters import chapters
from sigma_finance.queries.chapters.chapters import ChapterRow
from sigma_finance.services import journals
from sigma_finance.services.books import closing, reports
from sigma_finance.services.books.reports import ReportPage, ReportRequest

group = CommandGroup("books", help="The reports of the books, and closing them.")
_THROUGH = click.option("--through", required=True, type=IsoDate(), help="The last day, such as 2026-12-31.")


@group.task("report")
@click.argument("report", type=WordOption(ReportKind))
@options.chapter
@click.option(
    "--from", "first", type=IsoDate(), help="The first day; a span begins with the fiscal year without it."
)
@click.option("--to", "last", type=IsoDate(), help="The last day; today without it.")
@options.as_json
def report(report: ReportKind, chapter: str, first: date | None, last: date | None, as_json: bool) -> None:
    """Print a report; amounts of JSON are in minor units."""
    where = chapters.get_chapter(slug=chapter)
    span = _span(where, report, first, last)
    found = reports.get_report(ReportRequest(where.id, report, span))
    if as_json:
        print_json(_plain(where, found))
    else:
        _print(where, found)


@group.task("export")
@options.chapter
@click.option("--format", "kind", required=True, type=WordOption(JournalFormat), help="What it is for.")
def export(chapter: str, kind: JournalFormat) -> None:
    """Print every entry with its postings, for a spreadsheet, hledger, beancount or QuickBooks."""
    where = chapters.get_chapter(slug=chapter)
    journals.begin(chapter_id=where.id, kind=kind, by=OPERATOR)
    pieces = journals.text(chapter_id=where.id, name=where.name, currency=where.currency, kind=kind)
    for piece in pieces:
        click.echo(piece, nl=False)


@group.task("close")
@options.chapter
@_THROUGH
def close(chapter: str, through: date) -> None:
    """Close the books through the last day of a month: nothing is booked into them any more."""
    where = chapters.get_chapter(slug=chapter)
    unfinished = closing.unfinished(chapter_id=where.id, through=through, timezone=where.timezone)
    closing.close(chapter_id=where.id, through=through, by=OPERATOR)
    click.echo(f"The books of {where.name} are closed through {long_date(through)}.")
    if unfinished:
        click.echo("Not finished yet:")
        print_table(("What", "How many", "Amount"), [_unfinished(one, where.currency) for one in unfinished])


def _unfinished(one: UnfinishedItem, currency: str) -> tuple[str, str, str]:
    count = "" if one.count is None else str(one.count)
    return one.what.label, count, format_money(one.amount_minor, currency)


@group.task("reopen")
@options.chapter
@_THROUGH
@click.option("--reason", required=True, help="Why they are opened again; it stands in the audit trail.")
def reopen(chapter: str, through: date, reason: str) -> None:
    """Open the books again that were closed through a day, and all that were closed later.

    Of officers it takes two, on the page; here the operator decides.
    """
    where = chapters.get_chapter(slug=chapter)
    closing.reopen(chapter_id=where.id, through=through, reason=reason, by=OPERATOR)
    click.echo(f"The books of {where.name} that were closed through {long_date(through)} are open again.")


def _span(where: ChapterRow, report: ReportKind, first: date | None, last: date | None) -> Span:
    last = last or today_in(where.timezone)
    if first is None and report.covers_a_span:
        return reports.fiscal_year(chapter_id=where.id, day=last)
    return Span(first, last)


def _plain(where: ChapterRow, found: ReportPage) -> dict[str, Any]:
    span, report = found.span, found.report
    return {
        "report": found.kind.value,
        "chapter": where.slug,
        "currency": where.currency,
        "from": span.first.isoformat() if span.first else None,
        "to": span.last.isoformat(),
        "parts": [
            {
                "part": part.key,
                "title": part.title,
                "lines": [_line(report, line) for line in part.lines],
                "total": _line(report, part.total) if part.total else None,
            }
            for part in report.parts
        ],
        "checks": [
            {"says": one.what, "ok": one.holds, "left_minor": one.left_minor, "right_minor": one.right_minor}
            for one in report.checks
        ],
    }


def _line(report: Report, line: ReportLine) -> dict[str, Any]:
    whose = {"member_id": line.member_id} if line.member_id else {}
    account = {"account": line.account.value, "type": line.account.type.value} if line.account else {}
    amounts = {
        f"{column.key}_minor": minor for column, minor in zip(report.columns, line.minors, strict=True)
    }
    return {"key": line.key, "what": line.what, **account, **whose, **amounts}


def _print(where: ChapterRow, found: ReportPage) -> None:
    report = found.report
    click.echo(f"{found.kind.label} of {where.name}: {found.span.words}")
    for part in report.parts:
        click.echo("")
        heads = [part.title, *(f"{column.label}, {where.currency}" for column in report.columns)]
        lines = [*part.lines, *([part.total] if part.total else [])]
        print_table(heads, [(line.what, *_amounts(line, where.currency)) for line in lines])
    for check in report.checks:
        if not check.holds:
            click.echo(f"The books differ: {check.what}.", err=True)


def _amounts(line: ReportLine, currency: str) -> Sequence[str]:
    return ["" if minor is None else format_amount(minor, currency) for minor in line.minors]
