"""Pages of a long list by the key of their first or last row, which costs the same on every page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from sigma_finance.extensions import db

T = TypeVar("T")
AnySelect = Select[*tuple[Any, ...]]
SIZE = 50


@dataclass(frozen=True)
class Cursor:
    """Where a page begins: behind the row of one id, or before that of another; neither is the first page."""

    after: int | None = None
    before: int | None = None


@dataclass(frozen=True)
class Page(Generic[T]):
    """Rows of a list, and the ids from which the page before and the page after go on."""

    rows: list[T]
    previous: int | None
    next: int | None


@dataclass(frozen=True)
class Order:
    """The order of a list: by ``key``, then by ``id``, both ways alike.

    A key that is no column of the table says with ``key_of`` what it is for the row of an id.
    """

    key: ColumnElement[Any] | InstrumentedAttribute[Any]
    id: InstrumentedAttribute[int]
    descending: bool = False
    key_of: Callable[[int], ColumnElement[Any]] | None = None

    def ways(self, *, backwards: bool = False) -> list[ColumnElement[Any]]:
        """What a SELECT is ordered by."""
        if self.descending != backwards:
            return [self.key.desc(), self.id.desc()]
        return [self.key.asc(), self.id.asc()]


def fetch(statement: AnySelect, order: Order, cursor: Cursor, *, size: int = SIZE) -> Page[Any]:
    """One page of ``statement``, whose rows have an ``id``, as rows of the database."""
    backwards = cursor.before is not None
    statement = statement.order_by(*order.ways(backwards=backwards)).limit(size + 1)
    start = cursor.before if backwards else cursor.after
    if start is not None:
        statement = statement.where(_beyond(order, start, backwards))
    rows = list(db.session.execute(statement))
    more, rows = len(rows) > size, rows[:size]
    if backwards:
        rows.reverse()
    first, last = (rows[0].id, rows[-1].id) if rows else (None, None)
    has_previous = more if backwards else cursor.after is not None
    has_next = True if backwards else more
    return Page(rows, first if has_previous else None, last if has_next else None)


def _beyond(order: Order, start: int, backwards: bool) -> ColumnElement[bool]:
    key = order.key_of(start) if order.key_of else _key_of(order, start)
    if order.descending != backwards:
        return or_(order.key < key, and_(order.key == key, order.id < start))
    return or_(order.key > key, and_(order.key == key, order.id > start))


def _key_of(order: Order, start: int) -> ColumnElement[Any]:
    table = order.id.class_.__table__.alias("start")
    return select(table.c[str(order.key.key)]).where(table.c.id == start).scalar_subquery()
