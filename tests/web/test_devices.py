"""Browsers that are known again, by a cookie that opens nothing."""

from __future__ import annotations

from flask import Flask

from sigma_finance.web import devices
from tests.harness.client import Client
from tests.people import PASSWORD, open_chapter, signed_in


def kept(client: Client) -> str:
    """The cookie of a browser, as the application set it."""
    cookie = client.flask.get_cookie("sigma-device", domain="localhost")
    return cookie.value if cookie else ""


class TestADevice:
    def test_is_known_after_a_sign_in_and_stays_so_when_signed_out(self, app: Flask) -> None:
        browser = signed_in(app, open_chapter().member)
        name = kept(browser)
        assert name
        browser.post("/auth/logout")
        browser.get("/dashboard", status=302)
        assert kept(browser) == name

    def test_keeps_nobodys_address(self, app: Flask) -> None:
        people = open_chapter()
        browser = signed_in(app, people.member)
        assert people.member.email.partition("@")[0] not in kept(browser)

    def test_is_not_known_after_a_wrong_password(self, app: Flask) -> None:
        people, client = open_chapter(), Client(app)
        page = client.get("/auth/login")
        client.submit(page, {"email": people.member.email, "password": "not this one"}, status=401)
        assert kept(client) == ""

    def test_is_known_to_the_eight_who_signed_in_last(self, app: Flask) -> None:
        cookie = ""
        for number in range(10):
            with app.test_request_context("/", headers={"Cookie": cookie}):
                devices.remember(f"ann{number}@example.org")
                answer = app.process_response(app.make_response(""))
                cookie = answer.headers["Set-Cookie"].partition(";")[0]
        with app.test_request_context("/", headers={"Cookie": cookie}):
            known = [number for number in range(10) if devices.find(f"ANN{number}@example.org")]
        assert known == list(range(2, 10))

    def test_outlives_a_change_of_the_applications_key(self, app: Flask) -> None:
        people = open_chapter()
        browser = signed_in(app, people.member)
        app.config.update(
            SECRET_KEY="another key that is long enough to be one",
            SECRET_KEY_FALLBACKS=[app.config["SECRET_KEY"]],
        )
        with app.test_request_context("/", headers={"Cookie": f"sigma-device={kept(browser)}"}):
            assert devices.find(people.member.email)

    def test_lets_its_owner_in_while_a_stranger_behind_the_same_router_guesses(
        self, sqlite_app: Flask
    ) -> None:
        people = open_chapter()
        browser, stranger = signed_in(sqlite_app, people.member), Client(sqlite_app)
        browser.post("/auth/logout")
        for status in (401,) * 5 + (429,):
            page = stranger.get("/auth/login")
            stranger.submit(page, {"email": people.member.email, "password": "not this one"}, status=status)
        browser.submit(browser.get("/auth/login"), {"email": people.member.email, "password": PASSWORD})
