"""Rows of a SELECT as values of ours, by the names of their columns: none can slip into another's place."""

from __future__ import annotations

from typing import Any, TypeVar

from sqlalchemy import Row

T = TypeVar("T")


def read_row(kind: type[T], row: Row[*tuple[Any, ...]], **facts: Any) -> T:
    """A row whose columns are named as the fields, with ``facts`` beside or instead; TypeError where they aren't."""
    return kind(**{**row._mapping, **facts})
