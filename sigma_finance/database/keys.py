"""Keys between the rows of a chapter."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, and_
from sqlalchemy.orm import InstrumentedAttribute


def points_at(key: InstrumentedAttribute[Any], target: Any) -> ColumnElement[bool]:
    """The join of a row to the one of ``target`` that its key names, in the same chapter.

    Indexes begin with the chapter: a join by the key alone would read those of all chapters.
    """
    owner = key.parent.entity
    return and_(target.chapter_id == owner.chapter_id, target.id == key)
