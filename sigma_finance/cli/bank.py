"""``flask bank``: a chapter's bank accounts, their statements, and reconciling them."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import click

from sigma_finance.cli import options
from sigma_finance.cli.commands import CommandGroup, CommandRefused
from sigma_finance.cli.import_answers import answers_about
from sigma_finance.cli.imports import REHEARSED
from sigma_finance.cli.output import print_json, print_table
from sigma_finance.domain.actors import OPERATOR
from sigma_finance.domain.bank.statements import LineDecision
from sigma_finance.domain.dates import long_date
from sigma_finance.domain.errors import Invalid
from sigma_finance.domain.imports.answers import Answers, UnansweredColumns
from sigma_finance.domain.imports.columns import STATEMENT
from sigma_finance.domain.imports.outcomes import RowOutcome
from sigma_finance.domain.money import format_money, parse_amount
from sigma_finance.queries.bank import accounts as queries
from sigma_finance.queries.bank import reconciling as figures
from sigma_finance.queries.bank.accounts import BankAccountRow, LineSums
from sigma_finance.queries.chapters import chapters
from sigma_finance.queries.chapters.chapters import ChapterRow
from sigma_finance.services.bank import accounts, importing, matching, reconciling
from sigma_finance.services.bank.accounts import NewBankAccount
from sigma_finance.services.bank.importing import StatementCheck, StatementRequest
from sigma_finance.services.imports.history import RowsToMend

group = CommandGroup("bank", help="Bank accounts: their statements, and reconciling them.")
#: So many rows fit on a screen that somebody reads; those that are not taken come first.
MOST_LINES = 100
account = click.option("--account", required=True, metavar="NAME", help="The bank account's name.")


@group.task("accounts")
@options.chapter
@options.as_json
def list_accounts(chapter: str, as_json: bool) -> None:
    """List a chapter's bank accounts; amounts of JSON are in minor units."""
    where = chapters.get_chapter(slug=chapter)
    found = queries.accounts(chapter_id=where.id)
    sums = queries.line_sums(chapter_id=where.id)
    booked = queries.book_sums(chapter_id=where.id, accounts=[one.account for one in found])
    rows = [_plain(one, sums.get(one.id, LineSums()), booked.get(one.account, 0)) for one in found]
    if as_json:
        print_json({"chapter": where.slug, "currency": where.currency, "accounts": rows})
        return
    if not rows:
        click.echo("No bank account yet. Add one with flask bank add.")
        return
    print_table(
        ("Account", "In the books", "At the bank", "Not matched", "Reconciled through"),
        [
            (
                row["name"],
                format_money(row["book_minor"], where.currency),
                format_money(row["bank_minor"], where.currency),
                str(row["open_lines"]),
                row["reconciled_through"] or "",
            )
            for row in rows
        ],
    )


def _plain(one: BankAccountRow, lines: LineSums, book_minor: int) -> dict[str, Any]:
    return {
        "name": one.name,
        "account": one.account.value,
        "begins_on": one.begins_on.isoformat(),
        "book_minor": book_minor,
        "bank_minor": one.opening_minor + lines.minor,
        "lines": lines.lines,
        "open_lines": lines.open_lines,
        "open_minor": lines.open_minor,
        "reconciled_through": one.reconciled_through.isoformat() if one.reconciled_through else None,
    }


@group.task("add")
@click.argument("name")
@options.chapter
@click.option("--begins-on", type=options.IsoDate(), required=True, help="The first day of its statements.")
@click.option(
    "--opening", default="0", metavar="AMOUNT", help="What it held before that day, such as 250.00."
)
def add(name: str, chapter: str, begins_on: date, opening: str) -> None:
    """Add a bank account; the first one is where the books have had the bank's money all along."""
    where = chapters.get_chapter(slug=chapter)
    minor = _amount(opening, where.currency, "--opening")
    accounts.add(request=NewBankAccount(where.id, name, begins_on, minor), by=OPERATOR)
    click.echo(f"Added {name}, with {format_money(minor, where.currency)} on {long_date(begins_on)}.")


