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
from sigma_finance.services.logins import email_changes
from sigma_finance.tasks import work
from tests.harness.client import BrowserPage, Client
from tests.harness.statements import statements
from tests.people import PASSWORD, People, add_person, add_to_member_list, open_chapter, signed_in

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


def prove(app: Flask) -> BrowserPage:
    """Open the newest link to the new address, and confirm it."""
    client = Client(app)
    return client.submit(client.get(link(app, "confirm_new_address", "confirm_url")))


def say_yes(app: Flask, kind: str = "address_change_asked", *, status: int = 303) -> BrowserPage:
    """Open the link to the old address, and say yes."""
    client = Client(app)
    return client.submit(client.get(link(app, kind, "keep_url")), action="/agree", status=status)


def token_of(app: Flask, kind: str) -> str:
    """The last part of the link to the old address."""
    return link(app, kind, "keep_url").rpartition("/")[2]


def say_no_more(app: Flask) -> str:
    """Say yes by a link whose change waits no more, and return what the page says."""
    path = link(app, "address_change_asked", "keep_url")
    return Client(app).post(f"{path}/agree", status=404).main


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
        page = here.get("/account")
        assert f"{ADDRESS} counts once it is confirmed there and your address now says yes." in page.main

    @pytest.mark.parametrize("first", ["new", "old"])
    def test_takes_the_new_one_once_both_have_said_so_and_the_places_in_chapters_follow(
        self, any_app: Flask, people: People, first: str
    ) -> None:
        ask(signed_in(any_app, people.member))
        path = link(any_app, "confirm_new_address", "confirm_url")
        for step in (prove, say_yes) if first == "new" else (say_yes, prove):
            assert fresh(User, people.member.user_id).email == people.member.email
            step(any_app)
        assert fresh(User, people.member.user_id).email == ADDRESS
        assert fresh(Member, people.member.member_id).email == ADDRESS
        client = Client(any_app)
        client.sign_in(ADDRESS, PASSWORD)
        assert "used already" in client.post(path, status=404).main
        assert actions() == [Action.ADDRESS_CHANGED]
        db.session.rollback()
        told = list(db.session.scalars(select(OutboxMessage).where(OutboxMessage.kind == "address_changed")))
        assert {one.to_email: bool(one.context["keep_url"]) for one in told} == {
            people.member.email: True,
            ADDRESS: False,
        }

    def test_takes_the_new_one_after_a_week_where_the_old_one_says_nothing(
        self, any_app: Flask, people: People
    ) -> None:
        ask(signed_in(any_app, people.member))
        with time_machine.travel(now() + timedelta(hours=20), tick=False) as clock:
            visitor = Client(any_app)
            proved = visitor.submit(visitor.get(link(any_app, "confirm_new_address", "confirm_url")))
            home = visitor.follow(proved, status=302)
            assert "or once your old address says yes" in visitor.follow(home).words
            assert message("address_change_waits").to_email == people.member.email
            clock.shift(timedelta(days=7, seconds=-1))
            assert work.change_addresses() == "Addresses changed: 0."
            assert fresh(User, people.member.user_id).email == people.member.email
            clock.shift(timedelta(seconds=1))
            assert work.change_addresses() == "Addresses changed: 1."
            assert fresh(User, people.member.user_id).email == ADDRESS
            assert work.change_addresses() == "Addresses changed: 0."

    def test_never_counts_by_itself_where_the_new_one_was_not_proved(
        self, any_app: Flask, people: People
    ) -> None:
        ask(signed_in(any_app, people.member))
        say_yes(any_app)
        with time_machine.travel(now() + timedelta(days=30), tick=False):
            work.change_addresses()
        assert fresh(User, people.member.user_id).email == people.member.email

    @pytest.mark.parametrize("kind", ["address_change_asked", "address_change_waits"])
    def test_is_stopped_by_the_old_one_while_it_waits(
        self, any_app: Flask, people: People, kind: str
    ) -> None:
        here = signed_in(any_app, people.member)
        ask(here)
        prove(any_app)
        client = Client(any_app)
        stopped = client.submit(
            client.get(link(any_app, kind, "keep_url")), action="/" + token_of(any_app, kind)
        )
        assert stopped.location == "/auth/forgot"
        here.get("/dashboard", status=302)
        with time_machine.travel(now() + timedelta(days=8), tick=False):
            work.change_addresses()
        assert fresh(User, people.member.user_id).email == people.member.email
        assert actions() == [Action.ADDRESS_KEPT]

    def test_is_taken_back_by_the_old_one_within_a_week_of_counting(
        self, any_app: Flask, people: People
    ) -> None:
        ask(signed_in(any_app, people.member))
        prove(any_app)
        with time_machine.travel(now() + timedelta(days=7), tick=False) as clock:
            db.session.rollback()
            work.change_addresses()
            thief = Client(any_app)
            thief.sign_in(ADDRESS, PASSWORD)
            clock.shift(timedelta(days=6))
            db.session.rollback()
            back = db.session.scalars(
                select(OutboxMessage).where(
                    OutboxMessage.kind == "address_changed", OutboxMessage.to_email == people.member.email
                )
            ).one()
            keep_path = str(back.context["keep_url"]).removeprefix(any_app.config["BASE_URL"])
            client = Client(any_app)
            client.submit(client.get(keep_path))
            assert fresh(User, people.member.user_id).email == people.member.email
            assert fresh(Member, people.member.member_id).email == people.member.email
            thief.get("/dashboard", status=302)
            client.get(keep_path, status=404)

    def test_is_withdrawn_by_the_person_themselves(self, any_app: Flask, people: People) -> None:
        here = signed_in(any_app, people.member)
        ask(here)
        page = here.submit(here.get("/account"), action="/account/address/keep")
        assert "Your address stays as it is." in here.follow(page).main
        Client(any_app).get(link(any_app, "confirm_new_address", "confirm_url"), status=404)
        assert "waits any more" in say_no_more(any_app)
        here.post("/account/address/keep", status=404)

    def test_is_void_once_the_password_is_another(self, any_app: Flask, people: People) -> None:
        here = signed_in(any_app, people.member)
        ask(here)
        prove(any_app)
        here.submit(here.get("/account/password"), {"current": PASSWORD, "password": NEW})
        with time_machine.travel(now() + timedelta(days=8), tick=False):
            work.change_addresses()
        assert fresh(User, people.member.user_id).email == people.member.email

    def test_asked_for_again_leaves_the_one_before(self, any_app: Flask, people: People) -> None:
        here = signed_in(any_app, people.member)
        ask(here)
        first = link(any_app, "confirm_new_address", "confirm_url")
        ask(here, "countess@example.org")
        Client(any_app).get(first, status=404)
        assert "countess@example.org counts once" in here.get("/account").main

    def test_whose_address_somebody_took_meanwhile_ends_and_holds_nobody_up(
        self, any_app: Flask, people: People
    ) -> None:
        ask(signed_in(any_app, people.member))
        prove(any_app)
        ask(signed_in(any_app, people.secretary), "second@example.org")
        db.session.rollback()
        [second] = db.session.scalars(
            select(OutboxMessage).where(OutboxMessage.to_email == "second@example.org")
        )
        client = Client(any_app)
        client.submit(client.get(str(second.context["confirm_url"]).removeprefix(any_app.config["BASE_URL"])))
        db.session.rollback()
        add_person(people.chapter_id, "Quicker", ADDRESS)
        with time_machine.travel(now() + timedelta(days=7), tick=False):
            assert work.change_addresses() == "Addresses changed: 1."
            assert work.change_addresses() == "Addresses changed: 0."
        assert fresh(User, people.member.user_id).email == people.member.email
        assert fresh(User, people.secretary.user_id).email == "second@example.org"

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

    def test_does_the_same_for_an_address_that_has_an_account(self, any_app: Flask, people: People) -> None:
        done = []
        for email in (ADDRESS, people.treasurer.email):
            with statements() as sent:
                email_changes.ask(user_id=people.member.user_id, email=email, password=PASSWORD)
            done.append(sent)
        assert len(done[0]) > 8
        assert done[1] == done[0]

    def test_is_refused_where_the_chapter_has_another_member_with_it(
        self, any_app: Flask, people: People
    ) -> None:
        add_to_member_list(people.chapter_id, "Another Ada", ADDRESS)
        ask(signed_in(any_app, people.member))
        say_yes(any_app)
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
