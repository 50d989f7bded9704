"""Rows whose encrypted columns were sealed by an older key."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, func, not_, or_, select
from sqlalchemy.orm import Mapper
from sqlalchemy.orm.attributes import flag_modified
from sqlalchemy.types import Text

from sigma_finance.extensions import db
from sigma_finance.models import Base
from sigma_finance.models.sealed import keys, sealed_columns


def sealed_models() -> list[Any]:
    """The models that have encrypted columns, by the names of their tables."""
    found = [mapper for mapper in Base.registry.mappers if sealed_columns(mapper)]
    return [mapper.class_ for mapper in sorted(found, key=_table)]


def _table(mapper: Mapper[Any]) -> str:
    return str(mapper.local_table)


def count_stale(*, model: Any) -> int:
    """How many rows hold something that the newest key did not seal."""
    return db.session.scalar(select(func.count()).select_from(model).where(_is_stale(model))) or 0


def stale(*, model: Any, after: int, limit: int) -> list[Any]:
    """The next such rows behind an id, locked for the change."""
    found = (
        select(model)
        .where(model.id > after, _is_stale(model))
        .order_by(model.id)
        .limit(limit)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return list(db.session.scalars(found))


def seal_again(row: Any) -> None:
    """Have a row's encrypted columns, and their marks, written anew by the newest key."""
    for name in sealed_columns(type(row).__mapper__):
        if getattr(row, name) is not None:
            flag_modified(row, name)


def _is_stale(model: Any) -> ColumnElement[bool]:
    begins = f"{keys().newest}."
    columns = (getattr(model, name) for name in sealed_columns(model.__mapper__))
    return or_(*(not_(func.substr(column, 1, len(begins), type_=Text) == begins) for column in columns))
