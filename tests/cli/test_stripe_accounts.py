"""``flask stripe accounts`` and ``flask stripe connect``."""

from __future__ import annotations

import json

import pytest
from flask import Flask

from sandbox import Sandbox
from sandbox.stripe import connect
from sigma_finance.extensions import db
from sigma_finance.models import Chapter
from tests.books import Books, open_books
from tests.cli.terminal import refused, run


@pytest.fixture
def books(app: Flask) -> Books:
    return open_books()


@pytest.fixture
def account(sandbox: Sandbox) -> str:
    """An account that the deployment's key reaches, and that takes payments."""
    with sandbox.bench.changing(account="") as work:
        name: str = connect.create(work, {"type": "standard"})["id"]
    sandbox.finish_account(name)
    return name


class TestConnecting:
    def test_has_a_chapter_paid_there(self, app: Flask, books: Books, account: str) -> None:
        said = run(app, "stripe", "connect", account, "--chapter", books.slug)
        assert said.startswith(f"Connected {account}")
        said = run(app, "stripe", "connect", account, "--chapter", books.slug, "--use")
        assert "from now on" in said
        db.session.rollback()
        assert db.session.get_one(Chapter, books.chapter_id).stripe_account == account

    def test_refuses_an_account_of_another_chapter(self, app: Flask, books: Books, account: str) -> None:
        run(app, "stripe", "connect", account, "--chapter", books.slug)
        assert "another chapter" in refused(app, "stripe", "connect", account, "--chapter", open_books().slug)

    def test_refuses_what_the_key_does_not_reach(self, app: Flask, books: Books, sandbox: Sandbox) -> None:
        assert "not available" in refused(app, "stripe", "connect", "acct_1Nobodys", "--chapter", books.slug)


class TestShowing:
    def test_says_where_there_is_none(self, app: Flask, books: Books) -> None:
        assert "paid on the deployment's" in run(app, "stripe", "accounts", "--chapter", books.slug)

    def test_has_each_with_how_it_stands(self, app: Flask, books: Books, account: str) -> None:
        run(app, "stripe", "connect", account, "--chapter", books.slug, "--use")
        assert "In use" in run(app, "stripe", "accounts", "--chapter", books.slug)
        [found] = json.loads(run(app, "stripe", "accounts", "--chapter", books.slug, "--json"))
        assert (found["account"], found["state"], found["in_use"]) == (account, "ready", True)


class TestChecking:
    def test_asks_for_the_endpoint_of_connected_accounts_once_there_are_any(
        self, app: Flask, books: Books, account: str, sandbox: Sandbox
    ) -> None:
        sandbox.settings.webhook_url = "http://localhost:5000/webhook"
        before = app.test_cli_runner().invoke(args=["stripe", "check"]).output
        assert "connected accounts" not in before
        run(app, "stripe", "connect", account, "--chapter", books.slug)
        assert "connected accounts" in app.test_cli_runner().invoke(args=["stripe", "check"]).output
