"""A person's password and e-mail address, changed by themselves."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from sigma_finance.domain.audit import Action
from sigma_finance.domain.dates import now
from sigma_finance.extensions import db
from sigma_finance.models import AuditEvent, Member, OutboxMessage, User
from tests.harness.client import BrowserPage, Client
from tests.people import PASSWORD, People, add_to_member_list, open_chapter, signed_in

NEW = "quiet harbour ninety lamps"
ADDRESS = "ada.byron@example.org"


@pytest.fixture
def people(any_app: Flask, monkeypatch: pytest.MonkeyPatch) -> People:
    monkeypatch.delitem(any_app.extensions, "outbox_runner")  # messages wait, so that their links can be read
    return open_chapter()


def message(kind: str) -> OutboxMessage:
    db.session.rollback()
    return db.session.scalars(select(OutboxMessage).where(OutboxMessage.kind == kind)).one()


def link(app: Flask, kind: str, fact: str) -> str:
    return str(message(kind).context[fact]).removeprefix(app.config["BASE_URL"])


def fresh(model: Any, key: int) -> Any:
    db.session.rollback()
    return db.session.get_one(model, key, populate_existing=True)


def actions() -> list[str]:
    db.session.rollback()
    return list(db.session.scalars(select(AuditEvent.action).order_by(AuditEvent.sequence)))


class TestChangingThePassword:
    def test_ends_the_other_sessions_and_tells_the_owner(self, any_app: Flask, people: People) -> None:
        elsewhere, here = signed_in(any_app, people.member), signed_in(any_app, people.member)
        done = here.submit(here.get("/account/password"), {"current": PASSWORD, "password": NEW})
        assert "Your password is changed." in here.follow(done).main
        elsewhere.get("/dashboard", status=302)
        Client(any_app).sign_in(people.member.email, NEW)
        assert message("password_changed").to_email == people.member.email
        assert actions() == [Action.PASSWORD_CHANGED]

    @pytest.mark.parametrize(
        ("current", "password", "field", "sentence"),
        [
            ("not this one", NEW, "current", "That is not your password."),
            ("", NEW, "current", "Enter your password."),
            (PASSWORD, "too short", "password", "Use at least 12 characters."),
            (PASSWORD, "qwertyuiop12", "password", "easy to guess"),
            (PASSWORD, "x" * 257, "password", "Use at most 256 characters."),
            (PASSWORD, "quiet harbour\x00lamps", "password", "cannot be typed again"),
        ],
    )
    def test_says_at_the_field_what_is_wrong(
        self, any_app: Flask, people: People, current: str, password: str, field: str, sentence: str
    ) -> None:
        here = signed_in(any_app, people.member)
        typed = {"current": current, "password": password}
        page = here.submit(here.get("/account/password"), typed, status=422)
        assert sentence in page.errors()[field]
        assert actions() == []
        Client(any_app).sign_in(people.member.email, PASSWORD)

    def test_stands_still_after_five_wrong_passwords_a_minute(self, sqlite_app: Flask) -> None:
        here = signed_in(sqlite_app, open_chapter().member)
        page = here.get("/account/password")
        with time_machine.travel(now(), tick=False):
            for _ in range(5):
                here.submit(page, {"current": "not this one", "password": NEW}, status=422)
            here.submit(page, {"current": PASSWORD, "password": NEW}, status=429)


def ask(browser: Client, email: str = ADDRESS, password: str = PASSWORD, *, status: int = 303) -> BrowserPage:
    return browser.submit(
        browser.get("/account/address"), {"email": email, "password": password}, status=status
    )


class TestChangingTheAddress:
    def test_changes_nothing_before_the_new_one_has_proved_itself(
        self, any_app: Flask, people: People
    ) -> None:
        here = signed_in(any_app, people.member)
        ask(here)
        assert message("confirm_new_address").to_email == ADDRESS
        assert message("address_change_asked").to_email == people.member.email
        Client(any_app).get(link(any_app, "confirm_new_address", "confirm_url"))
        assert fresh(User, people.member.user_id).email == people.member.email

    def test_takes_the_new_one_once_and_the_places_in_chapters_follow(
        self, any_app: Flask, people: People
    ) -> None:
        ask(signed_in(any_app, people.member))
        path = link(any_app, "confirm_new_address", "confirm_url")
        client = Client(any_app)
        client.submit(client.get(path))
        assert fresh(User, people.member.user_id).email == ADDRESS
        assert fresh(Member, people.member.member_id).email == ADDRESS
        client.sign_in(ADDRESS, PASSWORD)
        assert "used already" in client.post(path, status=404).main
        assert actions() == [Action.ADDRESS_CHANGED]

    def test_is_stopped_by_the_old_one(self, any_app: Flask, people: People) -> None:
        here = signed_in(any_app, people.member)
        ask(here)
        client = Client(any_app)
        stopped = client.submit(client.get(link(any_app, "address_change_asked", "keep_url")))
        assert stopped.location == "/auth/forgot"
        here.get("/dashboard", status=302)
        client.get(link(any_app, "confirm_new_address", "confirm_url"), status=404)

    def test_is_taken_back_by_the_old_one_within_a_week(self, any_app: Flask, people: People) -> None:
        ask(signed_in(any_app, people.member))
        confirm_path = link(any_app, "confirm_new_address", "confirm_url")
        keep_path = link(any_app, "address_change_asked", "keep_url")
        client = Client(any_app)
        client.submit(client.get(confirm_path))
        thief = Client(any_app)
        thief.sign_in(ADDRESS, PASSWORD)
        with time_machine.travel(now() + timedelta(days=6), tick=False):
            client.submit(client.get(keep_path))
            assert fresh(User, people.member.user_id).email == people.member.email
            assert fresh(Member, people.member.member_id).email == people.member.email
            thief.get("/dashboard", status=302)
            client.get(keep_path, status=404)

    def test_works_for_a_day(self, any_app: Flask, people: People) -> None:
        ask(signed_in(any_app, people.member))
        path = link(any_app, "confirm_new_address", "confirm_url")
        with time_machine.travel(now() + timedelta(hours=24), tick=False):
            Client(any_app).get(path, status=404)

    def test_does_not_tell_that_an_address_has_an_account(self, any_app: Flask, people: People) -> None:
        here = signed_in(any_app, people.member)
        free = here.follow(ask(here)).main
        taken = here.follow(ask(here, people.treasurer.email)).main
        assert free.replace(ADDRESS, "…") == taken.replace(people.treasurer.email, "…")
        assert message("address_in_use").to_email == people.treasurer.email

    def test_is_refused_where_the_chapter_has_another_member_with_it(
        self, any_app: Flask, people: People
    ) -> None:
        add_to_member_list(people.chapter_id, "Another Ada", ADDRESS)
        ask(signed_in(any_app, people.member))
        client = Client(any_app)
        page = client.get(link(any_app, "confirm_new_address", "confirm_url"))
        assert "another member with this address" in client.submit(page, status=409).main
        assert fresh(User, people.member.user_id).email == people.member.email

    @pytest.mark.parametrize(
        ("email", "password", "field", "sentence"),
        [
            (ADDRESS, "not this one", "password", "That is not your password."),
            ("no address", PASSWORD, "email", "Enter an e-mail address"),
            ("member.sds@example.org", PASSWORD, "email", "You sign in with this address already."),
        ],
    )
    def test_says_at_the_field_what_is_wrong(
        self, any_app: Flask, people: People, email: str, password: str, field: str, sentence: str
    ) -> None:
        page = ask(signed_in(any_app, people.member), email, password, status=422)
        assert sentence in page.errors()[field]
        assert email in page.text
