"""A check: its name, the sentence that must hold, and the statement that finds where it does not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any, TypeAlias

from sqlalchemy import ColumnElement, Executable, and_

from sigma_finance.database.given import OF_CHAPTER
from sigma_finance.extensions import db

#: Answers (id of the row concerned, what should be, what is) for every row of a chapter that breaks the rule.
Statement: TypeAlias = Executable


@dataclass(frozen=True)
class Check:
    """A rule; ``of_chapter`` makes the statement that lists what breaks it, ``subject`` says what its ids name.

    The statement is built once and given its chapter as it runs.
    """

    name: str
    says: str
    subject: str
    of_chapter: Callable[[Any], Statement]


def of_same(child: Any, key: Any, parent: Any) -> ColumnElement[bool]:
    """Joins rows to the row that ``key`` of ``child`` names, by the chapter first as every index has it."""
    return and_(child.chapter_id == parent.chapter_id, key == parent.id)


@dataclass(frozen=True)
class RuleBreach:
    """One row that breaks a rule; amounts are in minor units."""

    subject: str
    expected: str
    found: str


def find(check: Check, *, chapter_id: int) -> list[RuleBreach]:
    """Where ``check`` does not hold in a chapter."""
    rows = db.session.execute(_statement(check), {"of_chapter": chapter_id})
    return [RuleBreach(f"{check.subject} {key}", str(expected), str(found)) for key, expected, found in rows]


@cache
def _statement(check: Check) -> Statement:
    return check.of_chapter(OF_CHAPTER)
