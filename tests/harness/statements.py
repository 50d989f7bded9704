"""What the database is asked meanwhile, reads and writes alike."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event

from sigma_finance.extensions import db

_UNTOLD = ("SET LOCAL", "SAVEPOINT", "RELEASE", "BEGIN")


@contextmanager
def statements() -> Iterator[list[str]]:
    """Every statement sent meanwhile, without its values; what opens a chapter's rows is none."""
    sent: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if not statement.startswith(_UNTOLD):
            sent.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
