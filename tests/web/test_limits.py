"""Who may ask how often, beside signing in and registering, whose limits are tested with them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import time_machine
from flask import Flask
from flask_migrate import upgrade

from sandbox import sandbox_of
from sigma_finance.app import create_app
from sigma_finance.config import TestConfig
from sigma_finance.domain.dates import now
from sigma_finance.web.limits import in_words
from tests.harness.client import Client, SeparateClient
from tests.people import PASSWORD, open_chapter, signed_in


class TestAPerson:
    def test_asks_a_hundred_times_a_minute_and_is_told_when_to_come_back(self, sqlite_app: Flask) -> None:
        people = open_chapter()
        with time_machine.travel(now(), tick=False) as clock:
            browser, other = signed_in(sqlite_app, people.member), signed_in(sqlite_app, people.treasurer)
            for _ in range(100):
                browser.get("/", status=302)
            page = browser.get("/", status=429)
            assert "You did that more often than we allow. Try again in" in page.main
            assert 0 < int(page.headers["Retry-After"]) <= 61
            other.get("/", status=302)
            clock.shift(61)
            browser.get("/", status=302)

    def test_asks_a_thousand_times_an_hour(self, sqlite_app: Flask) -> None:
        people = open_chapter()
        with time_machine.travel(now(), tick=False) as clock:
            browser = signed_in(sqlite_app, people.member)
            for _ in range(10):
                for _ in range(100):
                    browser.get("/", status=302)
                clock.shift(61)
            browser.get("/", status=429)
            clock.shift(3601)
            browser.get("/", status=302)

    def test_pays_ten_times_a_minute(self, sqlite_app: Flask) -> None:
        people = open_chapter()
        with time_machine.travel(now(), tick=False):
            browser, other = signed_in(sqlite_app, people.member), signed_in(sqlite_app, people.secretary)
            for _ in range(10):
                browser.post("/payments/pay", status=409)
            page = browser.post("/payments/pay", status=429)
            assert 0 < int(page.headers["Retry-After"]) <= 61
            other.post("/payments/pay", status=409)

    def test_is_counted_in_every_browser(self, sqlite_app: Flask) -> None:
        people = open_chapter()
        with time_machine.travel(now(), tick=False):
            first, second = signed_in(sqlite_app, people.member), signed_in(sqlite_app, people.member)
            for _ in range(100):
                first.get("/", status=302)
            second.get("/", status=429)


class TestAMachine:
    def test_that_delivers_webhooks_is_never_limited(self, app: Flask, client: Client) -> None:
        for _ in range(120):
            client.post("/webhook", csrf=False, status=400)

    def test_cannot_leave_its_limits_behind_by_naming_another_address(
        self, sqlite_app: Flask, client: Client
    ) -> None:
        with time_machine.travel(now(), tick=False):
            for number in range(100):
                client.get("/", status=302, headers={"X-Forwarded-For": f"10.0.0.{number}"})
            client.get("/", status=429, headers={"X-Forwarded-For": "10.1.0.1"})


@pytest.fixture
def without_limits(tmp_path: Path) -> Iterator[Flask]:
    """An application whose limits are turned off."""
    settings = {
        "DATABASE_URL": f"sqlite:///{tmp_path / 'sigma.db'}",
        "SANDBOX_STATE": str(tmp_path / "sandbox.sqlite"),
        "BASE_URL": "http://localhost",
        "RATELIMIT_ENABLED": "false",
    }
    app = create_app(TestConfig(settings))
    app.test_client_class = SeparateClient
    with app.app_context():
        upgrade()
        yield app
    sandbox_of(app).stop()


class TestWithoutLimits:
    def test_nobody_is_counted(self, without_limits: Flask) -> None:
        people = open_chapter()
        client = Client(without_limits)
        for _ in range(6):
            page = client.get("/auth/login")
            client.submit(page, {"email": people.member.email, "password": "not this one"}, status=401)
            client.get("/auth/register?code=guess", status=404)
        client.submit(client.get("/auth/login"), {"email": people.member.email, "password": PASSWORD})


class TestAStretchOfTime:
    @pytest.mark.parametrize(
        ("seconds", "words"),
        [(1, "a second"), (40, "40 seconds"), (90, "2 minutes"), (120, "2 minutes"), (3600, "60 minutes")],
    )
    def test_is_said_in_words(self, seconds: int, words: str) -> None:
        assert in_words(seconds) == words
