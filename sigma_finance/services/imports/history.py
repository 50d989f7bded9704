"""Payments of earlier years, imported from a file: checked row by row, imported as one, undone as one.

They are *historical*: they stand in their members' history and touch neither what these owe nor their credit.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import islice

from sigma_finance.database.transactions import transactional
from sigma_finance.domain.actors import Actor
from sigma_finance.domain.audit import Action
from sigma_finance.domain.dates import now, today_in
from sigma_finance.domain.errors import Conflict, Invalid, NotFound
from sigma_finance.domain.imports.answers import NONE, Answers
from sigma_finance.domain.imports.columns import PAYMENTS
from sigma_finance.domain.imports.days import EARLIEST
from sigma_finance.domain.imports.decisions import Decision, TableTerms, decide
from sigma_finance.domain.imports.kinds import ImportKind
from sigma_finance.domain.imports.readings import FileReading, FileTerms, read_file
from sigma_finance.domain.imports.repeats import ImportSource, Repeats
from sigma_finance.domain.imports.roster import Roster
from sigma_finance.domain.imports.tables import Table
from sigma_finance.domain.imports.tally import Tally
from sigma_finance.domain.imports.words import as_text
from sigma_finance.extensions import db
from sigma_finance.models import Chapter, ImportBatch, ImportFile
from sigma_finance.queries.imports import batches as queries
from sigma_finance.queries.imports import import_books as rows
from sigma_finance.services import audit
from sigma_finance.services.figures import version
from sigma_finance.services.imports import writing
from sigma_finance.services.imports.writing import CHUNK, ImportedMeanwhile, Seeing


@dataclass(frozen=True)
class ImportRequest:
    """A file to import; ``day`` is that of payments without a date, ``sheet`` the one to take of several.

    ``answers`` are what somebody said where the file doesn't say it itself.
    """

    chapter_id: int
    table: Table
    day: date | None = None
    sheet: str | None = None
    answers: Answers = NONE


@dataclass(frozen=True)
class ImportResult:
    """What an import wrote, the amount in minor units; without a batch everything was there already."""

    batch_id: int | None = None
    payments: int = 0
    amount_minor: int = 0


class RowsToMend(Invalid):
    """Some rows cannot be taken as they are, and nobody asked for the others alone."""


Told = Callable[[FileReading], None]


def read(*, request: ImportRequest) -> FileReading:
    """How a file would be read, with what is open; raises Invalid without a table, or one sheet."""
    chapter = db.session.get_one(Chapter, request.chapter_id)
    terms = FileTerms(
        PAYMENTS,
        chapter.currency,
        chapter.timezone,
        today_in(chapter.timezone),
        request.answers,
        request.sheet,
    )
    return read_file(request.table, terms)


def check(*, request: ImportRequest, see: Seeing | None = None, tell: Told | None = None) -> Tally:
    """What importing a file would do, shown to ``see`` row by row; writes nothing. ``tell`` hears how it is read.

    Raises Invalid where the file holds no table of payments, or something has to be said: the sheet, the day, what a
    column is (Unanswered).
    """
    tally, file = Tally(), read(request=request)
    if tell is not None:
        tell(file)
    for decision in _decisions(request, file):
        tally.add(decision)
        if see is not None:
            see(decision)
    return tally


def run(
    *,
    request: ImportRequest,
    good_rows: bool = False,
    by: Actor,
    file_id: int | None = None,
    see: Seeing | None = None,
) -> ImportResult:
    """Import a file in one transaction; what has been imported before is left as it is.

    Raises RowsToMend, having written nothing, where rows have to be mended, unless ``good_rows`` asks for the others
    alone. ``file_id`` is the kept file that the table was read from: it goes with the import.
    """
    try:
        return _run(request, good_rows, by, file_id, see)
    except ImportedMeanwhile:
        return _run(request, good_rows, by, file_id, see)


@transactional
def _run(
    request: ImportRequest, good_rows: bool, by: Actor, file_id: int | None, see: Seeing | None
) -> ImportResult:
    file = lock_kept(request.chapter_id, file_id)
    if file is not None and file.batch_id is not None:
        return ImportResult(file.batch_id)
    tally = check(request=request)
    require_good(tally.to_mend, good_rows)
    if not tally.payments:
        return ImportResult()
    reading = read(request=request)
    batch = _begin(request, reading, tally, by)
    decisions = _decisions(request, reading, batch_id=batch.id)
    writing.write(batch, decisions, by=by, see=see, head=reading.summary.as_head())
    require_good(batch.to_mend, good_rows)
    if file is not None:
        file.content, file.batch_id = None, batch.id
    version.changed(chapter_id=batch.chapter_id)
    audit.record(
        Action.PAYMENTS_IMPORTED,
        chapter_id=batch.chapter_id,
        subject=("import_batches", batch.id),
        by=by,
        payments=batch.payments,
        amount_minor=batch.amount_minor,
        file_sha256=batch.file_sha256,
    )
    return ImportResult(batch.id, batch.payments, batch.amount_minor)


def lock_kept(chapter_id: int, file_id: int | None) -> ImportFile | None:
    """The kept file, locked: of two people who confirm it, the second finds that it has been imported."""
    if file_id is None:
        return None
    file = queries.lock_file(chapter_id=chapter_id, file_id=file_id)
    if file is None:
        raise NotFound("There is no such file in your chapter.")
    return file


def require_good(to_mend: int, good_rows: bool) -> None:
    """Raise RowsToMend where rows have to be mended and nobody asked for the others alone."""
    if to_mend and not good_rows:
        raise RowsToMend(_to_mend(to_mend), field="good_rows")


def _to_mend(rows: int) -> str:
    if rows == 1:
        return "One row has to be mended, so nothing was imported. Mend it, or ask for the good rows alone."
    return f"{rows:,} rows have to be mended, so nothing was imported. Mend them, or ask for the good rows alone."


def _decisions(
    request: ImportRequest, file: FileReading, *, batch_id: int | None = None
) -> Iterator[Decision]:
    """What becomes of each row, with what is in the books already told apart; ``batch_id`` is the import under way."""
    if request.day is not None and not EARLIEST <= request.day <= file.today:
        raise Invalid(f"Enter a day between {EARLIEST.year} and today.", field="day")
    roster = Roster(queries.roster(chapter_id=request.chapter_id))
    repeats = Repeats(_source(request, file), request.answers.seen_before)
    decided = decide(file, roster, TableTerms(file.today, request.day, request.answers.hidden_rows))
    while chunk := list(islice(decided, CHUNK)):
        facts = {fact for decision in chunk for fact in decision.facts}
        booked = rows.alike(chapter_id=request.chapter_id, facts=facts, apart_from=batch_id) if facts else {}
        for decision in chunk:
            yield repeats.judge(decision, [one for fact in decision.facts for one in booked.get(fact, ())])


def _source(request: ImportRequest, file: FileReading) -> ImportSource:
    """What an import is made of, in the lengths that it is kept in."""
    sheet = as_text(file.summary.sheet)[:120]
    return ImportSource(request.table.name[:120], sheet, request.table.sha256)


def _begin(request: ImportRequest, file: FileReading, tally: Tally, by: Actor) -> ImportBatch:
    source = _source(request, file)
    batch = ImportBatch(
        kind=ImportKind.HISTORICAL,
        chapter_id=request.chapter_id,
        file_name=source.file_name,
        file_sha256=source.sha256,
        sheet=source.sheet,
        decisions=b"",
        made_by_member_id=by.member_id,
    )
    writing.count(batch, tally)
    db.session.add(batch)
    db.session.flush()
    return batch


@transactional
def undo(*, chapter_id: int, batch_id: int, by: Actor) -> int:
    """Take a whole import back: its payments are reversed and can be imported anew; returns how many they were.

    Raises NotFound for another chapter's, Conflict for one that has been undone already.
    """
    batch = take_up(ImportKind.HISTORICAL, chapter_id=chapter_id, batch_id=batch_id, by=by)
    today = today_in(db.session.get_one(Chapter, chapter_id).timezone)
    writing.take_back(batch, today=today, by=by)
    version.changed(chapter_id=chapter_id)
    audit.record(
        Action.IMPORT_UNDONE,
        chapter_id=chapter_id,
        subject=("import_batches", batch.id),
        by=by,
        payments=batch.payments,
        amount_minor=batch.amount_minor,
    )
    return batch.payments


def take_up(kind: ImportKind, *, chapter_id: int, batch_id: int, by: Actor) -> ImportBatch:
    """The import that is to be undone, locked and marked; raises NotFound, and Conflict where it was undone before."""
    batch = queries.lock_batch(chapter_id=chapter_id, batch_id=batch_id)
    if batch is None or batch.kind is not kind:
        raise NotFound("There is no such import in your chapter.")
    if batch.undone_at is not None:
        raise Conflict("This import has been undone already.")
    batch.undone_at, batch.undone_by_member_id = now(), by.member_id
    return batch
