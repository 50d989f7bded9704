"""Rows of a SELECT as values of ours, by the names of their columns: none can slip into another's place."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, TypeVar

from sqlalchemy import Row

T = TypeVar("T")


def read_row(kind: type[T], row: Row[*tuple[Any, ...]], **facts: Any) -> T:
    """A row whose columns have the names of the fields, with ``facts`` beside or instead; TypeError where they haven't.

    Every number that we keep is whole; PostgreSQL gives the sum of large ones as a Decimal.
    """
    read = {name: int(value) if isinstance(value, Decimal) else value for name, value in row._mapping.items()}
    return kind(**{**read, **facts})
