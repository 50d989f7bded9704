"""Days in SQL, which each database writes its own way: added to a date, and that of a moment in a time zone."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Date, Engine, FunctionElement, Integer, cast, event
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


class local_day(FunctionElement[Any]):  # noqa: N801  (used as a function)
    """``local_day(moment, zone)``: the date at that moment where the zone is."""

    type = Date()
    inherit_cache = True
    name = "local_day"


@compiles(local_day, "postgresql")
def _there_on_postgresql(element: Any, compiler: SQLCompiler, **options: Any) -> str:
    moment, zone = (compiler.process(clause, **options) for clause in element.clauses)
    return f"CAST(({moment} AT TIME ZONE {zone}) AS DATE)"


@compiles(local_day, "sqlite")
def _there_on_sqlite(element: Any, compiler: SQLCompiler, **options: Any) -> str:
    moment, zone = (compiler.process(clause, **options) for clause in element.clauses)
    return f"local_day({moment}, {zone})"


@event.listens_for(Engine, "connect")
def _teach_sqlite(connection: Any, _record: Any) -> None:
    """SQLite knows no time zones."""
    if isinstance(connection, sqlite3.Connection):
        connection.create_function("local_day", 2, _day_there, deterministic=True)


def _day_there(moment: str, zone: str) -> str:
    return datetime.fromisoformat(moment).replace(tzinfo=UTC).astimezone(ZoneInfo(zone)).date().isoformat()
