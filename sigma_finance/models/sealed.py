"""Columns that are encrypted at rest, each value bound to the row that it stands in.

Whoever reads such a column, a model or a SELECT, gets the text; whoever writes a model's attribute need do nothing
else. A row gets its id from the database, so the value of a new one is written right after it. A plain text that is
compared with the column or written past the models is refused: values are found by their mark (``marks``).
"""

from __future__ import annotations

from functools import cache
from typing import Any

from sqlalchemy import Connection, String, Text, cast, event, type_coerce, types
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import Mapper
from sqlalchemy.orm.attributes import get_history, set_committed_value
from sqlalchemy.sql.expression import ColumnElement

from sigma_finance.domain.encryption import KeyBunch, Place, key_bunch
from sigma_finance.extensions import setting


class _OfRow(str):
    """A text that is about to be sealed, with the id of its row; without one until the row has got it."""

    __slots__ = ("row",)
    row: int | None

    def __new__(cls, text: str, row: int | None) -> _OfRow:
        made = super().__new__(cls, text)
        made.row = row
        return made


class SealedText(types.TypeDecorator[str]):
    """Text that is encrypted in the database. ``mark`` is the column beside it by which it is found, if there is one.

    The table needs an ``id``; every SELECT of the column reads it along.
    """

    impl = Text
    cache_ok = True

    def __init__(self, table: str, column: str, mark: str = "") -> None:
        super().__init__()
        self.table = table
        self.column = column
        self.mark = mark

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        if value is None:
            return None
        if not isinstance(value, _OfRow):
            raise ValueError(
                f"{self.table}.{self.column} is sealed: write it by its model, find it by its mark"
            )
        return "" if value.row is None else keys().seal(value, self.place(value.row))

    def column_expression(self, column: ColumnElement[str]) -> ColumnElement[str]:
        """The value with its row's id before it, by which alone it can be read."""
        row: ColumnElement[Any] = getattr(column, "element", column).table.c.id
        return type_coerce(cast(row, String).concat(":").concat(type_coerce(column, Text)), self)

    def process_result_value(self, value: str | None, dialect: Dialect) -> str | None:
        if value is None:
            return None
        row, _, sealed = value.partition(":")
        return keys().open(sealed, self.place(row))

    def place(self, row: int | str) -> Place:
        """Where the value of a row stands."""
        return Place(self.table, self.column, str(row))


def keys() -> KeyBunch:
    """The running application's keys."""
    return key_bunch(tuple(setting("ENCRYPTION_KEYS")))


def marks(table: str, column: str, text: str) -> list[str]:
    """The marks of a text as it may be kept beside an encrypted column: by the newest key first."""
    return keys().marks(text, table=table, column=column)


class SealedRow:
    """A row with encrypted columns, which seals what is written to it."""


@cache
def sealed_columns(mapper: Mapper[Any]) -> dict[str, SealedText]:
    """The encrypted columns of a model, by attribute."""
    return {
        attribute.key: attribute.columns[0].type
        for attribute in mapper.column_attrs
        if isinstance(attribute.columns[0].type, SealedText)
    }


@event.listens_for(SealedRow, "before_insert", propagate=True)
def _wait_for_the_id(mapper: Mapper[Any], _connection: Connection, target: Any) -> None:
    _prepare(mapper, target, None)


@event.listens_for(SealedRow, "before_update", propagate=True)
def _seal_changes(mapper: Mapper[Any], _connection: Connection, target: Any) -> None:
    _prepare(mapper, target, target.id)


def _prepare(mapper: Mapper[Any], target: Any, row: int | None) -> None:
    for name, kind in sealed_columns(mapper).items():
        text = getattr(target, name)
        if text is None or (row is not None and not get_history(target, name).has_changes()):
            continue
        setattr(target, name, _OfRow(text, row))
        if kind.mark:
            setattr(target, kind.mark, keys().mark(text, table=kind.table, column=kind.column))


@event.listens_for(SealedRow, "after_insert", propagate=True)
def _seal_new(mapper: Mapper[Any], connection: Connection, target: Any) -> None:
    """Seal what a new row holds, now that it has its id."""
    texts = {name: getattr(target, name) for name in sealed_columns(mapper)}
    texts = {name: text for name, text in texts.items() if text is not None}
    if not texts:
        return
    table = mapper.local_table
    values = {name: _OfRow(text, target.id) for name, text in texts.items()}
    connection.execute(table.update().where(table.c.id == target.id).values(values))  # type: ignore[attr-defined]
    for name, text in texts.items():
        set_committed_value(target, name, str(text))
