"""Whose rows the database gives out: on PostgreSQL every table of a chapter is closed until a scope opens it.

``for_chapter`` opens one chapter, ``across_chapters`` opens all, where a caller cannot know the chapter yet; a test
lists every place that may. What runs under neither is given nothing. The scope is told to the database inside each
transaction, just before the first statement that needs it, so none outlives its transaction on a pooled connection.
On SQLite, which has no such policies, the chapter in each query stands alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from sqlalchemy import Engine, event
from sqlalchemy.engine import Connection

from sigma_finance.database import texts  # noqa: F401  (text is mended wherever rows are opened)
from sigma_finance.extensions import db

_NOBODY, _ALL = "", "platform"
_TOLD = "sigma scope"
_PREFIX = "SET LOCAL sigma."
#: Statements of our own, and the one that is allowed in a transaction that has failed.
_UNTOLD = (_PREFIX, "ROLLBACK TO SAVEPOINT")

_scope: ContextVar[str] = ContextVar("chapter_scope", default=_NOBODY)


@contextmanager
def for_chapter(chapter_id: int) -> Iterator[None]:
    """Open the rows of one chapter to what runs inside, and to what it writes."""
    with _opened(str(int(chapter_id))):
        yield


@contextmanager
def across_chapters() -> Iterator[None]:
    """Open the rows of every chapter to what runs inside: for callers that cannot know the chapter, or need several."""
    with _opened(_ALL):
        yield


def close() -> None:
    """Open nothing, whatever this thread did before: where a request begins."""
    _scope.set(_NOBODY)


def for_lines(chapter_id: int, lines: Iterator[str]) -> Iterator[str]:
    """The lines of an answer that is written while it is read, long after its page has returned."""
    with for_chapter(chapter_id):
        yield from lines


@contextmanager
def _opened(scope: str) -> Iterator[None]:
    """What waits to be written is written under the scope in which it was made, on the way in and out."""
    if scope == _scope.get():
        yield
        return
    _write_what_waits()
    before = _scope.set(scope)
    try:
        yield
        _write_what_waits()
    finally:
        _scope.reset(before)


def _write_what_waits() -> None:
    if db.session.new or db.session.dirty or db.session.deleted:
        db.session.flush()


def restore() -> None:
    """Tell the database the scope under way where it was told another: what it checks at the commit needs all rows."""
    connection = db.session.connection()
    if connection.dialect.name == "postgresql" and connection.info.get(_TOLD, _NOBODY) != _scope.get():
        _open_for(connection, _scope.get())


@event.listens_for(Engine, "begin")
def _forget(connection: Connection) -> None:
    """A transaction begins closed."""
    connection.info.pop(_TOLD, None)


@event.listens_for(Engine, "rollback_savepoint")
def _forget_at_savepoint(connection: Connection, _name: str, _context: None) -> None:
    """The database falls back to what it was told before the savepoint, whatever that was."""
    connection.info[_TOLD] = None


@event.listens_for(Engine, "before_cursor_execute")
def _tell(
    connection: Connection, _cursor: Any, statement: str, _parameters: Any, _context: Any, _many: bool
) -> None:
    """Tell the database the scope under way, where it has been told another in this transaction."""
    scope = _scope.get()
    if connection.dialect.name != "postgresql" or statement.startswith(_UNTOLD):
        return
    if connection.info.get(_TOLD, _NOBODY) != scope:
        _open_for(connection, scope)


def _open_for(connection: Connection, scope: str) -> None:
    chapter_id = "" if scope == _ALL else scope
    everything = _ALL if scope == _ALL else ""
    connection.exec_driver_sql(f"{_PREFIX}chapter_id = '{chapter_id}'; {_PREFIX}scope = '{everything}'")
    connection.info[_TOLD] = scope
