"""The style sheet page; the client judges each page that it gets."""

from __future__ import annotations

import pytest
from flask import Flask

from sigma_finance.routes import design
from sigma_finance.web.badges import BADGES
from tests.harness.client import Client


class TestTheStyleSheetPage:
    @pytest.mark.parametrize("path", ["", "member", "statement", "sign-in", "error/404"])
    def test_shows_pages_that_are_ours(self, client: Client, path: str) -> None:
        client.get(f"/design/{path}")

    def test_shows_every_status(self, client: Client) -> None:
        words = client.get("/design/").main
        assert all(badge.word in words for badge in BADGES.values())

    def test_says_at_the_top_that_no_money_moves(self, client: Client) -> None:
        assert "Test mode: no real money moves" in client.get("/design/").words

    @pytest.mark.parametrize("sandbox", [True, False])
    def test_stands_only_where_the_sandbox_does(self, sandbox: bool) -> None:
        app = Flask(__name__)
        app.config["SANDBOX"] = sandbox
        design.register(app)
        assert ("design" in app.blueprints) is sandbox


class TestAFormWithErrors:
    def test_explains_each_field_where_it_is(self, client: Client) -> None:
        errors = client.get("/design/errors").errors()
        assert errors["amount"].endswith("Enter an amount, such as 200.00.")
        assert errors["what"].endswith("Choose one.")

    def test_sums_the_errors_up_with_links_to_the_fields(self, client: Client) -> None:
        page = client.get("/design/errors")
        there = {element.get("id") for element in page.tree.every()}
        summary = next(element for element in page.every("div") if element.get("class") == "error-summary")
        links = [link.get("href").removeprefix("#") for link in summary.every("a")]
        assert len(links) == 5
        assert set(links) <= there

    def test_keeps_what_was_typed(self, client: Client) -> None:
        fields = {
            field.get("name"): field.get("value") for field in client.get("/design/errors").every("input")
        }
        assert fields["name"] == "Ada Byron"

    def test_never_shows_a_password_again(self, client: Client) -> None:
        fields = {
            field.get("name"): field.get("value") for field in client.get("/design/errors").every("input")
        }
        assert fields["password"] == ""

    def test_says_so_first_in_the_title(self, client: Client) -> None:
        assert client.get("/design/errors").every("title")[0].text.startswith("Problem: Record a payment")
