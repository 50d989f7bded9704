"""A long file is imported piece by piece: the statements, and the rows at hand, do not grow faster than it does."""

from __future__ import annotations

import tracemalloc
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event

from sigma_finance.domain.actors import OPERATOR
from sigma_finance.extensions import db
from sigma_finance.gateways.spreadsheets.reading import open_table
from sigma_finance.services.imports import history as imports
from sigma_finance.services.imports import writing
from sigma_finance.services.imports.history import ImportRequest
from tests.books import Books
from tests.services.imports.importing import history, open_roster

NAMES = ("Ada Byron", "Zoë Núñez", "Sam Lee")


@dataclass
class SentStatements:
    """The statements sent meanwhile: how many, and the most rows that one of them brought."""

    count: int = 0
    most_rows: int = 0


@contextmanager
def statements() -> Iterator[SentStatements]:
    """Count every statement sent meanwhile."""
    sent = SentStatements()

    def note(_connection: Any, _cursor: Any, statement: str, values: Any, _context: Any, many: bool) -> None:
        sent.count += 1
        sent.most_rows = max(sent.most_rows, _rows(statement, values) if many else 1)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(db.engine, "before_cursor_execute", note)


def _rows(statement: str, values: Any) -> int:
    """How many rows a statement brings: a list of them, or all of them in its own text."""
    return len(values) if isinstance(values, list) else statement.count("), (") + 1


def long_file(books: Books, length: int) -> ImportRequest:
    lines = "".join(
        f"{NAMES[n % 3]},{n % 977 + 1}.25,2024-01-{n % 28 + 1:02d},Cash,{n}\n" for n in range(length)
    )
    content = f"Name,Amount,Date,Method,Notes\n{lines}".encode()
    return ImportRequest(books.chapter_id, open_table(content, name="long.csv"))


class TestALongFile:
    def test_of_twenty_thousand_rows_is_imported_a_thousand_at_a_time(self, sqlite_app: Flask) -> None:
        request = long_file(open_roster(*NAMES), 20_000)
        with statements() as sent:
            done = imports.run(request=request, by=OPERATOR)
        assert done.payments == 20_000
        assert sent.count <= 11 * 20 + 30
        assert sent.most_rows == 1_000

    def test_takes_a_few_statements_for_each_piece(
        self, any_app: Flask, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        for module in (writing, imports):
            monkeypatch.setattr(module, "CHUNK", 50)
        books = open_roster(*NAMES)
        request = long_file(books, 500)
        with statements() as sent:
            done = imports.run(request=request, by=OPERATOR)
        assert (done.payments, sent.count <= 10 * 10 + 30) == (500, True)
        with statements() as sent:
            imports.undo(chapter_id=books.chapter_id, batch_id=done.batch_id or 0, by=OPERATOR)
        assert (history(books), sent.count <= 8 * 10 + 30) == ([], True)

    def test_is_held_in_memory_a_piece_at_a_time(self, sqlite_app: Flask) -> None:
        books = open_roster(*NAMES)
        imports.check(request=long_file(books, 10))  # loads what the libraries keep, whatever the file
        request = long_file(books, 10_000)
        tracemalloc.start()
        imports.check(request=request)
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert most < 10 * 1024 * 1024
