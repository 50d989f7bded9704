"""The second step of signing in, as a person sets it up, uses it, and loses it."""

from __future__ import annotations

from datetime import timedelta

import pyotp
import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from sigma_finance.domain.actors import OPERATOR
from sigma_finance.domain.audit import Action
from sigma_finance.domain.dates import now
from sigma_finance.domain.errors import NotFound
from sigma_finance.extensions import db
from sigma_finance.models import AuditEvent, OutboxMessage, SecondFactor
from sigma_finance.services.logins import logins, second_factor
from sigma_finance.services.logins.second_factor import NothingSet
from tests.harness.client import BrowserPage, Client
from tests.people import PASSWORD, People, Person, open_chapter, signed_in

PATH = "/account/second-step"


@pytest.fixture
def people(any_app: Flask) -> People:
    return open_chapter()


class AuthenticatorPhone:
    """A person's authenticator app, with the recovery codes that they wrote down."""

    def __init__(self, browser: Client) -> None:
        browser.submit(browser.get(PATH), action=PATH)
        page = browser.get(PATH)
        [secret] = [field.get("value") for field in page.every("input") if field.get("id") == "secret"]
        self.app = pyotp.TOTP(secret)
        assert page.every("svg")
        done = browser.submit(page, {"password": PASSWORD, "code": self.code()}, action="/enable", status=200)
        self.recovery_codes = [code.text for code in done.every("code")]

    def code(self, later: int = 0) -> str:
        """What the app shows, or will show some steps later."""
        return self.app.at(now() + timedelta(seconds=30 * later))


def set_up(app: Flask, person: Person) -> AuthenticatorPhone:
    return AuthenticatorPhone(signed_in(app, person))


def first_step(client: Client, person: Person, path: str = "/auth/login") -> BrowserPage:
    asked = client.submit(client.get(path), {"email": person.email, "password": PASSWORD})
    assert asked.location.startswith("/auth/code")
    return client.follow(asked)


def lines(action: Action) -> list[AuditEvent]:
    db.session.rollback()
    return list(db.session.scalars(select(AuditEvent).where(AuditEvent.action == action)))


class TestSettingItUp:
    def test_shows_ten_recovery_codes_once_and_is_on_the_trail(self, any_app: Flask, people: People) -> None:
        phone = set_up(any_app, people.treasurer)
        assert len(phone.recovery_codes) == 10
        [line] = lines(Action.SECOND_FACTOR_SET)
        assert line.actor_user_id == people.treasurer.user_id

    def test_keeps_no_secret_that_a_stolen_table_gives_away(self, any_app: Flask, people: People) -> None:
        phone = set_up(any_app, people.treasurer)
        factor = db.session.get_one(SecondFactor, people.treasurer.user_id)
        assert phone.app.secret not in factor.sealed_secret

    def test_ends_the_sessions_of_other_devices(self, any_app: Flask, people: People) -> None:
        elsewhere = signed_in(any_app, people.treasurer)
        here = signed_in(any_app, people.treasurer)
        AuthenticatorPhone(here)
        here.get("/dashboard")
        elsewhere.get("/dashboard", status=302)

    @pytest.mark.parametrize(
        ("typed", "field"),
        [
            ({"password": "not this one", "code": None}, "password"),
            ({"password": PASSWORD, "code": "000000"}, "code"),
            ({"password": PASSWORD, "code": ""}, "code"),
            ({"password": PASSWORD, "code": "1" * 500}, "code"),
            ({"password": PASSWORD, "code": "12345\x00"}, "code"),
        ],
    )
    def test_takes_the_password_and_a_code(
        self, any_app: Flask, people: People, typed: dict[str, str | None], field: str
    ) -> None:
        browser = signed_in(any_app, people.treasurer)
        browser.submit(browser.get(PATH), action=PATH)
        page = browser.get(PATH)
        [secret] = [element.get("value") for element in page.every("input") if element.get("id") == "secret"]
        sent = {name: pyotp.TOTP(secret).now() if text is None else text for name, text in typed.items()}
        assert browser.submit(page, sent, action="/enable", status=422).errors()[field]
        Client(any_app).sign_in(people.treasurer.email, PASSWORD)

    def test_is_done_once(self, any_app: Flask, people: People) -> None:
        browser = signed_in(any_app, people.treasurer)
        AuthenticatorPhone(browser)
        browser.post(PATH, status=409)


