"""A forgotten password: the link that is mailed, what it does, and what it lets nobody learn."""

from __future__ import annotations

import re
from datetime import timedelta

import pyotp
import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select, update

from sandbox import Sandbox
from sigma_finance.domain.audit import Action
from sigma_finance.domain.dates import now
from sigma_finance.domain.logins.mailed_links import LinkPurpose
from sigma_finance.domain.payments.delivery import MessageState
from sigma_finance.extensions import db
from sigma_finance.models import AccountLink, AuditEvent, OutboxMessage, SignInSession, User
from sigma_finance.services.logins import passwords
from sigma_finance.services.messages import outbox
from sigma_finance.web import steady
from tests.harness.client import BrowserPage, Client
from tests.harness.statements import statements
from tests.people import PASSWORD, People, open_chapter, signed_in

NEW = "quiet harbour ninety lamps"
GONE = "This link has expired, was used already, or is not complete."


@pytest.fixture
def people(any_app: Flask, monkeypatch: pytest.MonkeyPatch) -> People:
    monkeypatch.delitem(any_app.extensions, "outbox_runner")  # messages wait, so that their links can be read
    return open_chapter()


def ask(client: Client, email: str, *, status: int = 200) -> BrowserPage:
    return client.submit(client.get("/auth/forgot"), {"email": email}, status=status)


def messages(kind: str) -> list[OutboxMessage]:
    db.session.rollback()
    return list(
        db.session.scalars(select(OutboxMessage).where(OutboxMessage.kind == kind).order_by(OutboxMessage.id))
    )


def link_for(app: Flask, email: str) -> str:
    """The path of the link that the newest message holds."""
    ask(Client(app), email)
    return str(messages("reset_password")[-1].context["reset_url"]).removeprefix(app.config["BASE_URL"])


def set_password(client: Client, path: str, password: str = NEW, *, status: int = 303) -> BrowserPage:
    return client.submit(client.get(path), {"password": password}, status=status)


