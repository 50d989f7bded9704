"""``flask import``: bringing in a roster, and the payments of earlier years."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import date
from pathlib import Path

import click

from sigma_finance.cli import import_output, options
from sigma_finance.cli.commands import CommandGroup, CommandRefused
from sigma_finance.cli.import_answers import answers_about
from sigma_finance.cli.import_output import PaymentImportListing, RosterImportListing
from sigma_finance.cli.output import counted
from sigma_finance.domain.actors import OPERATOR
from sigma_finance.domain.errors import Invalid
from sigma_finance.domain.imports import roster_tally, tally
from sigma_finance.domain.imports.answers import Answers, UnansweredColumns
from sigma_finance.domain.imports.columns import PAYMENTS, ROSTER
from sigma_finance.domain.imports.decisions import Decision, NoDates
from sigma_finance.domain.imports.kinds import ImportKind
from sigma_finance.queries.chapters import chapters
from sigma_finance.queries.chapters.chapters import ChapterRow
from sigma_finance.queries.imports import batches as queries
from sigma_finance.services.imports import files, history, roster_undoing
from sigma_finance.services.imports import roster as rosters
from sigma_finance.services.imports.history import ImportRequest, RowsToMend
from sigma_finance.services.imports.roster import RosterRequest

group = CommandGroup("import", help="Bring in a roster, or the payments of earlier years.")
REHEARSED = "This was a rehearsal: nothing was written. Add --commit to import."
HOW_TO = (
    "Name the workbook or CSV file: python scripts/import_historical_payments.py FILE --chapter SLUG rehearses, and "
    "with --commit imports."
)


class WrongUse(CommandRefused):
    """The command was not given what it needs."""

    exit_code = 2


@group.task("historical")
@click.argument("file", required=False, type=click.Path(path_type=Path))
@click.option(
    "--chapter", metavar="SLUG", help="The chapter's short name; not needed where there is only one."
)
@click.option("--dry-run", is_flag=True, help="Say what would happen and write nothing; this is the default.")
@click.option(
    "--commit", is_flag=True, help="Import the payments: all of them, or none where a row has to be mended."
)
@click.option(
    "--good-rows", is_flag=True, help="Import the good rows and leave out those that have to be mended."
)
@click.option(
    "--date", "day", type=options.IsoDate(), help="The day of payments that the file gives none for."
)
@click.option(
    "--sheet", metavar="NAME", help="The sheet to take, where several hold payments or it is hidden."
)
@click.option(
    "--report",
    type=click.Path(path_type=Path),
    help="Write what was done with each row, and why, to this .xlsx file.",
)
@answers_about(PAYMENTS)
def historical(
    *,
    answers: Answers,
    encoding: str,
    file: Path | None,
    chapter: str | None,
    dry_run: bool,
    commit: bool,
    good_rows: bool,
    day: date | None,
    sheet: str | None,
    report: Path | None,
) -> None:
    """Import last years' payments from FILE, a workbook (.xlsx) or CSV; without --commit only a rehearsal.

    Members are found by e-mail address, else by name; whoever is not on the roster is skipped and listed. The payments
    are marked as historical: they change nothing of what anybody owes. Importing a file twice adds nothing.
    """
    if file is None:
        raise WrongUse(HOW_TO)
    if dry_run and commit:
        raise WrongUse("Say either --dry-run or --commit.")
    if report is not None:
        _check_report(report, file)
    where = _chapter(chapter)
    request = ImportRequest(where.id, files.open_path(file, encoding=encoding), day, sheet, answers)
    with closing(PaymentImportListing(currency=where.currency, report=report)) as shown:
        if commit:
            _import(request, shown, where, good_rows)
        else:
            _check(request, shown)
            click.echo(REHEARSED)


def _check_report(report: Path, file: Path) -> None:
    if report.suffix.lower() != ".xlsx":
        raise WrongUse("The report is a workbook: give it a name that ends in .xlsx.")
    if report.resolve() == file.resolve():
        raise WrongUse("The report would replace the file itself. Give it another name.")


def _chapter(slug: str | None) -> ChapterRow:
    if slug is not None:
        return chapters.get_chapter(slug=slug)
    found = chapters.chapters()
    if len(found) != 1:
        names = ", ".join(chapter.slug for chapter in found) or "none yet"
        raise Invalid(f"Say which chapter with --chapter: {names}.")
    return found[0]


def _check(request: ImportRequest, shown: PaymentImportListing) -> None:
    """Show what importing would do, or what has to be said before that is known."""
    with _open_told(shown), import_output.progress("Checking", request.table) as advance:

        def see(decision: Decision) -> None:
            shown.add(decision)
            advance(decision)

        history.check(request=request, see=see, tell=shown.tell)
    shown.end(done=False)


@contextmanager
def _open_told(shown: PaymentImportListing | RosterImportListing) -> Iterator[None]:
    """Where something is open, show how the file is read so far before the refusal."""
    try:
        yield
    except (UnansweredColumns, NoDates):
        shown.end_open()
        raise


def _import(request: ImportRequest, shown: PaymentImportListing, where: ChapterRow, good_rows: bool) -> None:
    """Import, then show what was written; where that is refused, show the rehearsal instead."""
    try:
        with import_output.progress("Importing", request.table) as advance:
            done = history.run(request=request, good_rows=good_rows, by=OPERATOR, see=advance)
    except (RowsToMend, UnansweredColumns, NoDates):
        _check(request, shown)
        raise
    if done.batch_id is None:
        _check(request, shown)
        click.echo("Nothing was written: no payment in the file is new.")
        return
    shown.tell(history.read(request=request))
    for decision in tally.unpack(queries.packed(chapter_id=where.id, batch_id=done.batch_id)):
        shown.add(decision)
    shown.end(done=True)
    click.echo(f"Take it back with: flask import undo {done.batch_id} --chapter {where.slug}")


@group.task("roster")
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--chapter", metavar="SLUG", help="The chapter's short name; not needed where there is only one."
)
@click.option("--dry-run", is_flag=True, help="Say what would happen and write nothing; this is the default.")
@click.option(
    "--commit", is_flag=True, help="Import the members: all of them, or none where a row has to be mended."
)
@click.option(
    "--good-rows", is_flag=True, help="Import the good rows and leave out those that have to be mended."
)
@click.option("--due-on", type=options.IsoDate(), help="When what new members owe is due; else today.")
@click.option(
    "--sheet", metavar="NAME", help="The sheet to take, where several hold members or it is hidden."
)
@click.option(
    "--report",
    type=click.Path(path_type=Path),
    help="Write what was done with each row, and why, to this .xlsx file.",
)
@answers_about(ROSTER)
def roster(
    *,
    answers: Answers,
    encoding: str,
    file: Path,
    chapter: str | None,
    dry_run: bool,
    commit: bool,
    good_rows: bool,
    due_on: date | None,
    sheet: str | None,
    report: Path | None,
) -> None:
    """Import the members in FILE, a workbook (.xlsx) or CSV; without --commit only a rehearsal.

    Whoever is on the roster is found by e-mail address, else by name, and stays; phone, class and day of initiation are
    taken from the file. Importing a file twice changes nothing.
    """
    if dry_run and commit:
        raise WrongUse("Say either --dry-run or --commit.")
    if report is not None:
        _check_report(report, file)
    where = _chapter(chapter)
    request = RosterRequest(where.id, files.open_path(file, encoding=encoding), due_on, sheet, answers)
    with closing(RosterImportListing(currency=where.currency, report=report)) as shown:
        if commit:
            _import_roster(request, shown, where, good_rows)
        else:
            _check_roster(request, shown)
            click.echo(REHEARSED)


def _check_roster(request: RosterRequest, shown: RosterImportListing) -> None:
    """Show what importing would do, or what has to be said before that is known."""
    with _open_told(shown):
        rosters.check(request=request, see=shown.add, tell=shown.tell)
    shown.end(done=False)


def _import_roster(
    request: RosterRequest, shown: RosterImportListing, where: ChapterRow, good_rows: bool
) -> None:
    """Import, then show what was written; where that is refused, show the rehearsal instead."""
    try:
        done = rosters.run(request=request, good_rows=good_rows, by=OPERATOR)
    except (RowsToMend, UnansweredColumns):
        _check_roster(request, shown)
        raise
    if done.batch_id is None:
        _check_roster(request, shown)
        click.echo("Nothing was written: everybody in the file is on the roster as it says.")
        return
    shown.tell(rosters.read(request=request))
    for decision in roster_tally.unpack(queries.packed(chapter_id=where.id, batch_id=done.batch_id)):
        shown.add(decision)
    shown.end(done=True)
    click.echo(f"Take it back with: flask import undo {done.batch_id} --chapter {where.slug}")


@group.task("undo")
@click.argument("batch", type=click.IntRange(1, 10**15))
@options.chapter
def undo(batch: int, chapter: str) -> None:
    """Take the whole import with this number back.

    Payments are reversed and stay visible; the members of a roster leave it, while nothing hangs on them.
    """
    where = chapters.get_chapter(slug=chapter)
    found = queries.find_batch(chapter_id=where.id, batch_id=batch)
    if found is not None and found.kind is ImportKind.ROSTER:
        undone = roster_undoing.undo(chapter_id=where.id, batch_id=batch, by=OPERATOR)
        click.echo(f"Undone: {counted(undone.members, 'member', 'members')} taken off the roster.")
        return
    payments = history.undo(chapter_id=where.id, batch_id=batch, by=OPERATOR)
    click.echo(f"Undone: {counted(payments, 'payment', 'payments')} reversed.")