class TestSigningInWithIt:
    def test_asks_for_the_code_after_the_password_and_goes_where_it_was_to_go(
        self, any_app: Flask, people: People
    ) -> None:
        phone = set_up(any_app, people.member)
        client = Client(any_app)
        page = first_step(client, people.member, "/auth/login?next=/payments/pay")
        client.get("/dashboard", status=302)
        assert client.submit(page, {"code": phone.code(1)}).location == "/payments/pay"
        client.get("/dashboard")

    def test_takes_a_code_once(self, any_app: Flask, people: People) -> None:
        phone = set_up(any_app, people.member)
        code = phone.code(1)
        client, thief = Client(any_app), Client(any_app)
        theirs = first_step(thief, people.member)
        client.submit(first_step(client, people.member), {"code": code})
        assert "was used" in thief.submit(theirs, {"code": code}, status=401).main

    def test_takes_each_recovery_code_once(self, any_app: Flask, people: People) -> None:
        phone = set_up(any_app, people.member)
        client = Client(any_app)
        client.submit(first_step(client, people.member), {"code": phone.recovery_codes[3].lower()})
        assert "9 recovery codes left" in client.get(PATH).main
        other = Client(any_app)
        other.submit(first_step(other, people.member), {"code": phone.recovery_codes[3]}, status=401)

    def test_takes_no_recovery_code_of_another(self, any_app: Flask, people: People) -> None:
        set_up(any_app, people.member)
        theirs = set_up(any_app, people.treasurer)
        client = Client(any_app)
        client.submit(first_step(client, people.member), {"code": theirs.recovery_codes[0]}, status=401)

    def test_begins_again_after_ten_minutes_and_for_a_stranger(self, any_app: Flask, people: People) -> None:
        phone = set_up(any_app, people.member)
        assert Client(any_app).get("/auth/code", status=303).location == "/auth/login"
        client = Client(any_app)
        page = first_step(client, people.member)
        with time_machine.travel(now() + timedelta(minutes=11), tick=False):
            assert client.submit(page, {"code": phone.code()}).location == "/auth/login"

    def test_counts_the_first_step_no_more_once_the_password_was_reset(
        self, any_app: Flask, people: People
    ) -> None:
        phone = set_up(any_app, people.member)
        client = Client(any_app)
        page = first_step(client, people.member)
        logins.reset_password(email=people.member.email, password="quiet harbour ninety lamps", by=OPERATOR)
        assert "Begin again." in client.submit(page, {"code": phone.code(1)}, status=401).main

    def test_still_asks_for_it_after_a_reset_of_the_password(self, any_app: Flask, people: People) -> None:
        set_up(any_app, people.member)
        logins.reset_password(email=people.member.email, password="quiet harbour ninety lamps", by=OPERATOR)
        client = Client(any_app)
        page = client.get("/auth/login")
        sent = client.submit(page, {"email": people.member.email, "password": "quiet harbour ninety lamps"})
        assert sent.location == "/auth/code"

    def test_stands_still_after_five_wrong_codes_a_minute(self, any_app: Flask, people: People) -> None:
        phone = set_up(any_app, people.member)
        client = Client(any_app)
        page = first_step(client, people.member)
        for _ in range(5):
            client.submit(page, {"code": "000000"}, status=401)
        assert "too many codes" in client.submit(page, {"code": phone.code(1)}, status=429).main

    def test_outlives_a_change_of_the_applications_key(self, any_app: Flask, people: People) -> None:
        phone = set_up(any_app, people.member)
        old = any_app.config["SECRET_KEY"]
        any_app.config.update(
            SECRET_KEY="another key that is long enough to be one", SECRET_KEY_FALLBACKS=[old]
        )
        client = Client(any_app)
        client.submit(first_step(client, people.member), {"code": phone.code(1)})
        client.get("/dashboard")


class TestTakingItOff:
    def test_takes_the_password_and_a_code(self, any_app: Flask, people: People) -> None:
        browser = signed_in(any_app, people.member)
        phone = AuthenticatorPhone(browser)
        page = browser.get(PATH)
        browser.submit(
            page, {"password": "not this one", "code": phone.code(1)}, action="/disable", status=422
        )
        browser.submit(page, {"password": PASSWORD, "code": phone.code(1)}, action="/disable")
        assert len(lines(Action.SECOND_FACTOR_REMOVED)) == 1
        Client(any_app).sign_in(people.member.email, PASSWORD)

    def test_by_an_operator_ends_every_session_and_tells_the_person(
        self, any_app: Flask, people: People
    ) -> None:
        browser = signed_in(any_app, people.treasurer)
        phone = AuthenticatorPhone(browser)
        second_factor.reset(email=people.treasurer.email.upper(), by=OPERATOR)
        browser.get("/dashboard", status=302)
        again = Client(any_app)
        again.sign_in(people.treasurer.email, PASSWORD)
        assert "second step is on" not in again.get(PATH).main
        assert len(lines(Action.SECOND_FACTOR_RESET)) == 1
        told = select(OutboxMessage).where(OutboxMessage.kind == "second_factor_was_reset")
        assert db.session.scalars(told).one().to_email == people.treasurer.email
        fresh = AuthenticatorPhone(again)
        assert not set(fresh.recovery_codes) & set(phone.recovery_codes)
        third = Client(any_app)
        third.submit(first_step(third, people.treasurer), {"code": phone.recovery_codes[0]}, status=401)

    def test_by_an_operator_says_when_there_is_nothing_to_take_off(
        self, any_app: Flask, people: People
    ) -> None:
        with pytest.raises(NothingSet):
            second_factor.reset(email=people.member.email, by=OPERATOR)
        with pytest.raises(NotFound):
            second_factor.reset(email="nobody@example.org", by=OPERATOR)
