"""Refusals and failures: the status, plain words, a request id, and nothing that was typed in the log."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.typing import ResponseReturnValue

from sandbox import sandbox_of
from sigma_finance.app import create_app
from sigma_finance.config import TestConfig
from sigma_finance.domain import errors
from tests.harness.client import Client, SeparateClient
from tests.people import open_chapter, signed_in


@pytest.fixture
def failing(app: Flask) -> Iterator[Flask]:
    """The application, whose first page does what a test asks for."""
    kept = app.view_functions["home.show"]
    app.config["PROPAGATE_EXCEPTIONS"] = False
    yield app
    app.view_functions["home.show"] = kept


def fail_with(app: Flask, error: Exception) -> None:
    def view() -> ResponseReturnValue:
        raise error

    app.view_functions["home.show"] = view


class TestARefusal:
    @pytest.mark.parametrize(
        ("error", "status"),
        [
            (errors.NotFound("No such receipt."), 404),
            (errors.Forbidden("That is for officers."), 403),
            (errors.Conflict("It was confirmed already."), 409),
            (errors.Invalid("Enter an amount."), 422),
            (errors.Unavailable("Stripe does not answer now."), 503),
        ],
    )
    def test_is_a_page_with_its_own_sentence(
        self, failing: Flask, client: Client, error: errors.DomainError, status: int
    ) -> None:
        fail_with(failing, error)
        page = client.get("/", status=status)
        assert error.message in page.main
        assert page.headers["X-Request-ID"] in page.main
        assert ("Retry-After" in page.headers) is (status == 503)

    def test_is_a_page_where_flask_refuses(self, app: Flask, client: Client) -> None:
        assert "This page is not here" in client.get("/nowhere", status=404).main
        assert "That address does not take this" in client.get("/auth/logout", status=405).main
        large = client.post("/auth/login", {"email": "x" * 3_000_000}, status=413)
        assert "over our limit of 2 MB" in large.main

    def test_of_a_page_for_officers_says_so(self, app: Flask) -> None:
        page = signed_in(app, open_chapter().member).get("/treasurer", status=403)
        assert "This page is for officers of your chapter." in page.main

    @pytest.mark.parametrize(
        "path", ["/treasurer/members/" + "9" * 30, "/treasurer/members/\u0661", "/payments/P%00X", "/%00"]
    )
    def test_is_a_404_for_an_address_that_no_database_could_hold(self, app: Flask, path: str) -> None:
        signed_in(app, open_chapter().treasurer).get(path, status=404)

    def test_is_a_400_for_nul_in_a_query(self, app: Flask) -> None:
        signed_in(app, open_chapter().treasurer).get("/treasurer/members?q=%00", status=400)

    def test_of_a_host_that_is_not_ours_is_plain_text(self, app: Flask, client: Client) -> None:
        for path in ("/", "/auth/login"):
            page = client.get(path, status=400, base_url="http://evil.example")
            assert page.response.mimetype == "text/plain"
            assert "evil" not in page.text

    def test_is_json_for_machines(self, app: Flask, client: Client) -> None:
        assert "error" in client.get("/monitoring/nothing", status=404).json


class TestAStaleForm:
    def test_is_refused_with_the_way_on_and_what_was_typed_waits(self, app: Flask) -> None:
        browser = signed_in(app, open_chapter().member)
        typed = {"note": "Paid at the meeting", "csrf_token": "of yesterday"}
        page = browser.post("/payments/report", typed, csrf=False, status=400)
        assert "This page was open for too long" in page.h1
        again = browser.get(page.links()["Open the page again"])
        assert "Paid at the meeting" in again.text

    def test_from_another_site_leaves_no_trace(self, app: Flask, client: Client) -> None:
        page = client.post("/auth/login", {"email": "ada@example.org"}, csrf=False, status=400)
        assert "Set-Cookie" not in page.headers

    def test_that_has_no_page_of_its_own_leads_home(self, app: Flask) -> None:
        browser = signed_in(app, open_chapter().member)
        page = browser.post("/auth/logout", csrf=False, status=400)
        assert page.links()["Go to your dashboard"] == "/"
        browser.get("/dashboard")


class TestAMistakeOfOurs:
    def test_is_noted_without_what_the_person_entered(
        self, failing: Flask, client: Client, caplog: pytest.LogCaptureFixture
    ) -> None:
        fail_with(failing, RuntimeError("ada@example.org owes 200"))
        with caplog.at_level(logging.INFO, logger="sigma_finance"):
            logging.getLogger("sigma_finance").addHandler(caplog.handler)
            page = client.get("/", status=500)
            logging.getLogger("sigma_finance").removeHandler(caplog.handler)
        assert "Something went wrong on our side" in page.main
        assert "ada@example.org" not in page.text + caplog.text
        assert "RuntimeError" in caplog.text
        assert page.headers["X-Request-ID"] in caplog.text
        assert re.search(r"test_errors.py", caplog.text)


@pytest.fixture
def without_database(tmp_path: Path) -> Iterator[Client]:
    """An application whose database is gone."""
    settings = {
        "DATABASE_URL": "postgresql://nobody@127.0.0.1:1/nothing",
        "SANDBOX_STATE": str(tmp_path / "sandbox.sqlite"),
        "BASE_URL": "http://localhost",
    }
    app = create_app(TestConfig(settings))
    app.test_client_class = SeparateClient
    yield Client(app)
    sandbox_of(app).stop()


class TestWithoutItsDatabase:
    def test_a_page_says_when_to_come_back(self, without_database: Client) -> None:
        page = without_database.post("/auth/login", {"email": "a@example.org", "password": "x"}, status=503)
        assert page.headers["Retry-After"] == "5"
        assert "We cannot do this right now" in page.main

    def test_a_signed_in_person_is_not_signed_out(self, without_database: Client) -> None:
        with without_database.flask.session_transaction(base_url="http://localhost") as session:
            session["_user_id"] = "a token"
        without_database.get("/dashboard", status=503)
        with without_database.flask.session_transaction(base_url="http://localhost") as session:
            assert session["_user_id"] == "a token"

    def test_the_health_answer_names_the_part(self, without_database: Client) -> None:
        answer = without_database.get("/monitoring/health", status=503).json
        assert (answer["status"], answer["database"]) == ("unhealthy", "unreachable")
        assert set(answer) == {"status", "database", "timestamp"}
