"""A person's account: the devices on which they are signed in."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from sigma_finance.extensions import db
from sigma_finance.models import SignInSession
from tests.harness.client import Client
from tests.people import PASSWORD, People, Person, open_chapter, signed_in

FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"


@pytest.fixture
def people(any_app: Flask, monkeypatch: pytest.MonkeyPatch) -> People:
    monkeypatch.delitem(any_app.extensions, "outbox_runner")  # messages wait, so that their links can be read
    return open_chapter()


def agent(app: Flask, person: Person, user_agent: str) -> Client:
    client = Client(app)
    client.flask.environ_base["HTTP_USER_AGENT"] = user_agent
    client.submit(client.get("/auth/login"), {"email": person.email, "password": PASSWORD})
    return client


class TestWhereOneIsSignedIn:
    def test_lists_each_device_with_its_last_use_and_marks_this_one(
        self, any_app: Flask, people: People
    ) -> None:
        agent(any_app, people.member, FIREFOX)
        here = signed_in(any_app, people.member)
        signed_in(any_app, people.treasurer)
        rows = [row.text for row in here.get("/account").every("main")[0].every("li")]
        assert len(rows) == 2
        assert "(this one)" in rows[0]
        assert "Firefox on Windows" in rows[1]
        assert "127.0.0.1, last used" in rows[1]

    def test_signs_one_of_them_out(self, any_app: Flask, people: People) -> None:
        elsewhere = agent(any_app, people.member, FIREFOX)
        here = signed_in(any_app, people.member)
        here.submit(here.get("/account"), action="/sessions/end")
        elsewhere.get("/dashboard", status=302)
        here.get("/dashboard")

    @pytest.mark.parametrize("typed", ["", "x", "-1", "9" * 40, "²"])
    def test_finds_no_device_of_another(self, any_app: Flask, people: People, typed: str) -> None:
        here, other = signed_in(any_app, people.member), signed_in(any_app, people.treasurer)
        theirs = db.session.scalars(
            select(SignInSession.id).where(SignInSession.user_id == people.treasurer.user_id)
        ).one()
        for session in (typed, str(theirs)):
            here.post("/account/sessions/end", {"session": session}, status=404)
        other.get("/dashboard")

    def test_signs_out_the_others_or_everywhere(self, any_app: Flask, people: People) -> None:
        elsewhere, here = signed_in(any_app, people.member), signed_in(any_app, people.member)
        here.submit(here.get("/account"), action="/sessions/end-others")
        elsewhere.get("/dashboard", status=302)
        here.submit(here.get("/account"), action="/sessions/end-all")
        here.get("/dashboard", status=302)