def _amount(text: str, currency: str, option: str) -> int:
    """An amount that may be below zero; raises Invalid, naming the option."""
    below = text.startswith("-")
    try:
        minor = parse_amount(text.removeprefix("-"), currency, zero=True)
    except Invalid as refusal:
        raise Invalid(f"{option}: {refusal.message}") from refusal
    return -minor if below else minor


@group.task("import")
@click.argument("file", type=click.Path(path_type=Path))
@options.chapter
@account
@click.option("--dry-run", is_flag=True, help="Say what would happen and write nothing; this is the default.")
@click.option(
    "--commit", is_flag=True, help="Import the lines: all of them, or none where a row has to be mended."
)
@click.option(
    "--good-rows", is_flag=True, help="Import the good rows and leave out those that have to be mended."
)
@click.option("--sheet", metavar="NAME", help="The sheet to take, where several hold statements.")
@options.as_json
@answers_about(STATEMENT)
def import_statement(
    *,
    answers: Answers,
    encoding: str,
    file: Path,
    chapter: str,
    account: str,
    dry_run: bool,
    commit: bool,
    good_rows: bool,
    sheet: str | None,
    as_json: bool,
) -> None:
    """Import a statement from FILE: CSV, a workbook, OFX, QFX or camt.053; without --commit only a rehearsal.

    Importing a statement twice, or one that overlaps with another, adds only what is new. Lines that are certainly an
    entry of the books are matched.
    """
    if dry_run and commit:
        raise CommandRefused("Say either --dry-run or --commit.")
    where = chapters.get_chapter(slug=chapter)
    known = accounts.named(chapter_id=where.id, name=account)
    opened = importing.open_path(file, encoding=encoding)
    request = StatementRequest(where.id, known.id, opened, sheet, answers)
    checked = _checked(request)
    if commit:
        try:
            with _progress(checked.tally.new):
                done = importing.run(request=request, good_rows=good_rows, by=OPERATOR)
        except RowsToMend:
            _show(checked, where)
            raise
    _report(checked, where, as_json=as_json, written=commit)
    if not commit:
        click.echo(REHEARSED, err=as_json)
    elif not as_json and done.statement_id is None:
        click.echo("Nothing was written: no line in the file is new.")
    elif not as_json:
        click.echo(f"Imported {done.lines:,} lines; {done.matched:,} of them matched by themselves.")


@contextmanager
def _progress(lines: int) -> Iterator[None]:
    """A bar, where somebody watches, for a long statement that is written as one."""
    with click.progressbar(
        length=lines, label="Importing", file=sys.stderr, hidden=not sys.stderr.isatty()
    ) as bar:
        yield
        bar.update(lines)


def _checked(request: StatementRequest) -> StatementCheck:
    """What importing would do; where something has to be said first, show how the file is read so far."""
    try:
        return importing.check(request=request)
    except UnansweredColumns:
        reading = importing.read(request=request)
        if reading is not None:
            _print_reading(
                [(one.letter, one.heading, one.reads, one.remark) for one in reading.summary.columns]
            )
        raise


def _print_reading(columns: list[tuple[str, str, str, str]]) -> None:
    if columns:
        print_table(("Column", "Heading", "Read as", "Remark"), columns)
        click.echo()


def _report(checked: StatementCheck, where: ChapterRow, *, as_json: bool, written: bool) -> None:
    if not as_json:
        _show(checked, where)
        return
    tally = checked.tally
    print_json(
        {
            "chapter": where.slug,
            "currency": where.currency,
            "written": written,
            "new": tally.new,
            "in_minor": tally.in_minor,
            "out_minor": tally.out_minor,
            "already_there": tally.already_there,
            "skipped": tally.skipped,
            "to_mend": tally.to_mend,
            "opening_minor": checked.balances.opening_minor,
            "closing_minor": checked.balances.closing_minor,
            "warnings": list(checked.warnings),
            "columns": [
                {"column": one.letter, "heading": one.heading, "read_as": one.reads}
                for one in checked.summary.columns
            ],
            "rows_not_taken": [
                {"row": one.row, "result": one.outcome.value, "why": one.reason}
                for one in checked.decisions
                if one.outcome is not RowOutcome.TO_IMPORT
            ],
        }
    )


