"""Text on its way to the database: none that it cannot hold, wherever it came from.

PostgreSQL holds no NUL, and UTF-8 has no lone surrogates; both come in JSON (``"\\ud800"``), in the arguments of a
command and in cells of files. Forms refuse them with a sentence. What gets past stands as U+FFFD, so that a lookup
finds nothing and a note keeps the rest; the same on both databases.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Engine, event

_UNKNOWN = "\N{REPLACEMENT CHARACTER}"
_BAD = re.compile("[\x00\ud800-\udfff]")


def storable(text: str) -> str:
    """The text as a database can hold it."""
    if text.isascii() and "\0" not in text:
        return text
    return _BAD.sub(_UNKNOWN, text)


@event.listens_for(Engine, "before_cursor_execute", retval=True)
def _mend(
    _connection: Any, _cursor: Any, statement: str, parameters: Any, _context: Any, _many: bool
) -> tuple[str, Any]:
    """Mend what a statement is given; most of the time there is nothing to mend, and nothing is copied."""
    return statement, _mended(parameters)


def _mended(value: Any) -> Any:
    if isinstance(value, str):
        return storable(value)
    if isinstance(value, Mapping):
        changed = {key: new for key, old in value.items() if (new := _mended(old)) is not old}
        return {**value, **changed} if changed else value
    if isinstance(value, (list, tuple)):
        mended = [_mended(one) for one in value]
        if all(new is old for new, old in zip(mended, value, strict=True)):
            return value
        return type(value)(mended)
    return value
