"""What becomes of a session."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import event

from sigma_finance.config import TestConfig
from sigma_finance.domain.dates import now
from sigma_finance.domain.members.members import MemberStatus
from sigma_finance.extensions import db
from sigma_finance.models import Member, SignInSession, User
from sigma_finance.services.logins import logins
from tests.harness.client import Client
from tests.people import PASSWORD, People, open_chapter, signed_in
from tests.sign_ins import change, rows, try_to_sign_in


@pytest.fixture
def people(app: Flask) -> People:
    return open_chapter()


@contextmanager
def statements() -> Iterator[list[str]]:
    """What is asked of the database meanwhile."""
    seen: list[str] = []

    def note(_c: Any, _cursor: Any, statement: str, *_: Any) -> None:
        seen.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(db.engine, "before_cursor_execute", note)


class TestASession:
    @pytest.mark.parametrize(
        ("role", "remember", "good", "over"),
        [
            ("treasurer", False, timedelta(minutes=29), timedelta(minutes=31)),
            ("secretary", True, timedelta(minutes=29), timedelta(minutes=31)),
            ("member", False, timedelta(hours=23), timedelta(hours=25)),
            ("member", True, timedelta(days=29), timedelta(days=31)),
        ],
    )
    def test_ends_when_it_is_not_used(
        self, app: Flask, people: People, role: str, remember: bool, good: timedelta, over: timedelta
    ) -> None:
        start = now()
        fields = {"remember": "y"} if remember else {}
        for away, status in ((good, 200), (over, 302)):
            client = Client(app)
            with time_machine.travel(start, tick=False):
                try_to_sign_in(client, getattr(people, role).email, PASSWORD, status=303, **fields)
            with time_machine.travel(start + away, tick=False):
                client.get("/payments/pay", status=status)

    def test_of_an_officer_ends_after_twelve_hours_of_work(self, app: Flask, people: People) -> None:
        start = now()
        with time_machine.travel(start, tick=False) as clock:
            browser = signed_in(app, people.treasurer)
            for _ in range(35):
                clock.shift(timedelta(minutes=20))
                browser.get("/payments/pay")
            clock.shift(timedelta(minutes=20))
            browser.get("/payments/pay", status=302)

    def test_of_a_member_who_becomes_an_officer_is_an_officers(self, app: Flask, people: People) -> None:
        start = now()
        with time_machine.travel(start, tick=False) as clock:
            browser = signed_in(app, people.member)
            change(Member, role="treasurer")
            browser.get("/treasurer")
            clock.shift(timedelta(hours=1))
            browser.get("/treasurer", status=302)

    @pytest.mark.parametrize(
        ("table", "values"),
        [
            (User, {"is_active": False}),
            (Member, {"status": MemberStatus.INACTIVE}),
            (SignInSession, {"ended_at": datetime(2026, 1, 1, tzinfo=UTC)}),
        ],
    )
    def test_ends_at_once_with_the_person_or_the_place(
        self, app: Flask, people: People, table: Any, values: dict[str, Any]
    ) -> None:
        browser = signed_in(app, people.member)
        change(table, **values)
        browser.get("/dashboard", status=302)

    def test_is_remembered_for_thirty_days_only_when_asked(self, app: Flask, people: People) -> None:
        browsers = Client(app), Client(app)
        for browser, fields in zip(browsers, ({}, {"remember": "y"}), strict=True):
            try_to_sign_in(browser, people.member.email, PASSWORD, status=303, **fields)
        short, long = (browser.flask.get_cookie("sigma") for browser in browsers)
        assert short is not None
        assert long is not None
        assert short.expires is None
        assert long.expires is not None
        assert timedelta(days=29) < long.expires - datetime.now(UTC) <= timedelta(days=30)
        assert (long.http_only, long.same_site, long.path) == (True, "Lax", "/")

    def test_is_a_cookie_of_this_host_alone_where_the_site_has_a_certificate(self) -> None:
        config = TestConfig({"BASE_URL": "https://dues.example.org"})
        assert (config.SESSION_COOKIE_NAME, config.SESSION_COOKIE_SECURE) == ("__Host-sigma", True)
        assert (config.SESSION_COOKIE_HTTPONLY, config.SESSION_COOKIE_SAMESITE) == (True, "Lax")

    def test_costs_one_select_and_notes_its_use_once_a_minute(self, app: Flask, people: People) -> None:
        start = now()
        with time_machine.travel(start, tick=False) as clock:
            browser = signed_in(app, people.member)
            with statements() as seen:
                browser.get("/", status=302)
            assert len([statement for statement in seen if statement.startswith("SELECT")]) == 1
            assert not [statement for statement in seen if statement.startswith("UPDATE")]
            clock.shift(61)
            browser.get("/", status=302)
        assert rows()[0].last_seen_at == start + timedelta(seconds=61)

    def test_ends_with_the_password(self, app: Flask, people: People) -> None:
        from sigma_finance.domain.actors import OPERATOR

        browser = signed_in(app, people.member)
        logins.reset_password(email=people.member.email, password="quiet harbour ninety lamps", by=OPERATOR)
        browser.get("/dashboard", status=302)

    def test_that_is_over_gives_back_what_was_typed_meanwhile(self, app: Flask, people: People) -> None:
        browser = signed_in(app, people.treasurer)
        page = browser.get("/payments/report")
        change(SignInSession, ended_at=now())
        sent = browser.submit(page, {"note": "Paid at the meeting", "amount": "12.50"}, status=302)
        signing_in = browser.follow(sent)
        back = browser.submit(signing_in, {"email": people.treasurer.email, "password": PASSWORD})
        assert back.location == "/payments/report"
        form = browser.follow(back)
        assert "You were signed out while you typed." in form.main
        assert "Paid at the meeting" in form.text
        assert "12.50" in form.text
        assert "Paid at the meeting" not in browser.get("/payments/report").text