def _show(checked: StatementCheck, where: ChapterRow) -> None:
    others = [one for one in checked.decisions if one.outcome is not RowOutcome.TO_IMPORT]
    good = [one for one in checked.decisions if one.outcome is RowOutcome.TO_IMPORT]
    lines = sorted([*others, *good][:MOST_LINES], key=lambda one: one.row)
    if lines:
        print_table(
            ("Row", "Date", "Text", "Amount", "Result", "Why"), [_row(one, where.currency) for one in lines]
        )
        click.echo()
    if (rest := len(checked.decisions) - len(lines)) > 0:
        click.echo(f"… and {rest:,} more rows.")
    _print_reading([(one.letter, one.heading, one.reads, one.remark) for one in checked.summary.columns])
    for name, text in checked.summary.facts:
        click.echo(f"{name}: {text}")
    for warning in checked.warnings:
        click.echo(warning)
    click.echo(importing.said(checked, where.currency))


def _row(one: LineDecision, currency: str) -> tuple[str, ...]:
    line = one.line
    return (
        str(one.row),
        line.booked_on.isoformat() if line else "",
        one.name[:60],
        format_money(line.amount_minor, currency) if line else "",
        one.outcome.label,
        one.reason,
    )


@group.task("match")
@options.chapter
@account
def match(chapter: str, account: str) -> None:
    """Match every line of an account that is certainly an entry of the books; nothing is booked."""
    where = chapters.get_chapter(slug=chapter)
    known = accounts.named(chapter_id=where.id, name=account)
    found = matching.match_all(chapter_id=where.id, account_id=known.id, by=OPERATOR)
    left = queries.line_sums(chapter_id=where.id).get(known.id, LineSums()).open_lines
    click.echo(f"Matched {found:,} lines. Not matched: {left:,}.")


@group.task("reconcile")
@options.chapter
@account
@click.option("--through", type=options.IsoDate(), required=True, help="The last day of the statement.")
@click.option(
    "--closing", required=True, metavar="AMOUNT", help="What the statement closes with, such as 1250.00."
)
@click.option(
    "--commit", is_flag=True, help="Reconcile; without it, only what stands between books and bank is shown."
)
@options.as_json
def reconcile(chapter: str, account: str, through: date, closing: str, commit: bool, as_json: bool) -> None:
    """Reconcile an account to its statement; from then on nothing is booked on it up to that day."""
    where = chapters.get_chapter(slug=chapter)
    known = accounts.named(chapter_id=where.id, name=account)
    minor = _amount(closing, where.currency, "--closing")
    found = figures.figures(chapter_id=where.id, account=known, through=through)
    if commit:
        reconciling.reconcile(
            chapter_id=where.id, account_id=known.id, through=through, closing_minor=minor, by=OPERATOR
        )
    sums = {
        "book_minor": found.book_minor,
        "outstanding_minor": found.outstanding_minor - found.early_minor,
        "expected_minor": found.expected_minor,
        "bank_minor": found.bank_minor,
        "closing_minor": minor,
        "open_lines": found.open_lines,
        "difference_minor": found.difference(minor),
    }
    if as_json:
        print_json({"chapter": where.slug, "currency": where.currency, "reconciled": commit, **sums})
        return
    for name, words in _SUMS.items():
        click.echo(f"{words}: {format_money(sums[name], where.currency)}")
    click.echo(f"Lines that are no entry: {found.open_lines:,}")
    click.echo(
        f"Reconciled through {long_date(through)}." if commit else REHEARSED.replace("import", "reconcile")
    )


_SUMS = {
    "book_minor": "In the books",
    "outstanding_minor": "Outstanding",
    "expected_minor": "The bank should hold",
    "bank_minor": "By its lines it holds",
    "closing_minor": "The statement closes with",
    "difference_minor": "Difference",
}
