"""No row of any file is lost in silence, and a table is read alike whether it is CSV or a workbook."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sigma_finance.domain.imports.outcomes import RowDecision, RowOutcome
from sigma_finance.gateways.spreadsheets.reading import open_table
from sigma_finance.services.imports import history, roster
from sigma_finance.services.imports.history import ImportRequest
from sigma_finance.services.imports.roster import RosterRequest
from tests.books import Books
from tests.services.imports.importing import open_roster
from tests.workbooks import workbook

PROFILE = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
Table = list[tuple[str, ...]]
NAMES = st.sampled_from(
    [
        "Ada Byron",
        "byron, ada",
        "Nobody",
        "Total",
        "Seniors",
        "",
        "Zoë Núñez",
        "* = on a plan",
        "Bob Lee",
        "Name",
    ]
)
EMAILS = st.sampled_from(
    ["", "ada.byron@example.org", "ZOE.N@example.org", "x", "a@example.org; b@example.org"]
)
AMOUNTS = st.sampled_from(
    ["", "200", "$1,200.00", " $-   ", "-", "N/A", "pending", "-5", "(5.00)", "５", "20.", "KSh 5"]
)
DATES = st.sampled_from(["", "2025-01-02", "3/4/2025", "25/04/2025", "never", "2025-09-02T02:30:00Z"])
WORDS = st.sampled_from(["", "Paid", "Unpaid", "see Bob", "hello", '"', 'a "b"', "a, b"])
CLASSES = st.sampled_from(["", "regular", "Alumni", "Graduated", "pledge"])


def as_csv(table: Sequence[Sequence[str]]) -> bytes:
    written = io.StringIO(newline="")
    csv.writer(written).writerows(table)
    return written.getvalue().encode()


def filled(table: Table) -> list[int]:
    """The numbers of the rows that hold anything, below the headings."""
    return [number for number, row in enumerate(table, 2) if any(cell.strip() for cell in row)]


def numbered(decisions: Sequence[RowDecision]) -> list[int]:
    return sorted({decision.row for decision in decisions})


def payments(books: Books, content: bytes) -> Sequence[RowDecision]:
    seen: list[RowDecision] = []
    request = ImportRequest(books.chapter_id, open_table(content, name="dues"))
    history.check(request=request, see=seen.append)
    return seen


def people(books: Books, content: bytes) -> Sequence[RowDecision]:
    seen: list[RowDecision] = []
    request = RosterRequest(books.chapter_id, open_table(content, name="roster"))
    roster.check(request=request, see=seen.append)
    return seen


@PROFILE
@given(st.lists(st.tuples(NAMES, EMAILS, AMOUNTS, DATES), max_size=8))
def test_every_row_of_payments_has_a_decision_and_a_reason_in_csv_and_workbook(
    sqlite_app: Flask, table: Table
) -> None:
    books = open_roster("Ada Byron", "Zoë Núñez", "Robert Lee")
    rows: Table = [("Name", "Email", "Amount", "Date"), *table]
    written, typed = payments(books, as_csv(rows)), payments(books, workbook(rows))
    assert numbered(written) == filled(table)
    assert written == typed
    assert all(decision.reason for decision in written)


@PROFILE
@given(
    st.lists(
        st.tuples(NAMES, EMAILS, CLASSES, WORDS.filter(lambda word: "paid" not in word.lower())), max_size=8
    )
)
def test_every_row_of_a_roster_has_a_decision_in_csv_and_workbook(sqlite_app: Flask, table: Table) -> None:
    books = open_roster("Ada Byron", "Zoë Núñez", "Robert Lee")
    rows: Table = [("Name", "Email", "Class", "Nickname"), *table]
    written, typed = people(books, as_csv(rows)), people(books, workbook(rows))
    assert numbered(written) == filled(table)
    assert written == typed
    assert all(d.reason for d in written if d.outcome in (RowOutcome.SKIPPED, RowOutcome.TO_MEND))


@PROFILE
@given(
    st.integers(0, 3),
    st.sampled_from(['"half', '"a" b', 'x "y', '"']),
    st.sampled_from(["", ' "', '"', '"z"']),
)
def test_no_quote_swallows_a_row(sqlite_app: Flask, place: int, quote: str, later: str) -> None:
    books = open_roster("Ada Byron")
    lines = [f"Ada Byron,,{n + 1},2025-01-02,note" for n in range(5)]
    lines[place] = lines[place].replace("note", quote)
    lines[4] = lines[4].replace("note", later or "note")
    content = "Name,Email,Amount,Date,Notes\n" + "\n".join(lines) + "\n"
    assert numbered(payments(books, content.encode())) == [2, 3, 4, 5, 6]
