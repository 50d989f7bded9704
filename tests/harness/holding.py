"""After every test of a service the books are recomputed from their postings: each invariant that the rows can show."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import pytest
from sqlalchemy import BigInteger, CompoundSelect, Integer, exists, literal_column, select, union_all
from sqlalchemy.dialects import postgresql, sqlite

from sigma_finance.extensions import db
from sigma_finance.queries.books.verify import CHECKS
from sigma_finance.queries.chapters import chapters
from sigma_finance.services.books import verify

#: How PostgreSQL names the statement, which it plans once for a connection: planning takes it far longer than running.
PREPARED = "the_books_hold"


@pytest.fixture(autouse=True)
def _the_books_hold(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fails the test that leaves a difference, unless its module says that it breaks the books on purpose."""
    if "app" not in request.fixturenames or getattr(request.module, "BREAKS_THE_BOOKS", False):
        yield
        return
    request.getfixturevalue("app")
    yield
    assert_verified()


def assert_verified() -> None:
    """Recompute everything as ``flask ledger verify`` does, in one statement; what is wrong is asked where it fails."""
    db.session.rollback()
    every = chapters.chapters()
    broken = [name for chapter in every for name in broken_rules(chapter.id)]
    broken += [difference.check for chapter in every for difference in verify.read_again(chapter)]
    assert broken == [], list(verify.verify(chapters=every).differences)


def broken_rules(chapter_id: int) -> list[str]:
    """The names of the checks that find something in a chapter, of those that are statements."""
    connection = db.session.connection()
    if connection.dialect.name == "sqlite":
        return [name for (name,) in connection.exec_driver_sql(_on_sqlite(), {"chapter": chapter_id})]
    if PREPARED not in connection.info:
        connection.exec_driver_sql(_on_postgresql())
        connection.info[PREPARED] = True
    connection.exec_driver_sql("SET LOCAL plan_cache_mode = force_generic_plan")
    return [name for (name,) in connection.exec_driver_sql(f"EXECUTE {PREPARED} ({chapter_id})")]


@cache
def _on_sqlite() -> str:
    names = sqlite.dialect(paramstyle="named")
    return str(_all_at_once(":chapter").compile(dialect=names, compile_kwargs={"literal_binds": True}))


@cache
def _on_postgresql() -> str:
    names = postgresql.dialect(paramstyle="named")  # type: ignore[no-untyped-call]
    asked = _all_at_once("$1").compile(dialect=names, compile_kwargs={"literal_binds": True})
    return f"PREPARE {PREPARED} (bigint) AS {asked}"


def _all_at_once(given: str) -> CompoundSelect[str]:
    """The names of the checks that find anything, where the chapter is given by this word."""
    found = literal_column("1", Integer)
    chapter = literal_column(given, BigInteger)
    return union_all(
        *(
            select(literal_column(f"'{check.name}'").label("name")).where(
                exists(select(found).select_from(check.of_chapter(chapter).subquery()))  # type: ignore[attr-defined]
            )
            for check in CHECKS
        )
    )
