"""Faults planted in the books by SQL, and what a check says of each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import text

from sigma_finance.extensions import db
from sigma_finance.queries.books.verify.checks import Check, RuleBreach, find
from tests.books import Books
from tests.harness.standing import ServedApp
from tests.services.books.spoiling import in_hand, spoiled

#: A script that plants the fault, and the breach that has to be found.
Fault = tuple[str, RuleBreach]


def assert_named(
    checks: Sequence[Check], faults: Mapping[str, Fault], *, books: Books, other: Books, standing: ServedApp
) -> None:
    """Assert that each check names its fault in the chapter, and nothing before it or in another chapter."""
    assert {check.name for check in checks} == set(faults)
    with in_hand(standing):
        for check in checks:
            script, breach = faults[check.name]
            assert find(check, chapter_id=books.chapter_id) == [], check.name
            with spoiled(script):
                found = find(check, chapter_id=books.chapter_id)
                assert found == [breach], (check.name, found)
                assert find(check, chapter_id=other.chapter_id) == [], check.name


def one(statement: str, **values: Any) -> int:
    """The only number that a statement finds."""
    return int(db.session.execute(text(statement), values).scalar_one())
