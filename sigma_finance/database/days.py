"""Days added to a date in SQL, which each database writes its own way."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Date, FunctionElement, Integer, cast
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler


class add_days(FunctionElement[Any]):  # noqa: N801  (used as a function)
    """``add_days(date, days)``: the date so many days later."""

    type = Date()
    inherit_cache = True
    name = "add_days"


@compiles(add_days, "postgresql")
def _on_postgresql(element: Any, compiler: SQLCompiler, **options: Any) -> str:
    day, days = element.clauses
    return f"({compiler.process(day, **options)} + {compiler.process(cast(days, Integer), **options)})"


@compiles(add_days, "sqlite")
def _on_sqlite(element: Any, compiler: SQLCompiler, **options: Any) -> str:
    day, days = (compiler.process(clause, **options) for clause in element.clauses)
    return f"date({day}, {days} || ' days')"
