"""Any roster either brings exactly its good rows, once, or changes nothing."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from sigma_finance.domain.errors import Invalid
from sigma_finance.domain.imports.outcomes import RowOutcome
from sigma_finance.domain.members.members import MemberStatus
from sigma_finance.extensions import db
from sigma_finance.models import Member
from sigma_finance.services.imports.history import RowsToMend
from sigma_finance.services.imports.roster import RosterImportResult
from tests.books import Books, assert_books_hold
from tests.harness.holding import assert_verified
from tests.services.imports.importing import address, everything, open_roster
from tests.services.imports.rostering import HEADS, checked, file_of, imported, undone
from tests.workbooks import storable, workbook

KNOWN = ("Ada Byron", "Zoë Núñez")
PROFILE = settings(
    max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@dataclass(frozen=True)
class WrittenRosterRow:
    """A row as somebody wrote it: its cells, whom it brings (address, owes, credit), whether it has to be mended."""

    cells: tuple[Any, ...]
    brings: tuple[str, int, int] | None = None
    to_mend: bool = False


@st.composite
def newcomer(draw: st.DrawFn) -> WrittenRosterRow:
    number = draw(st.integers(0, 400))
    email, owes, credit = f"new{number}@example.org", draw(st.integers(0, 9999)), draw(st.integers(0, 9999))
    first, last = f"First{number}", f"Last{number}"
    name = draw(st.sampled_from([f"{first} {last}", f"{last}, {first}"]))
    klass = draw(st.sampled_from(["", "Regular", "ALUMNI", "associate member"]))
    day = draw(st.sampled_from(["", "2024-02-29", "2/29/2024", "Feb 29, 2024"]))
    way = draw(st.sampled_from([email, email.upper(), f" {email} "]))
    return WrittenRosterRow(
        (name, way, "", klass, day, owes / 100, f"${credit / 100:.2f}"), (email, owes, credit)
    )


known = st.sampled_from(
    [
        WrittenRosterRow((KNOWN[0], "", "", "", "", 5, 5)),
        WrittenRosterRow(("", address(KNOWN[0]))),
        WrittenRosterRow(("Núñez, ZOË", "")),
    ]
)
bad = st.sampled_from(
    [
        WrittenRosterRow(("Bad One", "nowhere"), to_mend=True),
        WrittenRosterRow(("Bad Two", "", "", "pledge"), to_mend=True),
        WrittenRosterRow(("Bad Three", "", "", "", "never"), to_mend=True),
        WrittenRosterRow(("Bad Four", "", "", "", "", "=1+1"), to_mend=True),
        WrittenRosterRow(("Bad Five", "", "call me"), to_mend=True),
        WrittenRosterRow(("", "nameless@example.org"), to_mend=True),
        WrittenRosterRow((KNOWN[0], "other@example.org"), to_mend=True),
    ]
)
skipped = st.sampled_from(
    [WrittenRosterRow(("Total", "", "", "", "", 99)), WrittenRosterRow(HEADS), WrittenRosterRow((None,) * 7)]
)
tables = st.lists(
    st.one_of(newcomer(), newcomer(), known, skipped, bad), max_size=10, unique_by=lambda row: row.cells[:2]
).filter(
    lambda table: len({row.brings[0] for row in table if row.brings}) == sum(bool(r.brings) for r in table)
)


def content_of(table: list[WrittenRosterRow]) -> bytes:
    return file_of(*(row.cells for row in table))


def newcomers(books: Books) -> set[tuple[str | None, int]]:
    """Those on the roster who were not there at first, with what they owe or (below zero) have in credit."""
    db.session.rollback()
    found = db.session.scalars(
        select(Member).where(
            Member.chapter_id == books.chapter_id,
            Member.id.not_in(books.members),
            Member.status == MemberStatus.ACTIVE,
        )
    )
    return {(member.email, member.balance_minor - member.credit_minor) for member in found}


def brought(table: list[WrittenRosterRow]) -> set[tuple[str | None, int]]:
    return {(row.brings[0], row.brings[1] - row.brings[2]) for row in table if row.brings}


def mends(table: list[WrittenRosterRow]) -> bool:
    """Rows that somebody has to mend: bad ones, and several that name one member in other words."""
    ada = [row for row in table if row.cells[0] == KNOWN[0] or row.cells[1:2] == (address(KNOWN[0]),)]
    return any(row.to_mend for row in table) or len(ada) > 1


@PROFILE
@given(table=tables)
def test_any_roster_is_imported_as_a_whole_or_not_at_all(
    any_app: Flask, table: list[WrittenRosterRow]
) -> None:
    books, content = open_roster(*KNOWN), content_of(table)
    before = everything()
    if mends(table):
        with pytest.raises(RowsToMend):
            imported(books, content)
        assert everything() == before
    else:
        imported(books, content)
        assert newcomers(books) == brought(table)
    assert_books_hold(books)


@PROFILE
@given(table=tables)
def test_any_roster_brings_exactly_its_good_rows_once(any_app: Flask, table: list[WrittenRosterRow]) -> None:
    books, content = open_roster(*KNOWN), content_of(table)
    done = imported(books, content, good_rows=True)
    assert newcomers(books) == brought(table)
    after = everything()
    assert imported(books, content, good_rows=True) == RosterImportResult()
    assert everything() == after
    if done.batch_id is not None:
        undone(books, done)
        assert newcomers(books) == set()
        assert imported(books, content, good_rows=True).members == len(brought(table))
    assert_verified()


WORDS = st.sampled_from(
    ["", "Sam Lee", "lee, sam", "Ada Byron", "Zoë Núñez", "Zoe Nunez", "🙂", "李", "Sam  Lee "]
)
ADDRESSES = st.sampled_from(["", "a@example.org", "A@example.org", "b@example.org", address(KNOWN[0]), "x"])
PHONES = st.sampled_from(["", "555-0100", "555-0199"])


@PROFILE
@given(table=st.lists(st.tuples(WORDS, ADDRESSES, PHONES, st.sampled_from(["", "alumni"])), max_size=8))
def test_any_roster_whose_names_and_addresses_cross_changes_nothing_the_second_time(
    any_app: Flask, table: list[tuple[str, ...]]
) -> None:
    books, content = open_roster(*KNOWN), file_of(*table)
    imported(books, content, good_rows=True)
    found = checked(books, content)
    assert {d.outcome for d in found} <= {RowOutcome.ALREADY_THERE, RowOutcome.SKIPPED, RowOutcome.TO_MEND}
    assert imported(books, content, good_rows=True) == RosterImportResult()


cells = st.one_of(st.text(max_size=8), st.integers(), st.floats(), st.dates(), st.booleans(), st.none())


@PROFILE
@given(table=st.lists(st.lists(cells, max_size=7), max_size=8))
def test_a_roster_that_makes_no_sense_is_refused_or_taken_once(
    any_app: Flask, table: list[list[Any]]
) -> None:
    books = open_roster(*KNOWN)
    content = workbook([HEADS, *([storable(cell) for cell in row] for row in table)])
    with suppress(Invalid):
        imported(books, content, good_rows=True)
        assert imported(books, content, good_rows=True) == RosterImportResult()
    assert_books_hold(books)
