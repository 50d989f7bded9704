"""What runs in the background, whoever calls: it outlives what fails, and says so."""

from __future__ import annotations

import pytest
import structlog
from flask import Flask

from sandbox import Sandbox
from sigma_finance.database.scopes import across_chapters
from sigma_finance.services import jobs
from sigma_finance.services.messages import outbox
from sigma_finance.tasks import background
from sigma_finance.tasks.registry import JOBS, get_job
from tests.books import open_books
from tests.tasks.queues import arrived, finished, write


def fail(*_: object, **__: object) -> None:
    raise ArithmeticError("of ada@example.org")


class TestDelivering:
    def test_sends_what_waits(
        self, sqlite_app: Flask, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setitem(sqlite_app.extensions, "outbox_runner", None)
        books = open_books()
        with across_chapters():
            write(books=books, number=1)
        assert arrived(sandbox) == []
        background.deliver(sqlite_app)
        assert arrived(sandbox) == ["ada1@example.org"]

    def test_outlives_what_fails_and_quotes_nobody(
        self, sqlite_app: Flask, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(outbox, "deliver", fail)
        with structlog.testing.capture_logs() as lines:
            background.deliver(sqlite_app)
        assert [(line["event"], line["error"]) for line in lines] == [
            ("outbox.run_failed", "ArithmeticError")
        ]
        assert "ada" not in str(lines)


class TestATick:
    def test_runs_what_was_asked_for(self, sqlite_app: Flask) -> None:
        background.tick(sqlite_app)
        jobs.ask_for(job=get_job("messages"))
        background.tick(sqlite_app)
        assert [job.name for job in JOBS if finished(job.name)] == ["messages"]

    def test_outlives_what_fails(self, sqlite_app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(jobs, "tick", fail)
        with structlog.testing.capture_logs() as lines:
            background.tick(sqlite_app)
        assert [(line["event"], line["error"]) for line in lines] == [("jobs.tick_failed", "ArithmeticError")]
