"""Rosters imported from a file: checked row by row, imported as one, undone as one while nothing hangs on it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from sigma_finance.database import faults
from sigma_finance.database.transactions import transactional
from sigma_finance.domain.actors import Actor
from sigma_finance.domain.audit import Action
from sigma_finance.domain.dates import today_in
from sigma_finance.domain.errors import Conflict, Invalid
from sigma_finance.domain.imports.answers import NONE, Answers
from sigma_finance.domain.imports.columns import ROSTER
from sigma_finance.domain.imports.days import EARLIEST
from sigma_finance.domain.imports.kinds import ImportKind
from sigma_finance.domain.imports.outcomes import RowOutcome
from sigma_finance.domain.imports.people import Facts
from sigma_finance.domain.imports.readings import FileReading, FileTerms, read_file
from sigma_finance.domain.imports.roster_decisions import RosterDecision, RosterTerms, decide_roster
from sigma_finance.domain.imports.roster_tally import RosterTally, pack
from sigma_finance.domain.imports.tables import Table
from sigma_finance.domain.members.members import MemberClass
from sigma_finance.extensions import db
from sigma_finance.models import Chapter, ImportBatch, Member
from sigma_finance.queries import locks
from sigma_finance.queries.imports import roster as queries
from sigma_finance.services import audit
from sigma_finance.services.dues import opening
from sigma_finance.services.dues.charges import Approved
from sigma_finance.services.dues.opening import OpeningBalance
from sigma_finance.services.figures import version
from sigma_finance.services.imports.history import lock_kept, require_good
from sigma_finance.services.imports.writing import ImportedMeanwhile
from sigma_finance.services.members import exemptions, ranks

#: What members owed before may be due so much later than today.
LATEST_DUE = timedelta(days=731)
Seeing = Callable[[RosterDecision], None]


@dataclass(frozen=True)
class RosterRequest:
    """A file to import; what new members owe is due on ``due_on`` (without it today), ``sheet`` is the one to take.

    ``answers`` are what somebody said where the file doesn't say it itself.
    """

    chapter_id: int
    table: Table
    due_on: date | None = None
    sheet: str | None = None
    answers: Answers = NONE


@dataclass(frozen=True)
class RosterImportResult:
    """What an import wrote; without a batch everything was there already."""

    batch_id: int | None = None
    members: int = 0
    changed: int = 0


def read(*, request: RosterRequest) -> FileReading:
    """How a file would be read, with what is open; raises Invalid without a roster, or one sheet."""
    chapter = db.session.get_one(Chapter, request.chapter_id)
    terms = FileTerms(
        ROSTER,
        chapter.currency,
        chapter.timezone,
        today_in(chapter.timezone),
        request.answers,
        request.sheet,
    )
    return read_file(request.table, terms)


def check(
    *,
    request: RosterRequest,
    see: Seeing | None = None,
    tell: Callable[[FileReading], None] | None = None,
) -> RosterTally:
    """What importing a file would do, shown to ``see`` row by row; writes nothing. ``tell`` hears how it is read.

    Raises Invalid where the file holds no roster, or something has to be said: the sheet, what a column is.
    """
    tally, file = RosterTally(), read(request=request)
    if tell is not None:
        tell(file)
    for decision in _decisions(request, file):
        tally.add(decision)
        if see is not None:
            see(decision)
    return tally


def _decisions(request: RosterRequest, file: FileReading) -> Iterator[RosterDecision]:
    if request.due_on is not None and not EARLIEST <= request.due_on <= file.today + LATEST_DUE:
        raise Invalid(f"Enter a day between {EARLIEST.year} and two years from now.", field="day")
    answers = request.answers
    terms = RosterTerms(file.today, answers.hidden_rows, answers.look_alikes)
    return decide_roster(file, queries.known(chapter_id=request.chapter_id), terms)


@transactional
def run(
    *,
    request: RosterRequest,
    good_rows: bool = False,
    by: Actor,
    file_id: int | None = None,
    approved: Approved = None,
) -> RosterImportResult:
    """Import a file in one transaction; whoever is on the roster stays, with what the file says otherwise.

    Raises RowsToMend, having written nothing, where rows have to be mended, unless ``good_rows`` asks for the others
    alone, and NeedsSecond where it brings more credit than one officer may give, unless so much was ``approved``.
    ``file_id`` is the kept file that the table was read from: it goes with the import.
    """
    file = lock_kept(request.chapter_id, file_id)
    if file is not None and file.batch_id is not None:
        return RosterImportResult(file.batch_id)
    queries.lock_roster(chapter_id=request.chapter_id)
    reading, tally = read(request=request), RosterTally()
    decided = list(_decisions(request, reading))
    for decision in decided:
        tally.add(decision)
    require_good(tally.to_mend, good_rows)
    if not tally.writes and approved is not None:
        raise Conflict("Everybody in the file is on the member list by now. Decline it.")
    if not tally.writes:
        return RosterImportResult()
    batch = _begin(request, tally, by)
    _change(batch.chapter_id, decided, by)
    members = _add(batch, [decision.new for decision in decided if decision.new])
    _bring_forward(request, members, decided, by, approved)
    batch.decisions = pack(_done(decided, members), reading.summary.as_head())
    if file is not None:
        file.content, file.batch_id = None, batch.id
    version.changed(chapter_id=batch.chapter_id)
    audit.record(
        Action.ROSTER_IMPORTED,
        chapter_id=batch.chapter_id,
        subject=("import_batches", batch.id),
        by=by,
        members=tally.members,
        changed=tally.changed,
        owes_minor=tally.owes_minor,
        credit_minor=tally.credit_minor,
        file_sha256=batch.file_sha256,
    )
    return RosterImportResult(batch.id, tally.members, tally.changed)


def _begin(request: RosterRequest, tally: RosterTally, by: Actor) -> ImportBatch:
    batch = ImportBatch(
        kind=ImportKind.ROSTER,
        chapter_id=request.chapter_id,
        file_name=request.table.name[:120],
        file_sha256=request.table.sha256,
        members=tally.members,
        changed=tally.changed,
        already_there=tally.already_there,
        skipped=tally.skipped,
        to_mend=tally.to_mend,
        decisions=b"",
        made_by_member_id=by.member_id,
    )
    db.session.add(batch)
    db.session.flush()
    return batch


def _add(batch: ImportBatch, people: Sequence[Facts]) -> list[Member]:
    """Write the new members, in the order of the file."""
    members = [
        Member(
            chapter_id=batch.chapter_id,
            name=facts.name,
            email=facts.email or None,
            phone=facts.phone,
            member_class=facts.member_class or MemberClass.REGULAR,
            exempt_because=exemptions.FROM_ROSTER if facts.member_class is MemberClass.EXEMPT else "",
            initiated_on=facts.initiated_on,
        )
        for facts in people
    ]
    db.session.add_all(members)
    try:
        db.session.flush()
    except Exception as error:
        if faults.violated(error, "uq_members_chapter_id_email", "members.chapter_id, members.email"):
            raise ImportedMeanwhile from error
        raise
    queries.add_brought(
        chapter_id=batch.chapter_id, batch_id=batch.id, member_ids=[member.id for member in members]
    )
    return members


def _change(chapter_id: int, decided: Sequence[RosterDecision], by: Actor) -> None:
    changes = {d.member_id: d.changes for d in decided if d.member_id is not None and d.changes}
    role = ranks.role_of(by, chapter_id=chapter_id)
    for member in locks.lock_members(chapter_id=chapter_id, member_ids=list(changes)).values():
        if member.id != by.member_id and any(change.field in ranks.CONTACT for change in changes[member.id]):
            ranks.check_over(role, member)
        for change in changes[member.id]:
            if change.after == MemberClass.EXEMPT:
                exemptions.check_own(member, by=by)
            set_value(member, change.field, change.after)
    db.session.flush()


def set_value(member: Member, field: str, text: str) -> None:
    """Give a member a value that is kept as text."""
    match field:
        case "email":
            member.email = text or None
        case "phone":
            member.phone = text
        case "member_class":
            member.member_class = MemberClass(text)
            member.exempt_because = (
                exemptions.FROM_ROSTER if member.member_class is MemberClass.EXEMPT else ""
            )
        case "initiated_on":
            member.initiated_on = date.fromisoformat(text) if text else None


def value_of(member: Member, field: str) -> str:
    """A value of a member, as text."""
    match field:
        case "email":
            return member.email or ""
        case "member_class":
            return member.member_class.value
        case "initiated_on":
            return member.initiated_on.isoformat() if member.initiated_on else ""
        case _:
            return member.phone


def _bring_forward(
    request: RosterRequest,
    members: Sequence[Member],
    decided: Sequence[RosterDecision],
    by: Actor,
    approved: Approved,
) -> None:
    timezone = db.session.get_one(Chapter, request.chapter_id).timezone
    due_on = request.due_on or today_in(timezone)
    new = [decision.new for decision in decided if decision.new]
    openings = [
        OpeningBalance(member.id, facts.owes_minor, facts.credit_minor, due_on)
        for member, facts in zip(members, new, strict=True)
        if facts.owes_minor != facts.credit_minor
    ]
    if openings or approved is not None:
        opening.bring_forward(chapter_id=request.chapter_id, openings=openings, by=by, approved=approved)


def _done(decided: Sequence[RosterDecision], members: Sequence[Member]) -> Iterator[RosterDecision]:
    """The decisions as they were carried out."""
    ids = iter([member.id for member in members])
    for decision in decided:
        if decision.outcome is RowOutcome.TO_IMPORT:
            yield replace(decision, outcome=RowOutcome.IMPORTED, member_id=next(ids))
        elif decision.outcome is RowOutcome.TO_CHANGE:
            yield replace(decision, outcome=RowOutcome.CHANGED)
        else:
            yield decision
