"""Each request: its id, its line in the log, and where it comes from."""

from __future__ import annotations

import re

import pytest
import structlog
from flask import Flask, g

from sigma_finance.database import scopes
from sigma_finance.web import requests


class TestARequest:
    def test_has_an_id_of_its_own_on_every_answer(self, sqlite_app: Flask) -> None:
        client = sqlite_app.test_client()
        answers = [client.get(path) for path in ("/auth/login", "/nowhere", "/monitoring/health")]
        ids = [answer.headers["X-Request-ID"] for answer in answers]
        assert len(set(ids)) == 3
        assert [each for each in ids if not re.fullmatch("[0-9a-f]{16}", each)] == []

    def test_is_one_line_in_the_log_without_what_was_asked(self, sqlite_app: Flask) -> None:
        with structlog.testing.capture_logs() as lines:
            answer = sqlite_app.test_client().get("/nowhere?name=Ada")
        (line,) = [line for line in lines if line["event"] == "request"]
        assert (line["method"], line["status"], line["log_level"]) == ("GET", 404, "info")
        assert line["took_ms"] >= 0
        assert answer.headers["X-Request-ID"]
        assert "Ada" not in str(lines)

    def test_of_a_machine_that_watches_is_quiet(self, sqlite_app: Flask) -> None:
        with structlog.testing.capture_logs() as lines:
            sqlite_app.test_client().get("/monitoring/health")
        assert [line["log_level"] for line in lines if line["event"] == "request"] == ["debug"]

    def test_begins_with_no_chapter_open_and_nothing_of_the_one_before(self, sqlite_app: Flask) -> None:
        structlog.contextvars.bind_contextvars(request_id="an earlier one", member_id=7)
        with scopes.for_chapter(1), sqlite_app.test_request_context("/auth/login"):
            requests._begin()
            assert scopes._scope.get() == ""
            assert structlog.contextvars.get_contextvars() == {"request_id": requests.request_id()}
        structlog.contextvars.clear_contextvars()

    def test_keeps_its_id(self) -> None:
        with Flask("plain").test_request_context("/"):
            assert requests.request_id() == requests.request_id() == g.request_id


class TestWhoAsks:
    @pytest.mark.parametrize(
        ("path", "machine"),
        [
            ("/webhook", True),
            ("/webhook/sendgrid", True),
            ("/monitoring/health", True),
            ("/monitoring", False),
            ("/treasurer/webhooks", False),
            ("/", False),
        ],
    )
    def test_may_be_a_machine(self, path: str, machine: bool) -> None:
        with Flask("plain").test_request_context(path):
            assert requests.wants_json() is machine

    def test_has_an_address_where_there_is_one(self) -> None:
        with Flask("plain").test_request_context("/", environ_base={"REMOTE_ADDR": "203.0.113.5"}):
            assert requests.client_address() == "203.0.113.5"
        with Flask("plain").test_request_context("/"):
            assert requests.client_address() == ""
