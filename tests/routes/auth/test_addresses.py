"""The two links of a change of address."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from sigma_finance.domain.dates import now
from sigma_finance.extensions import db
from sigma_finance.models import OutboxMessage, User
from sigma_finance.services.logins import email_changes
from tests.harness.client import Client
from tests.people import PASSWORD, People, add_person, open_chapter, signed_in

ADDRESS = "ada.byron@example.org"


@pytest.fixture
def people(sqlite_app: Flask, monkeypatch: pytest.MonkeyPatch) -> People:
    """The member has asked for another address, and both mailboxes have a link."""
    monkeypatch.delitem(sqlite_app.extensions, "outbox_runner")
    made = open_chapter()
    email_changes.ask(user_id=made.member.user_id, email=ADDRESS, password=PASSWORD)
    return made


def link(app: Flask, kind: str, fact: str) -> str:
    db.session.rollback()
    message = db.session.scalars(select(OutboxMessage).where(OutboxMessage.kind == kind)).one()
    return str(message.context[fact]).removeprefix(app.config["BASE_URL"])


@pytest.fixture
def new(sqlite_app: Flask, people: People) -> str:
    return link(sqlite_app, "confirm_new_address", "confirm_url")


@pytest.fixture
def old(sqlite_app: Flask, people: People) -> str:
    return link(sqlite_app, "address_change_asked", "keep_url")


def address(people: People) -> str:
    db.session.rollback()
    return db.session.get_one(User, people.member.user_id, populate_existing=True).email


def said(client: Client, location: str) -> str:
    """What the page says to which a redirect by way of the first page leads."""
    return client.follow(client.get(location, status=302)).words


class TestTheLinkToTheNewAddress:
    def test_changes_nothing_by_being_opened(self, people: People, client: Client, new: str) -> None:
        page = client.get(new)
        assert ADDRESS in page.main
        assert address(people) == people.member.email

    def test_says_from_which_day_on_the_address_counts_and_works_once(
        self, people: People, client: Client, new: str
    ) -> None:
        done = client.submit(client.get(new))
        assert "or once your old address says yes" in said(client, done.location)
        assert address(people) == people.member.email
        assert "used already" in client.get(new, status=404).main

    def test_counts_at_once_where_the_old_one_has_said_yes(
        self, people: People, client: Client, new: str, old: str
    ) -> None:
        client.submit(client.get(old), action="/agree")
        done = client.submit(client.get(new))
        assert f"From now on you sign in with {ADDRESS}." in said(client, done.location)
        assert address(people) == ADDRESS

    def test_says_so_where_somebody_took_the_address_meanwhile(
        self, people: People, client: Client, new: str, old: str
    ) -> None:
        client.submit(client.get(old), action="/agree")
        page = client.get(new)
        db.session.rollback()
        add_person(people.chapter_id, "Quicker", ADDRESS)
        answer = client.submit(page, status=409)
        assert "Go to your account" in answer.links()
        assert address(people) == people.member.email

    @pytest.mark.parametrize("path", ["/auth/new-address/odd", "/auth/keep-address/odd"])
    def test_that_was_never_mailed_is_gone(self, people: People, client: Client, path: str) -> None:
        assert "Go to your account" in client.get(path, status=404).links()
        client.post(path, status=404)

    def test_is_good_for_a_day(self, people: People, client: Client, new: str) -> None:
        page = client.get(new)
        with time_machine.travel(now() + timedelta(hours=24), tick=False):
            client.get(new, status=404)
            client.submit(page, status=404)
        assert address(people) == people.member.email


class TestTheLinkToTheOldAddress:
    def test_shows_what_waits_and_changes_nothing_by_being_opened(
        self, people: People, client: Client, old: str
    ) -> None:
        page = client.get(old)
        assert people.member.email in page.main
        assert ADDRESS in page.main
        assert len(list(page.every("main")[0].every("form"))) == 2
        assert address(people) == people.member.email

    def test_takes_a_yes_which_counts_once_the_new_one_is_confirmed(
        self, people: People, client: Client, old: str
    ) -> None:
        done = client.submit(client.get(old), action="/agree")
        assert f"You sign in with {ADDRESS} as soon as it is confirmed there." in said(client, done.location)
        assert address(people) == people.member.email

    def test_keeps_the_address_signs_every_device_out_and_leads_to_a_new_password(
        self, sqlite_app: Flask, people: People, client: Client, old: str, new: str
    ) -> None:
        here = signed_in(sqlite_app, people.member)
        done = client.submit(client.get(old), action="/" + old.rpartition("/")[2])
        assert done.location == "/auth/forgot"
        assert "Your address stays, and every device is signed out." in client.follow(done).words
        here.get("/dashboard", status=302)
        client.get(new, status=404)
        client.post(f"{old}/agree", status=404)
        assert address(people) == people.member.email
