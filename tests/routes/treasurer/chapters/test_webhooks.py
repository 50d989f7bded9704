"""The log of Stripe's messages, one message, and having it handled again."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlencode

import pytest
from flask import Flask

from sandbox import Fault, Sandbox
from sigma_finance.domain.actors import OPERATOR
from sigma_finance.domain.payments.delivery import EventState
from sigma_finance.domain.payments.payments import PaymentState
from sigma_finance.extensions import db
from sigma_finance.models import AuditEvent, WebhookEvent
from sigma_finance.services.payments import checkout
from tests.harness.client import Client
from tests.people import open_chapter, signed_in
from tests.routes.house import House, member_of, owe, payments_of

PATH = "/treasurer/webhooks"


def event(chapter_id: int | None, number: int = 1, **values: Any) -> int:
    """A message that was put aside; returns its id."""
    row = WebhookEvent(
        chapter_id=chapter_id,
        **{
            "event_id": f"evt_{number}",
            "type": "charge.updated",
            "object_id": f"ch_{number}",
            "livemode": False,
            "payload": '{"id": "evt", "data": {"client_secret": "hush"}}',
            "state": EventState.QUARANTINED,
            "outcome": "It is not ours.",
            **values,
        },
    )
    db.session.add(row)
    db.session.commit()
    return row.id


@pytest.fixture
def paid(house: House, sandbox: Sandbox) -> int:
    """The message of a payment that nobody could act on; returns its id."""
    owe(house.ada)
    checkout.start(
        chapter_id=house.ada.chapter_id, member_id=house.ada.member_id, amount_minor=20000, by=OPERATOR
    )
    session = payments_of(house.ada)[0].stripe_session_id or ""
    sandbox.pay(session)
    told = next(e for e in sandbox.take_events() if e["type"] == "checkout.session.completed")
    return event(None, object_id=session, type=told["type"], event_id=told["id"], payload=json.dumps(told))


class TestTheLog:
    def test_is_empty_at_first(self, tess: Client) -> None:
        assert "No messages yet" in tess.get(PATH).main

    def test_shows_the_latest_first_and_goes_on_after_fifty(self, house: House, tess: Client) -> None:
        for number in range(51):
            event(house.tess.chapter_id, number)
        first = tess.get(PATH)
        assert first.rows()[1][0] == "Fee known ch_50"
        assert len(tess.get(first.links()["Older"]).rows()) == 2

    @pytest.mark.parametrize(
        ("asked", "found"),
        [
            ({"state": "applied"}, 1),
            ({"q": "REFUND"}, 1),
            ({"q": "evt_1"}, 1),
            ({"q": "ch_2"}, 1),
            ({"from": "2001-01-01", "to": "2002-01-01"}, 0),
            ({"state": "none"}, 2),
        ],
    )
    def test_is_filtered(self, house: House, tess: Client, asked: dict[str, str], found: int) -> None:
        event(house.tess.chapter_id, 1)
        event(house.tess.chapter_id, 2, type="refund.created", state=EventState.APPLIED)
        assert len(tess.get(f"{PATH}?{urlencode(asked)}").rows()[1:]) == found

    def test_says_at_the_field_what_cannot_be_taken(self, tess: Client) -> None:
        assert "Enter a real date" in tess.get(f"{PATH}?from=soon", status=422).errors()["from"]

    def test_shows_nothing_of_another_chapter_nor_of_nobody_knows_whom(
        self, house: House, tess: Client, stranger: Client, paid: int
    ) -> None:
        event(house.tess.chapter_id, 1)
        nobodys = event(None, 2)
        assert len(tess.get(PATH).rows()[1:]) == 2
        assert stranger.get(PATH).rows() == []
        for browser, hidden in ((stranger, paid), (stranger, nobodys), (tess, nobodys)):
            browser.get(f"{PATH}/{hidden}", status=404)
            browser.post(f"{PATH}/{hidden}/handle", status=404)

    def test_shows_what_nobody_claims_to_the_only_chapter(self, app: Flask) -> None:
        people = open_chapter()
        event(None, 1)
        assert len(signed_in(app, people.treasurer).get(PATH).rows()[1:]) == 1


class TestAMessage:
    def test_says_where_it_stands_and_keeps_its_secrets(self, house: House, tess: Client) -> None:
        main = tess.get(f"{PATH}/{event(house.tess.chapter_id)}").main
        assert "Set aside" in main
        assert "It is not ours." in main
        assert "hush" not in main
        assert "(left out)" in main

    def test_is_reached_from_the_problems(self, house: House, tess: Client) -> None:
        number = event(house.tess.chapter_id)
        assert tess.get("/treasurer/problems").links()["Fee known"] == f"{PATH}/{number}"


class TestHandlingAgain:
    def test_books_what_was_paid_once_and_says_so(self, house: House, tess: Client, paid: int) -> None:
        page = tess.get(f"{PATH}/{paid}")
        after = tess.follow(tess.submit(page, action="/handle"))
        assert "The message was applied." in after.words
        assert payments_of(house.ada)[0].state is PaymentState.SUCCEEDED
        assert member_of(house.ada).balance_minor == 0
        assert not [form for form in after.every("form") if form.get("action").endswith("/handle")]
        tess.post(f"{PATH}/{paid}/handle", status=409)
        assert member_of(house.ada).credit_minor == 0

    def test_leaves_a_line_in_the_audit_trail(self, house: House, tess: Client, paid: int) -> None:
        tess.post(f"{PATH}/{paid}/handle")
        line = db.session.query(AuditEvent).filter_by(action="event.handled_again").one()
        assert (line.actor_user_id, line.details) == (house.tess.user_id, {"before": "quarantined"})

    def test_says_that_stripe_does_not_answer(
        self, house: House, tess: Client, sandbox: Sandbox, paid: int
    ) -> None:
        sandbox.fault(Fault(path="/stripe/", status=503, times=9))
        after = tess.follow(tess.post(f"{PATH}/{paid}/handle"))
        assert "could not be handled now" in after.words
        assert db.session.get_one(WebhookEvent, paid, populate_existing=True).state is EventState.FAILED

    def test_says_that_it_still_cannot_be_applied(self, house: House, tess: Client) -> None:
        number = event(house.tess.chapter_id, livemode=True)
        after = tess.follow(tess.post(f"{PATH}/{number}/handle"))
        assert "still cannot be applied" in after.words
        assert "other mode" in after.words

    @pytest.mark.parametrize("state", [EventState.APPLIED, EventState.IGNORED])
    def test_is_not_offered_for_what_is_done_with(
        self, house: House, tess: Client, state: EventState
    ) -> None:
        number = event(house.tess.chapter_id, state=state)
        assert "Handle again" not in tess.get(f"{PATH}/{number}").main
        tess.post(f"{PATH}/{number}/handle", status=409)
