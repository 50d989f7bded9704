"""Rows that the database takes, and what it says no to: each is the row changed in what breaks one rule."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    ColumnElement,
    ForeignKeyConstraint,
    PrimaryKeyConstraint,
    Table,
    UniqueConstraint,
    literal_column,
)
from sqlalchemy.exc import IntegrityError

from sigma_finance.extensions import db
from sigma_finance.models import Base
from tests.books import Books, open_books
from tests.rows import keep

#: A word that no column knows, past the types that know the words.
UNHEARD_OF: ColumnElement[str] = literal_column("'unheard-of'")
#: A number that no row has.
NOBODY = 999_999_999

Facts = Mapping[str, Any]


@dataclass(frozen=True)
class Sample:
    """A row of a model that the database takes; a fact that has to be new in each row is a function."""

    model: Callable[..., Base]
    facts: Facts

    def row(self, **others: Any) -> Base:
        """The row, with other facts."""
        facts = {**self.facts, **others}
        return self.model(**{name: value() if callable(value) else value for name, value in facts.items()})

    def keep(self, **others: Any) -> int:
        """Write the row; returns its id."""
        return keep(self.row(**others))


def assert_refused(sample: Sample, breaks: Mapping[str, Facts]) -> None:
    """Assert that the database refuses the row with each of these facts, by the constraint that is named."""
    found = {name: refusal(sample.row(**facts), name) for name, facts in breaks.items()}
    assert found == dict.fromkeys(breaks, True), found


def assert_taken(sample: Sample, *kinds: Facts) -> None:
    """Assert that the database takes the row with each of these facts."""
    for facts in kinds:
        with db.session.begin_nested():
            db.session.add(sample.row(**facts))
    db.session.rollback()


def refusal(row: Base, name: str) -> bool | str:
    """Whether the constraint of this name refuses a row; what else the database says, where it does not."""
    table = row.__table__
    assert isinstance(table, Table)
    try:
        with db.session.begin_nested():
            db.session.add(row)
    except IntegrityError as error:
        said = getattr(getattr(error.orig, "diag", None), "constraint_name", None) or str(error.orig)
        return said in (name, _on_sqlite(table, name)) or said
    db.session.rollback()
    return "taken"


def _on_sqlite(table: Table, name: str) -> str:
    """What SQLite says of the constraint or unique index of this name."""
    constraints = {str(one.name): one for one in table.constraints}
    indexes = {str(one.name): one for one in table.indexes}
    match constraints.get(name):
        case CheckConstraint():
            return f"CHECK constraint failed: {name}"
        case ForeignKeyConstraint():
            return "FOREIGN KEY constraint failed"
        case UniqueConstraint() | PrimaryKeyConstraint() as key:
            columns = list(key.columns)
        case _:
            columns = list(indexes[name].columns)
    return "UNIQUE constraint failed: " + ", ".join(f"{table.name}.{column.name}" for column in columns)


def somebody_elsewhere() -> int:
    """A member of another chapter."""
    return open_books(members=1).members[0]


def of(books: Books, **facts: Any) -> dict[str, Any]:
    """The facts of a row of the chapter."""
    return {"chapter_id": books.chapter_id, **facts}
