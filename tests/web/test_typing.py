"""What the browser is told of its drafts."""

from __future__ import annotations

from urllib.parse import unquote

import pytest
from flask import Flask

from sigma_finance.services.logins import sessions
from sigma_finance.web.typing import TAKEN
from tests.harness.client import BrowserPage
from tests.people import People, open_chapter, signed_in


@pytest.fixture
def people(app: Flask) -> People:
    return open_chapter()


def told(answer: BrowserPage) -> str | None:
    """The addresses of forms that an answer says were taken."""
    for line in answer.headers.getlist("Set-Cookie"):
        name, _, rest = line.partition("=")
        if name == TAKEN:
            return unquote(rest.partition(";")[0])
    return None


class TestTheBrowser:
    def test_hears_that_its_form_was_taken(self, app: Flask, people: People) -> None:
        browser = signed_in(app, people.treasurer)
        answer = browser.submit(
            browser.get("/treasurer/dues/new"),
            {"name": "2026-27", "amount": "200.00", "due_on": "2026-12-31"},
        )
        assert "/treasurer/dues/new" in (told(answer) or "").split()

    def test_hears_nothing_of_a_form_that_came_back(self, app: Flask, people: People) -> None:
        browser = signed_in(app, people.treasurer)
        page = browser.get("/treasurer/dues/new")
        assert told(browser.submit(page, {"name": ""}, status=422)) is None

    def test_hears_nothing_where_it_has_to_sign_in_first(self, app: Flask, people: People) -> None:
        browser = signed_in(app, people.treasurer)
        page = browser.get("/treasurer/dues/new")
        sessions.end_all(user_id=people.treasurer.user_id)
        assert told(browser.submit(page, {"name": "2026-27"}, status=302)) is None