class TestAskingForALink:
    def test_answers_the_same_whether_the_address_has_an_account_or_not(
        self, client: Client, people: People
    ) -> None:
        known = ask(client, people.member.email)
        unknown = ask(client, "nobody@example.org")
        assert known.main.replace(people.member.email, "…") == unknown.main.replace("nobody@example.org", "…")
        assert len(messages("reset_password")) == 1

    def test_writes_as_many_rows_for_a_stranger_as_for_a_member(self, client: Client, people: People) -> None:
        for number, email in enumerate((people.member.email, "nobody@example.org"), 1):
            ask(client, email)
            db.session.rollback()
            links = db.session.scalar(select(func.count()).select_from(AccountLink)) or 0
            assert links + len(messages("reset_password")) == 2 * number

    def test_writes_to_nobody_whose_login_is_closed(self, client: Client, people: People) -> None:
        db.session.execute(update(User).values(is_active=False))
        db.session.commit()
        ask(client, people.member.email)
        assert messages("reset_password") == []

    def test_makes_the_link_of_our_own_address_whatever_host_is_asked_for(
        self, any_app: Flask, people: People
    ) -> None:
        client = Client(any_app)
        client.post(
            "/auth/forgot",
            {"email": people.member.email},
            status=200,
            headers={"X-Forwarded-Host": "evil.example"},
        )
        [message] = messages("reset_password")
        assert message.context["reset_url"].startswith(f"{any_app.config['BASE_URL']}/auth/reset/")

    def test_keeps_no_token_that_a_stolen_table_gives_away(
        self, any_app: Flask, people: People, sandbox: Sandbox
    ) -> None:
        token = link_for(any_app, people.member.email).rpartition("/")[2]
        assert db.session.scalars(select(AccountLink.token_hash)).one() != token
        assert len(token) >= 43
        outbox.deliver()
        [message] = messages("reset_password")
        assert message.state is MessageState.SENT
        assert token not in str(message.context)

    @pytest.mark.parametrize("typed", ["", "no address", "a@example.org\x00", "a" * 5000 + "@example.org"])
    def test_says_at_the_field_what_is_no_address(self, client: Client, people: People, typed: str) -> None:
        page = ask(client, typed, status=422)
        assert "Enter an e-mail address such as name@example.org." in page.errors()["email"]

    def test_does_the_same_for_a_known_and_an_unknown_address(
        self, any_app: Flask, people: People, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        woken: list[str] = []
        monkeypatch.setitem(any_app.extensions, "outbox_runner", lambda: woken.append("outbox"))
        done = []
        for email in (people.member.email, "nobody@example.org"):
            with statements() as sent:
                passwords.forgot(email=email)
            done.append([statement.partition(" ")[0] for statement in sent])
        assert done[0] == done[1] == ["SELECT", "SELECT", "SELECT", "INSERT", "SELECT", "INSERT"]
        assert len(woken) == 2

    def test_answers_no_sooner_for_one_than_for_the_other(
        self, any_app: Flask, people: People, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        waited: list[float] = []
        any_app.config["STEADY_SECONDS"] = 60.0
        monkeypatch.setattr(steady, "pause", waited.append)
        for email in (people.member.email, "nobody@example.org"):
            ask(Client(any_app), email)
        assert len(waited) == 2
        assert all(30 < seconds < 60 for seconds in waited)

    def test_is_not_kept_from_its_owner_by_strangers(
        self, sqlite_app: Flask, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.delitem(sqlite_app.extensions, "outbox_runner")
        people = open_chapter()
        owner = signed_in(sqlite_app, people.member)
        owner.post("/auth/logout")
        with time_machine.travel(now(), tick=False):
            for number in range(6):
                stranger = Client(sqlite_app)
                stranger.flask.environ_base["REMOTE_ADDR"] = f"198.51.{number}.9"
                for status in (200, 200, 200, 200, 429):
                    ask(stranger, people.member.email, status=status)
            assert len(messages("reset_password")) == 20
            ask(Client(sqlite_app), "nobody@example.org")
            ask(owner, people.member.email)
            assert len(messages("reset_password")) == 21

    def test_is_limited_by_address_whoever_it_belongs_to(self, sqlite_app: Flask) -> None:
        people = open_chapter()
        with time_machine.travel(now(), tick=False):
            for email in (people.member.email, "nobody@example.org"):
                for _ in range(4):
                    ask(Client(sqlite_app), email)
                page = ask(Client(sqlite_app), email, status=429)
                assert "A link was asked for too often." in page.main


class TestSettingThePassword:
    def test_lets_in_with_the_new_one_alone(self, any_app: Flask, people: People) -> None:
        client = Client(any_app)
        assert set_password(client, link_for(any_app, people.member.email)).location == "/auth/login"
        client.submit(
            client.get("/auth/login"), {"email": people.member.email, "password": PASSWORD}, status=401
        )
        client.sign_in(people.member.email, NEW)

    def test_ends_every_session_and_tells_the_owner(self, any_app: Flask, people: People) -> None:
        browsers = [signed_in(any_app, people.member), signed_in(any_app, people.member)]
        set_password(browsers[0], link_for(any_app, people.member.email))
        for browser in browsers:
            browser.get("/dashboard", status=302)
        [message] = messages("password_was_reset")
        assert message.to_email == people.member.email
        [line] = db.session.scalars(select(AuditEvent).where(AuditEvent.action == Action.PASSWORD_RESET))
        assert line.actor_user_id == people.member.user_id

    def test_does_not_skip_the_second_step(self, any_app: Flask, people: People) -> None:
        browser = signed_in(any_app, people.member)
        browser.submit(browser.get("/account/second-step"), action="/second-step")
        page = browser.get("/account/second-step")
        [secret] = [field.get("value") for field in page.every("input") if field.get("id") == "secret"]
        code = pyotp.TOTP(secret).now()
        browser.submit(page, {"password": PASSWORD, "code": code}, action="/enable", status=200)
        client = Client(any_app)
        set_password(client, link_for(any_app, people.member.email))
        sent = client.submit(client.get("/auth/login"), {"email": people.member.email, "password": NEW})
        assert sent.location == "/auth/code"

    def test_works_once_and_makes_the_persons_other_links_void(self, any_app: Flask, people: People) -> None:
        earlier, link = link_for(any_app, people.member.email), link_for(any_app, people.member.email)
        client = Client(any_app)
        set_password(client, link)
        for path in (link, earlier):
            gone = client.get(path, status=404)
            assert GONE in gone.main
            assert gone.links()["Ask for a new link"] == "/auth/forgot"
        assert GONE in client.post(link, {"password": "another quiet harbour lamp"}, status=404).main

    def test_works_for_an_hour(self, any_app: Flask, people: People) -> None:
        start = now()
        with time_machine.travel(start, tick=False) as clock:
            link = link_for(any_app, people.member.email)
            clock.shift(timedelta(minutes=59))
            Client(any_app).get(link)
            clock.shift(timedelta(minutes=1))
            Client(any_app).get(link, status=404)

    @pytest.mark.parametrize("token", ["x", "a" * 43, "%00", "é", "x" * 3000])
    def test_leads_nowhere_when_it_was_altered(self, client: Client, people: People, token: str) -> None:
        page = client.get(f"/auth/reset/{token}", status=404)
        assert page.h1

    def test_takes_no_link_that_was_mailed_for_something_else(self, client: Client, people: People) -> None:
        from sigma_finance.services.logins import mailed_links

        for purpose in (LinkPurpose.NEW_ADDRESS, LinkPurpose.KEEP_ADDRESS):
            url = mailed_links.issue(
                purpose=purpose, user_id=people.member.user_id, email=people.member.email
            )
            client.get(f"/auth/reset/{url.rpartition('/')[2]}", status=404)

    def test_is_not_used_up_by_looking_or_by_a_weak_password(self, any_app: Flask, people: People) -> None:
        client, link = Client(any_app), link_for(any_app, people.member.email)
        for weak, sentence in (
            ("short", "Use at least 12 characters."),
            ("password1234", "easy to guess"),
            ("Member of sds 1", "made of your name"),
            ("x" * 257, "Use at most 256 characters."),
        ):
            page = set_password(client, link, weak, status=422)
            assert sentence in page.errors()["password"]
            assert weak not in page.text
        set_password(client, link)

    def test_gives_the_token_to_no_other_site(self, any_app: Flask, people: People) -> None:
        page = Client(any_app).get(link_for(any_app, people.member.email))
        assert page.headers["Referrer-Policy"] == "same-origin"
        assert page.headers["Cache-Control"] == "no-store"
        assert not [link for link in page.links().values() if re.match("https?:", link)]

    def test_leaves_other_people_alone(self, any_app: Flask, people: People) -> None:
        other = signed_in(any_app, people.treasurer)
        set_password(Client(any_app), link_for(any_app, people.member.email))
        other.get("/dashboard")
        live = db.session.scalars(select(SignInSession.user_id).where(SignInSession.ended_at.is_(None))).all()
        assert live == [people.treasurer.user_id]
