"""What tests of imports share: a roster, a file brought in, and everything that the database holds."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from sqlalchemy import func, select

from sigma_finance.domain.actors import OPERATOR
from sigma_finance.domain.imports import readings
from sigma_finance.domain.imports.decisions import Decision
from sigma_finance.domain.imports.outcomes import RowOutcome
from sigma_finance.domain.imports.packing import head_of
from sigma_finance.domain.imports.readings import ReadingSummary
from sigma_finance.domain.imports.tally import Tally, unpack
from sigma_finance.extensions import db
from sigma_finance.gateways.spreadsheets.reading import open_table
from sigma_finance.models import Base, Payment
from sigma_finance.queries.imports import batches
from sigma_finance.services.imports import history as imports
from sigma_finance.services.imports.history import ImportRequest, ImportResult
from tests.books import Books, open_books
from tests.people import add_to_member_list
from tests.workbooks import HEADS, workbook

DAY = date(2025, 6, 30)


#: Not of imports: who is signed in changes by itself.
TABLES = [table for table in Base.metadata.sorted_tables if table.name != "sign_in_sessions"]


def open_roster(*names: str) -> Books:
    """A fresh chapter with these members, whose addresses are first.last@example.org, in lower case."""
    books = open_books(members=0)
    members = [add_to_member_list(books.chapter_id, name, address(name)) for name in names]
    return Books(books.chapter_id, books.slug, members)


def address(name: str) -> str:
    """A member's address on the roster."""
    return f"{'.'.join(name.lower().split())}@example.org"


def request(books: Books, content: bytes, *, name: str = "2024-25.xlsx", **options: Any) -> ImportRequest:
    """A file to be imported into the chapter."""
    return ImportRequest(books.chapter_id, open_table(content, name=name), **options)


def rows(*cells: Sequence[Any]) -> bytes:
    """A workbook with the usual headings."""
    return workbook([HEADS, *cells])


def checked(books: Books, content: bytes, **options: Any) -> list[Decision]:
    """What importing would do, row by row."""
    seen: list[Decision] = []
    tally = imports.check(request=request(books, content, **options), see=seen.append)
    assert tally == tallied(seen)
    db.session.rollback()
    return seen


def imported(books: Books, content: bytes, *, good_rows: bool = False, **options: Any) -> ImportResult:
    """Import a file as an operator."""
    return imports.run(request=request(books, content, **options), good_rows=good_rows, by=OPERATOR)


def tallied(decisions: Iterable[Decision]) -> Tally:
    """Decisions counted."""
    tally = Tally()
    for decision in decisions:
        tally.add(decision)
    return tally


def outcomes(decisions: Iterable[Decision]) -> list[tuple[int, RowOutcome]]:
    """What becomes of each row."""
    return [(decision.row, decision.outcome) for decision in decisions]


def everything() -> dict[str, int]:
    """How many rows each table has; nobody was charged, paid or noted in between where this stays the same."""
    db.session.rollback()
    counted = {
        table.name: db.session.scalar(select(func.count()).select_from(table)) or 0 for table in TABLES
    }
    db.session.rollback()
    return counted


def history(books: Books) -> list[tuple[int | None, date | None, int]]:
    """Historical payments that stand: whose, of which day, how much."""
    db.session.rollback()
    found = db.session.execute(
        select(Payment.member_id, Payment.received_on, Payment.amount_minor)
        .where(Payment.chapter_id == books.chapter_id, Payment.historical, Payment.import_key.is_not(None))
        .order_by(Payment.id)
    )
    return [(member_id, day, amount) for member_id, day, amount in found]


def summary_of(books: Books, batch_id: int | None) -> ReadingSummary:
    """How the file of an import was read, as it was kept."""
    return readings.summary_of(head_of(batches.packed(chapter_id=books.chapter_id, batch_id=batch_id or 0)))


def kept_rows(books: Books, batch_id: int | None) -> list[Decision]:
    """What became of each row of an import of payments, as it was kept."""
    return list(unpack(batches.packed(chapter_id=books.chapter_id, batch_id=batch_id or 0)))


def written(before: dict[str, int]) -> set[str]:
    """The tables that have grown since."""
    return {name for name, count in everything().items() if count != before[name]}
