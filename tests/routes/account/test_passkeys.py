"""Adding a passkey to one's second step, and removing it."""

from __future__ import annotations

import html
import json
from datetime import timedelta

import pytest
import time_machine
from flask import Flask

from sigma_finance.domain.dates import now
from sigma_finance.extensions import db
from sigma_finance.models import Passkey, SecondFactor
from tests.harness.client import BrowserPage, Client
from tests.passkeys import Authenticator
from tests.people import People, open_chapter, signed_in

PATH = "/account/passkeys/new"


@pytest.fixture
def people(sqlite_app: Flask) -> People:
    return open_chapter()


@pytest.fixture
def browser(sqlite_app: Flask, people: People) -> Client:
    """The member's, who has a second step."""
    client = signed_in(sqlite_app, people.member)
    factor = SecondFactor(user_id=people.member.user_id, sealed_secret="x", enabled_at=now())
    db.session.add(factor)
    db.session.commit()
    return client


@pytest.fixture
def device(sqlite_app: Flask) -> Authenticator:
    base = sqlite_app.config["BASE_URL"]
    return Authenticator(origin=base, host=base.partition("//")[2].partition(":")[0])


def challenge(page: BrowserPage) -> str:
    [form] = [form for form in page.every("form") if form.get("data-passkey") == "create"]
    return str(json.loads(html.unescape(form.get("data-options")))["challenge"])


def add(
    browser: Client, device: Authenticator, name: str = "Ada's laptop", *, status: int = 303
) -> BrowserPage:
    page = browser.get(PATH)
    return browser.submit(page, {"name": name, "answer": device.make(challenge(page))}, status=status)


def kept() -> list[Passkey]:
    db.session.rollback()
    return db.session.query(Passkey).order_by(Passkey.id).all()


class TestAdding:
    def test_keeps_what_the_browser_made_under_its_name(
        self, browser: Client, device: Authenticator, people: People
    ) -> None:
        page = browser.follow(add(browser, device))
        assert "Ada's laptop can sign you in from now on" in page.words
        assert [(one.user_id, one.name, one.removed_at) for one in kept()] == [
            (people.member.user_id, "Ada's laptop", None)
        ]

    def test_proposes_the_name_of_the_device_at_hand(self, browser: Client) -> None:
        page = browser.get(
            PATH, headers={"User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Firefox/140.0"}
        )
        [name] = [field.get("value") for field in page.every("input") if field.get("name") == "name"]
        assert "Firefox" in name

    def test_needs_a_second_step_that_is_on(self, sqlite_app: Flask, people: People) -> None:
        plain = signed_in(sqlite_app, people.secretary)
        assert plain.get(PATH, status=303).location == "/account/second-step"

    def test_takes_an_answer_to_what_was_asked_once_and_in_time(
        self, browser: Client, device: Authenticator
    ) -> None:
        page = browser.get(PATH)
        answer = device.make(challenge(page))
        sent = {"name": "Laptop", "answer": answer}
        browser.get(PATH)  # another page asks anew
        again = browser.submit(page, sent, status=422)
        assert 'value="Laptop"' in again.text
        assert answer not in again.text
        page = browser.get(PATH)
        late = {"name": "Laptop", "answer": device.make(challenge(page))}
        with time_machine.travel(now() + timedelta(minutes=6), tick=False):
            browser.submit(page, late, status=422)
        assert kept() == []

    @pytest.mark.parametrize("name", ["", "x" * 61])
    def test_asks_for_a_name(self, browser: Client, device: Authenticator, name: str) -> None:
        assert list(add(browser, device, name, status=422).errors()) == ["name"]
        assert kept() == []


class TestRemoving:
    def test_lets_it_count_no_more_and_works_once(self, browser: Client, device: Authenticator) -> None:
        add(browser, device)
        [passkey] = kept()
        page = browser.submit(browser.get("/account/second-step"), action=f"/{passkey.id}/remove")
        assert "Ada's laptop is removed." in browser.follow(page).words
        assert kept()[0].removed_at is not None
        browser.post(f"/account/passkeys/{passkey.id}/remove", status=404)

    def test_is_not_anothers(
        self, sqlite_app: Flask, people: People, browser: Client, device: Authenticator
    ) -> None:
        add(browser, device)
        [passkey] = kept()
        signed_in(sqlite_app, people.admin).post(f"/account/passkeys/{passkey.id}/remove", status=404)
        assert kept()[0].removed_at is None

    def test_asks_who_one_is_where_that_was_long_ago(self, browser: Client, device: Authenticator) -> None:
        add(browser, device)
        [passkey] = kept()
        with time_machine.travel(now() + timedelta(minutes=16), tick=False):
            asked = browser.post(f"/account/passkeys/{passkey.id}/remove")
        assert asked.location == "/account/confirm?next=/account/second-step"
        assert kept()[0].removed_at is None
