"""Notices in the app, what of it comes by e-mail, and the link that ends a kind of e-mail."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from sandbox import Sandbox
from sigma_finance.domain.actors import OPERATOR
from sigma_finance.domain.payments.delivery import MessageState
from sigma_finance.domain.topics import Topic
from sigma_finance.extensions import db
from sigma_finance.models import OutboxMessage
from sigma_finance.services import reminders
from sigma_finance.services.messages import outbox
from tests.harness.client import Client
from tests.people import signed_in
from tests.routes.house import House, member_of, owe, pay_cash
from tests.routes.treasurer.desk import build_desk


@pytest.fixture
def house(app: Flask) -> House:
    return build_desk()


@pytest.fixture
def tess(app: Flask, house: House) -> Client:
    return signed_in(app, house.tess)


@pytest.fixture
def ada(app: Flask, house: House) -> Client:
    return signed_in(app, house.ada)


def remind(house: House) -> None:
    reminders.send_now(chapter_id=house.ada.chapter_id, member_ids=[house.ada.member_id], by=OPERATOR)
    outbox.deliver()


def states(kind: str) -> list[MessageState]:
    db.session.rollback()
    return [one.state for one in db.session.query(OutboxMessage).filter_by(kind=kind)]


class TestTheBell:
    def test_counts_what_is_new_until_it_is_marked_as_read(self, house: House, ada: Client) -> None:
        owe(house.ada, 5000)
        pay_cash(house.ada, 5000)
        page = ada.get("/notices")
        assert "1 unread" in page.words
        assert any(title.startswith("Receipt") or "$50.00" in title for title in page.links())
        read = ada.follow(ada.submit(page, action="/notices/read"))
        assert "unread" not in read.words

    def test_shows_nobody_elses(self, app: Flask, house: House) -> None:
        owe(house.ada, 5000)
        pay_cash(house.ada, 5000)
        for person in (house.ben, house.stranger):
            assert "Nothing yet" in signed_in(app, person).get("/notices").main

    def test_of_a_reminder_leads_to_paying(self, house: House, ada: Client) -> None:
        owe(house.ada, 5000, due_in=3)
        remind(house)
        [href] = [href for title, href in ada.get("/notices").links().items() if "is due by" in title]
        assert href == "/payments/pay"


class TestWhatComesByMail:
    def test_is_chosen_by_kind_and_the_rest_stays_in_the_app(
        self, house: House, ada: Client, sandbox: Sandbox
    ) -> None:
        kept = {topic.value: "y" for topic in (Topic.PAYMENTS, Topic.PLANS)}
        ada.post("/notices/mail", kept)
        assert member_of(house.ada).muted == ["reminders"]
        owe(house.ada, 5000, due_in=3)
        remind(house)
        assert states("due_soon") == []
        assert "is due by" not in ada.get("/notices").main
        pay_cash(house.ada, 5000)
        assert sandbox.messages(to=house.ada.email)

    def test_offers_the_weekly_note_to_officers_alone(self, house: House, ada: Client, tess: Client) -> None:
        assert "weekly note" not in ada.get("/notices/mail").main
        assert "weekly note" in tess.get("/notices/mail").main


class TestTheLinkInAMail:
    def stop(self, house: House, sandbox: Sandbox) -> str:
        owe(house.ada, 5000, due_in=3)
        remind(house)
        [message] = [one for one in sandbox.messages(to=house.ada.email) if "is due by" in one.subject]
        [link] = [link for link in message.links if "/messages/stop/" in link]
        assert message.raw["headers"]["List-Unsubscribe"] == f"<{link}>"
        return link[link.index("/messages") :]

    def test_ends_its_kind_without_signing_in_once_the_button_is_pressed(
        self, house: House, client: Client, sandbox: Sandbox
    ) -> None:
        page = client.get(self.stop(house, sandbox))
        assert member_of(house.ada).muted == []
        done = client.follow(client.submit(page))
        assert "You get no more e-mails of this kind" in done.main
        assert member_of(house.ada).muted == [Topic.REMINDERS.value]

    def test_is_pressed_by_a_mail_program_alone_without_a_forms_token(
        self, house: House, client: Client, sandbox: Sandbox
    ) -> None:
        path = self.stop(house, sandbox)
        [message] = [one for one in sandbox.messages(to=house.ada.email) if "is due by" in one.subject]
        assert message.raw["headers"]["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        pressed: dict[str, Any] = {
            "base_url": client.app.config["BASE_URL"],
            "data": {"List-Unsubscribe": "One-Click"},
        }
        answer = client.flask.post(path, **pressed)
        assert (answer.status_code, answer.data) == (200, b"")
        assert member_of(house.ada).muted == [Topic.REMINDERS.value]
        assert client.flask.post(f"{path}x", **pressed).status_code == 404

    def test_that_was_altered_is_none(self, house: House, client: Client, sandbox: Sandbox) -> None:
        path = self.stop(house, sandbox)
        for odd in (path[:-1], path + "x", "/messages/stop/x", "/messages/stop/WzEsMSwicmVtaW5kZXJzIl0.x"):
            client.get(odd, status=404)

    def test_stands_in_no_mail_that_has_to_come(self, house: House, sandbox: Sandbox) -> None:
        owe(house.ada, 5000)
        pay_cash(house.ada, 5000)
        [message, *_] = sandbox.messages(to=house.ada.email)
        assert not [link for link in message.links if "/messages/stop/" in link]
        assert "headers" not in message.raw


class TestAReminder:
    def test_that_waits_is_not_sent_once_it_is_paid(self, house: House, sandbox: Sandbox) -> None:
        owe(house.ada, 5000, due_in=3)
        reminders.send_now(chapter_id=house.ada.chapter_id, member_ids=[house.ada.member_id], by=OPERATOR)
        db.session.query(OutboxMessage).filter_by(kind="due_soon").update(
            {"state": MessageState.QUEUED, "sent_at": None}
        )
        db.session.commit()
        before = len(sandbox.messages(to=house.ada.email))
        pay_cash(house.ada, 5000)
        outbox.deliver()
        assert states("due_soon") == [MessageState.WITHHELD]
        assert len(sandbox.messages(to=house.ada.email)) == before + 1  # the receipt
