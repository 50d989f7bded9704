"""What is told to whatever watches over the application."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask
from flask_migrate import upgrade

from sigma_finance.app import create_app
from sigma_finance.config import TestConfig
from sigma_finance.sandbox import sandbox_of
from tests.harness.client import Client, SeparateClient
from tests.people import PASSWORD, open_chapter, signed_in


class TestHealth:
    def test_is_three_words_when_all_is_well(self, any_app: Flask, client: Client) -> None:
        answer = client.get("/monitoring/health").json
        assert answer.pop("timestamp")[:10] == datetime.now(UTC).date().isoformat()
        assert answer == {"status": "healthy", "database": "connected"}

    def test_is_never_limited(self, app: Flask, client: Client) -> None:
        for _ in range(120):
            client.get("/monitoring/health")

    def test_needs_no_session_and_sets_no_cookie(self, app: Flask, client: Client) -> None:
        assert "Set-Cookie" not in client.get("/monitoring/health").headers


class TestTheCachePage:
    def test_tells_admins_of_hits_and_misses(self, app: Flask) -> None:
        admin = signed_in(app, open_chapter().admin)
        for _ in range(4):
            admin.get("/treasurer")
        rows = admin.get("/monitoring/cache").rows()
        assert rows[2] == ["All processes", "3", "1", "75 %"]

    def test_is_of_this_process_alone_without_redis(self, sqlite_app: Flask) -> None:
        page = signed_in(sqlite_app, open_chapter().admin).get("/monitoring/cache")
        assert [row[0] for row in page.rows()[1:]] == ["This process"]
        assert "No Redis answers" in page.main

    def test_is_refused_to_treasurers(self, app: Flask) -> None:
        signed_in(app, open_chapter().treasurer).get("/monitoring/cache", status=403)


@pytest.fixture
def without_redis(tmp_path: Path) -> Iterator[Flask]:
    """An application whose Redis is gone."""
    settings = {
        "DATABASE_URL": f"sqlite:///{tmp_path / 'sigma.db'}",
        "REDIS_URL": "redis://127.0.0.1:1/0",
        "SANDBOX_STATE": str(tmp_path / "sandbox.sqlite"),
        "BASE_URL": "http://localhost",
    }
    app = create_app(TestConfig(settings))
    app.test_client_class = SeparateClient
    with app.app_context():
        upgrade()
        yield app
    sandbox_of(app).stop()


class TestWithoutRedis:
    def test_the_answer_is_degraded_and_good(self, without_redis: Flask) -> None:
        answer = Client(without_redis).get("/monitoring/health").json
        assert (answer["status"], answer["database"], answer["redis"]) == (
            "degraded",
            "connected",
            "unreachable",
        )

    def test_people_sign_in_and_see_their_pages(self, without_redis: Flask) -> None:
        people = open_chapter()
        signed_in(without_redis, people.member).get("/dashboard")
        signed_in(without_redis, people.treasurer).get("/treasurer")
        assert "No Redis answers" in signed_in(without_redis, people.admin).get("/monitoring/cache").main

    def test_the_limits_count_in_memory(self, without_redis: Flask) -> None:
        people = open_chapter()
        client = Client(without_redis)
        for _ in range(5):
            page = client.get("/auth/login")
            client.submit(page, {"email": people.member.email, "password": "not this one"}, status=401)
        page = client.get("/auth/login")
        client.submit(page, {"email": people.member.email, "password": PASSWORD}, status=429)
