"""What SendGrid tells of messages: genuine or refused, kept once, and three that came back stop an address."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from sandbox import Sandbox
from sandbox.sendgrid import events
from sandbox.sendgrid.events import SignedEvents
from sandbox.sendgrid.outbox import Message
from sigma_finance.domain.payments.delivery import Delivery, MessageState
from sigma_finance.extensions import db
from sigma_finance.models import MailEvent, OutboxMessage
from sigma_finance.services.messages import outbox
from tests.harness.client import Client
from tests.people import signed_in
from tests.routes.house import House, member_of, owe, pay_cash
from tests.routes.treasurer.desk import build_desk

PATH = "/webhook/sendgrid"


@pytest.fixture
def house(app: Flask) -> House:
    return build_desk()


@pytest.fixture
def tess(app: Flask, house: House) -> Client:
    return signed_in(app, house.tess)


def tell(client: Client, delivery: SignedEvents, *, status: int = 200) -> Any:
    answer = client.flask.post(
        PATH, data=delivery.payload, headers=delivery.headers, base_url=client.app.config["BASE_URL"]
    )
    assert answer.status_code == status, answer.get_data(as_text=True)
    return answer.get_json()


def write_to(house: House, sandbox: Sandbox) -> Message:
    """A receipt to Ada, as it was sent."""
    owe(house.ada, 5000)
    pay_cash(house.ada, 5000)
    return sandbox.messages(to=house.ada.email)[0]


def row(message: Message) -> OutboxMessage:
    db.session.rollback()
    return db.session.query(OutboxMessage).filter_by(reference=message.custom_args["message_ref"]).one()


def send(client: Client, message: Message, act: str, **changes: Any) -> None:
    tell(client, events.signed([events.event(message, act, **changes)]))


class TestAnEvent:
    @pytest.mark.parametrize(
        ("act", "known"),
        [
            ("delivered", Delivery.DELIVERED),
            ("deferred", Delivery.DELAYED),
            ("bounce", Delivery.BOUNCED),
            ("dropped", Delivery.DROPPED),
        ],
    )
    def test_says_what_became_of_the_message(
        self, house: House, client: Client, tess: Client, sandbox: Sandbox, act: str, known: Delivery
    ) -> None:
        message = write_to(house, sandbox)
        send(client, message, act)
        assert row(message).delivery is known
        assert known.label in tess.get(f"/treasurer/members/{house.ada.member_id}?tab=messages").main

    def test_is_kept_once_however_often_it_comes(
        self, house: House, client: Client, sandbox: Sandbox
    ) -> None:
        message = write_to(house, sandbox)
        delivery = events.signed([events.event(message, "bounce")] * 2)
        assert [tell(client, delivery) for _ in range(2)] == [{"news": 1}, {"news": 0}]
        assert db.session.query(MailEvent).count() == 1

    def test_counts_in_any_order(self, house: House, client: Client, sandbox: Sandbox) -> None:
        message = write_to(house, sandbox)
        for act in ("bounce", "delivered", "deferred"):
            send(client, message, act)
        assert row(message).delivery is Delivery.BOUNCED

    def test_settles_a_message_whose_answer_was_lost(
        self, house: House, client: Client, sandbox: Sandbox
    ) -> None:
        message = write_to(house, sandbox)
        row(message).state = MessageState.UNKNOWN
        db.session.commit()
        send(client, message, "delivered")
        assert row(message).state is MessageState.SENT

    def test_that_comes_before_the_answer_to_the_sending_is_not_undone_by_it(
        self, house: House, client: Client, sandbox: Sandbox
    ) -> None:
        message = write_to(house, sandbox)
        kept = row(message)
        message_id, kept.state = kept.id, MessageState.SENDING
        kept.context = {**kept.context, "reset_url": "https://dues.example.org/auth/reset/x"}
        db.session.commit()
        send(client, message, "delivered")
        for state in (MessageState.UNKNOWN, MessageState.QUEUED):
            outbox._note(message_id=message_id, state=state, problem="The answer was lost.")
            assert row(message).state is MessageState.SENT
        assert "reset_url" not in row(message).context

    def test_of_a_block_is_a_delay_alone(self, house: House, client: Client, sandbox: Sandbox) -> None:
        message = write_to(house, sandbox)
        send(client, message, "bounce", type="blocked")
        assert row(message).delivery is Delivery.DELAYED

    @pytest.mark.parametrize(
        "event",
        [
            {"event": "open", "sg_event_id": "a", "message_ref": "M-1", "timestamp": 1},
            {"event": "delivered", "sg_event_id": "a", "message_ref": "M-unknown", "timestamp": 1},
            {"event": "delivered", "sg_event_id": "a"},
            {"event": "delivered", "sg_event_id": ["a"], "message_ref": {}, "timestamp": "x"},
            {"event": "delivered", "sg_event_id": "", "message_ref": "", "timestamp": 10**18},
            "text",
            None,
        ],
    )
    def test_of_others_is_nothing(self, client: Client, house: House, event: Any) -> None:
        assert tell(client, events.signed([event])) == {"news": 0}


class TestADeliveryThatIsNotGenuine:
    def test_is_refused_and_changes_nothing(self, house: House, client: Client, sandbox: Sandbox) -> None:
        message = write_to(house, sandbox)
        good = events.signed([events.event(message, "bounce")])
        names = [name for name in good.headers if name.startswith("X-")]
        for odd in (
            SignedEvents(good.payload + b" ", good.headers),
            SignedEvents(good.payload, {}),
            SignedEvents(b"", good.headers),
            *(SignedEvents(good.payload, {**good.headers, name: "1"}) for name in names),
            *(SignedEvents(good.payload, {**good.headers, name: "\xe9"}) for name in names),
            SignedEvents(b"\xff\xfe", good.headers),
        ):
            assert "signature" in tell(client, odd, status=400)["error"]
        assert row(message).delivery is None

    @pytest.mark.parametrize("body", [{}, 1, "x", None])
    def test_signed_but_odd_is_refused(self, client: Client, house: House, body: Any) -> None:
        tell(client, events.signed(body), status=400)

    def test_is_not_listened_to_without_a_key(self, app: Flask, house: House, client: Client) -> None:
        key = app.config["SENDGRID_WEBHOOK_PUBLIC_KEY"]
        app.config["SENDGRID_WEBHOOK_PUBLIC_KEY"] = ""
        try:
            tell(client, events.signed([]), status=404)
        finally:
            app.config["SENDGRID_WEBHOOK_PUBLIC_KEY"] = key

    def test_is_taken_by_post_alone(self, client: Client, house: House) -> None:
        client.get(PATH, status=405)


class TestThreeThatCameBack:
    def bounce(self, house: House, client: Client, sandbox: Sandbox, *acts: str) -> None:
        for act in acts:
            send(client, write_to(house, sandbox), act)

    def test_stop_the_mail_and_tell_the_treasurer(
        self, house: House, client: Client, tess: Client, sandbox: Sandbox
    ) -> None:
        self.bounce(house, client, sandbox, "bounce", "dropped")
        assert member_of(house.ada).mail_stopped_at is None
        self.bounce(house, client, sandbox, "bounce")
        assert member_of(house.ada).mail_stopped_at is not None
        assert [one for one in sandbox.messages(to=house.tess.email) if "no longer reaches" in one.subject]
        before = len(sandbox.messages(to=house.ada.email))
        owe(house.ada, 5000)
        pay_cash(house.ada, 5000)
        assert len(sandbox.messages(to=house.ada.email)) == before
        page = tess.get(f"/treasurer/members/{house.ada.member_id}")
        assert "E-mail no longer reaches them" in page.main
        messages = tess.get(f"/treasurer/members/{house.ada.member_id}?tab=messages")
        assert "In the app only" in messages.main

    def test_stand_among_the_problems(
        self, house: House, client: Client, tess: Client, sandbox: Sandbox
    ) -> None:
        self.bounce(house, client, sandbox, "bounce")
        assert "Bounced" in tess.get("/treasurer/problems").main
        assert "1 e-mail may not have arrived" in tess.get("/treasurer").main

    def test_are_counted_in_a_row(self, house: House, client: Client, sandbox: Sandbox) -> None:
        self.bounce(house, client, sandbox, "bounce", "bounce", "delivered", "bounce", "bounce")
        assert member_of(house.ada).mail_stopped_at is None

    def test_are_forgiven_by_an_officer(
        self, house: House, client: Client, tess: Client, sandbox: Sandbox
    ) -> None:
        self.bounce(house, client, sandbox, "bounce", "bounce", "bounce")
        page = tess.get(f"/treasurer/members/{house.ada.member_id}")
        done = tess.follow(tess.submit(page, action="/mail"))
        assert "goes out to this member again" in done.words
        self.bounce(house, client, sandbox, "bounce", "bounce")
        assert member_of(house.ada).mail_stopped_at is None
        self.bounce(house, client, sandbox, "bounce")
        assert member_of(house.ada).mail_stopped_at is not None
