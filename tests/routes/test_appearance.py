"""Light, dark, or as the system has it."""

from __future__ import annotations

import pytest

from tests.harness.client import Client


def theme_of(client: Client) -> str:
    return client.get("/design/").every("html")[0].get("data-theme")


class TestTheTheme:
    def test_follows_the_system_until_one_is_chosen(self, client: Client) -> None:
        assert theme_of(client) == ""

    @pytest.mark.parametrize("theme", ["light", "dark"])
    def test_is_there_when_the_page_arrives(self, client: Client, theme: str) -> None:
        client.post("/appearance", {"theme": theme})
        assert theme_of(client) == theme

    def test_can_follow_the_system_again(self, client: Client) -> None:
        client.post("/appearance", {"theme": "dark"})
        client.post("/appearance", {"theme": "system"})
        assert theme_of(client) == ""

    def test_leads_back_to_the_page_it_was_chosen_on(self, client: Client) -> None:
        came_from = {"Referer": "http://localhost:5000/design/member?tab=2"}
        assert (
            client.post("/appearance", {"theme": "dark"}, headers=came_from).location
            == "/design/member?tab=2"
        )

    @pytest.mark.parametrize(
        "referrer",
        ["https://evil.example.org/", "//evil.example.org/x", "https:///\\evil.example.org", "\t//evil", ""],
    )
    def test_never_leads_to_another_host(self, client: Client, referrer: str) -> None:
        location = client.post("/appearance", {"theme": "dark"}, headers={"Referer": referrer}).location
        assert location.startswith("/")
        assert not location.startswith(("//", "/\\"))

    def test_is_one_of_three(self, client: Client) -> None:
        client.post("/appearance", {"theme": "plaid"}, status=400)
        assert theme_of(client) == ""

    def test_ignores_a_cookie_that_it_did_not_write(self, client: Client) -> None:
        client.flask.set_cookie("theme", '"><script>', domain="localhost")
        assert theme_of(client) == ""

    def test_takes_a_token(self, client: Client) -> None:
        client.post("/appearance", {"theme": "dark"}, csrf=False, status=400)
        assert theme_of(client) == ""
