"""Any workbook either imports exactly its good rows, once, or changes nothing; and a large one keeps its pace."""

from __future__ import annotations

from collections import Counter
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sigma_finance.domain.errors import Invalid
from sigma_finance.services.imports.history import ImportResult, RowsToMend
from tests.books import Books, assert_books_hold
from tests.harness.holding import assert_verified
from tests.services.imports.importing import (
    address,
    checked,
    everything,
    history,
    imported,
    open_roster,
)
from tests.workbooks import HEADS, storable, workbook

NAMES = ("Ada Byron", "Zoë Núñez", "Sam Lee")
PROFILE = settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@dataclass(frozen=True)
class WrittenPaymentRow:
    """A row as somebody wrote it, and the payment that it is: whose (by place on the roster), when, how much."""

    cells: tuple[Any, ...]
    payment: tuple[int, date, int] | None = None
    to_mend: bool = False


def ways_to_name(person: int) -> st.SearchStrategy[tuple[str, str]]:
    name = NAMES[person]
    first, last = name.split()
    return st.sampled_from(
        [
            (name, ""),
            (name.upper(), ""),
            (f" {last},  {first}", ""),
            ("somebody", address(name).upper()),
            (name, "elsewhere@example.com"),
        ]
    )


def ways_to_pay(minor: int) -> st.SearchStrategy[Any]:
    return st.sampled_from([minor / 100, f"${minor / 100:,.2f}", f"{minor / 100:.2f} USD"])


def ways_to_date(day: date) -> st.SearchStrategy[Any]:
    return st.sampled_from([day, day.isoformat(), f"{day:%m/%d/%Y}", f"{day:%B} {day.day}, {day.year}"])


@st.composite
def good(draw: st.DrawFn) -> WrittenPaymentRow:
    person, minor = draw(st.integers(0, 2)), draw(st.integers(1, 20_000_000))
    day = date(2024, 1, draw(st.integers(1, 4)))
    name, email = draw(ways_to_name(person))
    cells = (
        name,
        email,
        draw(ways_to_pay(minor)),
        draw(ways_to_date(day)),
        "Cash",
        draw(st.text(max_size=5)),
    )
    return WrittenPaymentRow(tuple(storable(cell) for cell in cells), (person, day, minor))


BAD_AMOUNTS = ("TBD", "pending", "=1+1", -5, "1,00,00", 0.001, True)
bad = st.builds(
    lambda amount, day: WrittenPaymentRow(("Ada Byron", "", amount, day), to_mend=True),
    st.sampled_from(BAD_AMOUNTS),
    st.sampled_from(["2024-01-01", "", "never"]),
) | st.builds(
    lambda day: WrittenPaymentRow(("Ada Byron", "", 5, day), to_mend=True),
    st.sampled_from(["", "never", "2024-02-31"]),
)
skipped = st.sampled_from(
    [
        WrittenPaymentRow(("Nobody", "", 5, "2024-01-01")),
        WrittenPaymentRow(("Total", "", "=SUM(C:C)", "")),
        WrittenPaymentRow(("", "", 99, "")),
        WrittenPaymentRow(HEADS),
        WrittenPaymentRow(("Ada Byron", "", 0, "")),
        WrittenPaymentRow((None,) * 6),
    ]
)
tables = st.lists(st.one_of(good(), good(), skipped, bad), max_size=12)


def file_of(table: list[WrittenPaymentRow]) -> bytes:
    return workbook([HEADS, *(row.cells for row in table)])


def payments_of(books: Books, table: list[WrittenPaymentRow]) -> Counter[tuple[int | None, date | None, int]]:
    return Counter(
        (books.members[row.payment[0]], row.payment[1], row.payment[2]) for row in table if row.payment
    )


@PROFILE
@given(table=tables)
def test_any_workbook_is_imported_as_a_whole_or_not_at_all(
    any_app: Flask, table: list[WrittenPaymentRow]
) -> None:
    books, content = open_roster(*NAMES), file_of(table)
    before = everything()
    if any(row.to_mend for row in table):
        with pytest.raises(RowsToMend):
            imported(books, content)
        assert everything() == before
    else:
        imported(books, content)
        assert Counter(history(books)) == payments_of(books, table)
    assert_books_hold(books)


@PROFILE
@given(table=tables)
def test_any_workbook_brings_exactly_its_good_rows_once(
    any_app: Flask, table: list[WrittenPaymentRow]
) -> None:
    books, content = open_roster(*NAMES), file_of(table)
    imported(books, content, good_rows=True)
    assert Counter(history(books)) == payments_of(books, table)
    after = everything()
    assert imported(books, content, good_rows=True) == ImportResult()
    assert everything() == after
    assert_verified()


cells = st.one_of(st.text(max_size=8), st.integers(), st.floats(), st.dates(), st.booleans(), st.none())


@PROFILE
@given(table=st.lists(st.lists(cells, max_size=6), max_size=8))
def test_a_workbook_that_makes_no_sense_is_refused_or_read_and_changes_nothing(
    sqlite_app: Flask, table: list[list[Any]]
) -> None:
    books = open_roster(*NAMES)
    content = workbook([HEADS, *([storable(cell) for cell in row] for row in table)])
    before = everything()
    with suppress(Invalid):
        checked(books, content)
    assert everything() == before
