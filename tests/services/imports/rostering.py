"""What tests of rosters share: a file brought in, and the members as the database has them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from sigma_finance.domain.actors import OPERATOR
from sigma_finance.domain.imports.outcomes import RowOutcome
from sigma_finance.domain.imports.roster_decisions import RosterDecision
from sigma_finance.extensions import db
from sigma_finance.gateways.spreadsheets.reading import open_table
from sigma_finance.models import Member
from sigma_finance.services.imports import roster, roster_undoing
from sigma_finance.services.imports.roster import RosterImportResult, RosterRequest
from sigma_finance.services.imports.roster_undoing import RosterUndoResult
from tests.books import Books
from tests.workbooks import workbook

HEADS = ("Name", "Email", "Phone", "Class", "Initiated", "Owes", "Credit")


def file_of(*table: Sequence[Any]) -> bytes:
    """A workbook with the usual headings."""
    return workbook([HEADS, *table], title="Roster")


def request(books: Books, content: bytes, **options: Any) -> RosterRequest:
    """A file to be imported into the chapter."""
    return RosterRequest(books.chapter_id, open_table(content, name="roster.xlsx"), **options)


def checked(books: Books, content: bytes, **options: Any) -> list[RosterDecision]:
    """What importing would do, row by row."""
    seen: list[RosterDecision] = []
    roster.check(request=request(books, content, **options), see=seen.append)
    db.session.rollback()
    return seen


def imported(books: Books, content: bytes, *, good_rows: bool = False, **options: Any) -> RosterImportResult:
    """Import a file as an operator."""
    return roster.run(request=request(books, content, **options), good_rows=good_rows, by=OPERATOR)


def undone(books: Books, done: RosterImportResult) -> RosterUndoResult:
    """Take an import back."""
    assert done.batch_id is not None
    return roster_undoing.undo(chapter_id=books.chapter_id, batch_id=done.batch_id, by=OPERATOR)


def outcomes(decisions: Sequence[RosterDecision]) -> list[tuple[int, RowOutcome]]:
    """What becomes of each row."""
    return [(decision.row, decision.outcome) for decision in decisions]


def members_of(books: Books) -> dict[str, Member]:
    """The chapter's members by name, as the database has them."""
    db.session.rollback()
    found = db.session.scalars(
        select(Member).where(Member.chapter_id == books.chapter_id).order_by(Member.id)
    )
    return {member.name: member for member in found}
