"""Logs: one JSON object a line."""

from __future__ import annotations

import io
import json
import logging
import sys
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest
import structlog

from sigma_finance import logs


class LogStream:
    """Standard error while a test configures the logs."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self._patch = patch
        self._stream = io.StringIO()

    def configure(self, level: str = "INFO") -> None:
        self._patch.setattr(sys, "stderr", self._stream)
        logs.configure(level=level)

    def lines(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self._stream.getvalue().split("\n")[:-1]]


@pytest.fixture
def stream(monkeypatch: pytest.MonkeyPatch) -> Iterator[LogStream]:
    """What is written to standard error; the process's own logs come back afterwards."""
    root = logging.getLogger("sigma_finance")
    handlers, level = root.handlers[:], root.level
    made = LogStream(monkeypatch)
    made.configure()
    yield made
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.contextvars.clear_contextvars()


class TestALine:
    def test_is_one_object_with_level_and_moment(self, stream: LogStream) -> None:
        structlog.get_logger("sigma_finance.test").warning("mail.failed", message_id=7)
        (line,) = stream.lines()
        assert (line["event"], line["level"], line["message_id"]) == ("mail.failed", "warning", 7)
        assert datetime.fromisoformat(line["timestamp"]).utcoffset() is not None

    def test_stays_one_whatever_it_holds(self, stream: LogStream) -> None:
        structlog.get_logger("sigma_finance.test").info("odd", word="a\nb\u2028 \x00 Zoë", thing=object())
        (line,) = stream.lines()
        assert line["word"] == "a\nb\u2028 \x00 Zoë"

    def test_carries_the_request_under_way(self, stream: LogStream) -> None:
        structlog.contextvars.bind_contextvars(request_id="r-1")
        structlog.get_logger("sigma_finance.test").info("one")
        logging.getLogger("sigma_finance.test").info("two")
        assert [(line["event"], line["request_id"]) for line in stream.lines()] == [
            ("one", "r-1"),
            ("two", "r-1"),
        ]

    def test_tells_where_a_mistake_was_made(self, stream: LogStream) -> None:
        try:
            raise LookupError("nobody")
        except LookupError:
            structlog.get_logger("sigma_finance.test").exception("broken")
        (line,) = stream.lines()
        assert "LookupError" in line["exception"]
        assert "test_logs.py" in line["exception"]

    def test_is_not_written_below_the_level(self, stream: LogStream) -> None:
        structlog.get_logger("sigma_finance.test").debug("quiet")
        assert stream.lines() == []
        stream.configure("ERROR")
        structlog.get_logger("sigma_finance.test").warning("quiet")
        structlog.get_logger("sigma_finance.test").error("loud")
        assert [line["event"] for line in stream.lines()] == ["loud"]

    def test_is_written_once_however_often_logs_are_configured(self, stream: LogStream) -> None:
        for _ in range(3):
            stream.configure()
        structlog.get_logger("sigma_finance.test").info("once")
        assert [line["event"] for line in stream.lines()] == ["once"]
