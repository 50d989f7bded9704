"""The address to which Stripe delivers: what it takes, what it refuses, and what it leaves unchanged."""

from __future__ import annotations

import hashlib
import hmac
import json
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlsplit

import pytest
from flask import Flask
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from sandbox import Fault, Sandbox
from sigma_finance.domain.actors import OPERATOR
from sigma_finance.domain.payments.delivery import EventState
from sigma_finance.domain.payments.payments import PaymentState
from sigma_finance.extensions import db
from sigma_finance.models import JournalEntry, Payment, Receipt, WebhookEvent
from sigma_finance.services.payments import checkout
from tests.harness.client import Client
from tests.routes.house import House, build_house, member_of, owe, payments_of

PATHS = ["/webhook", "/webhook/stripe"]


@pytest.fixture
def house(app: Flask) -> House:
    built = build_house()
    owe(built.ada)
    return built


@pytest.fixture
def paid(house: House, sandbox: Sandbox) -> dict[str, Any]:
    """The event of a payment that nobody has told us of yet."""
    sandbox.pay(press_pay(house))
    return next(e for e in sandbox.take_events() if e["type"] == "checkout.session.completed")


def press_pay(house: House, amount_minor: int = 20000) -> str:
    """Open Checkout for Ada; returns the session's id."""
    checkout.start(
        chapter_id=house.ada.chapter_id, member_id=house.ada.member_id, amount_minor=amount_minor, by=OPERATOR
    )
    return payments_of(house.ada)[-1].stripe_session_id or ""


def deliver(client: Client, payload: bytes, header: str | None, *, path: str = "/webhook") -> TestResponse:
    headers = {"Content-Type": "application/json"} | ({} if header is None else {"Stripe-Signature": header})
    return client.flask.post(path, data=payload, headers=headers, base_url=client.app.config["BASE_URL"])


def tell(client: Client, sandbox: Sandbox, event: dict[str, Any] | str) -> TestResponse:
    signed = sandbox.signed(event)
    return deliver(client, signed.payload, signed.header)


def tell_all(client: Client, sandbox: Sandbox) -> None:
    for event in sandbox.take_events():
        assert tell(client, sandbox, event).status_code == 200


def sign(sandbox: Sandbox, payload: bytes, *, at: int | None = None, scheme: str = "v1") -> str:
    """The header for any body, as Stripe makes it."""
    moment = int(time.time()) if at is None else at
    digest = hmac.new(
        sandbox.settings.webhook_secret.encode(), f"{moment}.".encode() + payload, hashlib.sha256
    ).hexdigest()
    return f"t={moment},{scheme}={digest}"


def count(model: type[Any]) -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def states() -> list[EventState]:
    db.session.rollback()
    return list(db.session.scalars(select(WebhookEvent.state).order_by(WebhookEvent.id)))


class TestAGenuineEvent:
    @pytest.mark.parametrize("path", PATHS)
    def test_is_taken_and_booked(
        self, client: Client, house: House, sandbox: Sandbox, paid: dict[str, Any], path: str
    ) -> None:
        signed = sandbox.signed(paid)
        answer = deliver(client, signed.payload, signed.header, path=path)
        assert (answer.status_code, answer.get_json()) == (200, {"received": True})
        assert member_of(house.ada).balance_minor == 0
        assert payments_of(house.ada)[-1].state is PaymentState.SUCCEEDED

    def test_needs_no_session_no_token_and_no_limit(
        self, client: Client, house: House, sandbox: Sandbox, paid: dict[str, Any]
    ) -> None:
        answers = [tell(client, sandbox, paid).status_code for _ in range(200)]
        assert set(answers) == {200}
        assert count(Receipt) == 1

    def test_is_booked_once_by_twenty_at_once(self, live_server: str, house: House, sandbox: Sandbox) -> None:
        sandbox.pause()
        sandbox.pay(press_pay(house))
        event = next(e for e in sandbox.take_events() if e["type"] == "checkout.session.completed")
        signed = sandbox.signed(event)

        def post(_: int) -> int:
            with closing(HTTPConnection(urlsplit(live_server).netloc, timeout=30)) as connection:
                connection.request("POST", "/webhook", signed.payload, {"Stripe-Signature": signed.header})
                return connection.getresponse().status

        with ThreadPoolExecutor(10) as pool:
            answers = list(pool.map(post, range(20)))
        assert set(answers) <= {200, 503}
        assert 200 in answers
        assert (count(Receipt), count(JournalEntry)) == (1, 2)
        assert member_of(house.ada).balance_minor == 0

    def test_arrives_by_itself_from_the_stand_in(
        self, live_server: str, house: House, sandbox: Sandbox
    ) -> None:
        sandbox.pay(press_pay(house))
        assert sandbox.wait_until_delivered()
        assert member_of(house.ada).balance_minor == 0

    def test_of_a_type_that_nothing_depends_on_is_taken(
        self, client: Client, house: House, sandbox: Sandbox, paid: dict[str, Any]
    ) -> None:
        other = {**paid, "id": "evt_other", "type": "customer.updated"}
        assert tell(client, sandbox, other).status_code == 200
        assert states() == [EventState.IGNORED]
        assert member_of(house.ada).balance_minor == 20000

    def test_of_another_products_session_credits_nobody(
        self, client: Client, house: House, sandbox: Sandbox, paid: dict[str, Any]
    ) -> None:
        other = {
            **paid,
            "id": "evt_other",
            "data": {"object": {**paid["data"]["object"], "id": "cs_test_unknown"}},
        }
        assert tell(client, sandbox, other).status_code == 200
        assert states() == [EventState.QUARANTINED]
        assert member_of(house.ada).balance_minor == 20000

    def test_of_the_other_mode_is_quarantined(
        self, client: Client, house: House, sandbox: Sandbox, paid: dict[str, Any]
    ) -> None:
        assert tell(client, sandbox, {**paid, "id": "evt_live", "livemode": True}).status_code == 200
        assert states() == [EventState.QUARANTINED]
        assert member_of(house.ada).balance_minor == 20000

    def test_that_says_more_than_stripe_took_books_what_stripe_took(
        self, client: Client, house: House, sandbox: Sandbox
    ) -> None:
        sandbox.pay(press_pay(house, 5000))
        event = next(e for e in sandbox.take_events() if e["type"] == "checkout.session.completed")
        told = {**event["data"]["object"], "amount_total": 20000}
        assert tell(client, sandbox, {**event, "data": {"object": told}}).status_code == 200
        assert member_of(house.ada).balance_minor == 15000


class TestWhatIsNotGenuine:
    @pytest.mark.parametrize("path", PATHS)
    @pytest.mark.parametrize(
        "header",
        [
            None,
            "",
            "garbage",
            "t=,v1=",
            "t=1,v1=0",
            "t=abc,v1=def",
            "v1=" + "0" * 64,
            "t=9999999999999999999999,v1=00",
            "t=١٢٣,v1=00".encode().decode("latin-1"),
            "t=1" + ",v1=00" * 2000,
        ],
    )
    def test_is_refused_whatever_the_header(
        self,
        client: Client,
        house: House,
        sandbox: Sandbox,
        paid: dict[str, Any],
        header: str | None,
        path: str,
    ) -> None:
        self.refused(deliver(client, sandbox.signed(paid).payload, header, path=path), house)

    def test_is_refused_with_another_secret(
        self, client: Client, house: House, sandbox: Sandbox, paid: dict[str, Any]
    ) -> None:
        signed = sandbox.signed(paid, secret="whsec_another")
        self.refused(deliver(client, signed.payload, signed.header), house)

    @pytest.mark.parametrize("seconds", [-301, -86400, 301, 86400])
    def test_is_refused_with_an_old_or_a_future_moment(
        self, client: Client, house: House, sandbox: Sandbox, paid: dict[str, Any], seconds: int
    ) -> None:
        signed = sandbox.signed(paid, timestamp=int(time.time()) + seconds + (5 if seconds > 0 else 0))
        self.refused(deliver(client, signed.payload, signed.header), house)

    def test_is_refused_when_the_body_was_altered(
        self, client: Client, house: House, sandbox: Sandbox, paid: dict[str, Any]
    ) -> None:
        signed = sandbox.signed(paid)
        self.refused(deliver(client, signed.payload.replace(b"20000", b"99999"), signed.header), house)

    def test_is_refused_with_the_old_scheme_alone(
        self, client: Client, house: House, sandbox: Sandbox, paid: dict[str, Any]
    ) -> None:
        payload = sandbox.signed(paid).payload
        self.refused(deliver(client, payload, sign(sandbox, payload, scheme="v0")), house)

    def test_is_refused_with_an_empty_body(self, client: Client, house: House, sandbox: Sandbox) -> None:
        self.refused(deliver(client, b"", sign(sandbox, b"")), house)

    def refused(self, answer: TestResponse, house: House) -> None:
        assert answer.status_code == 400
        assert set(answer.get_json()) == {"error"}
        assert "Traceback" not in answer.text
        assert count(WebhookEvent) == 0
        assert member_of(house.ada).balance_minor == 20000


def made(**parts: Any) -> bytes:
    """An event with some parts that Stripe would not send."""
    whole = {
        "object": "event",
        "id": "evt_1",
        "type": "checkout.session.completed",
        "livemode": False,
        "created": 1,
    }
    return json.dumps({**whole, "data": {"object": {}}, **parts}).encode()


ODD = {
    "null": b"null",
    "a list": b"[1]",
    "a number": b"1",
    "true": b"true",
    "a text": b'"text"',
    "an empty object": b"{}",
    "half an object": b"{",
    "no text at all": b"\xff\xfe",
    "a NUL": b"\x00",
    "twenty thousand deep": b"[" * 20000,
    "no type": b'{"object": "event", "id": "evt_1"}',
    "an id that is a number": made(id=5),
    "an id without end": made(id="e" * 5000),
    "an id with a NUL": made(id="evt_\x00"),
    "a type that is a number": made(type=7),
    "a type without end": made(type="x" * 5000),
    "data that is null": made(data=None),
    "data that is a number": made(data=1),
    "data without an object": made(data={}),
    "an object that is a list": made(data={"object": []}),
    "a session without metadata": made(
        data={"object": {"object": "checkout.session", "id": "cs_1", "metadata": None}}
    ),
    "an object's id without end": made(data={"object": {"id": "c" * 5000}}),
    "an object's id with a NUL": made(data={"object": {"id": "cs_\x00"}}),
    "an endless moment": made().replace(b'"created": 1', b'"created": 1e400'),
    "half a surrogate": made(id="\ud800"),
}


class TestAGenuineButOddBody:
    @pytest.mark.parametrize("payload", ODD.values(), ids=ODD.keys())
    def test_is_no_server_error_and_changes_nothing(
        self, client: Client, house: House, sandbox: Sandbox, payload: bytes
    ) -> None:
        answer = deliver(client, payload, sign(sandbox, payload))
        assert answer.status_code in (200, 400)
        assert answer.is_json
        assert member_of(house.ada).balance_minor == 20000
        assert count(JournalEntry) == 1

    def test_does_not_stop_the_next_one(
        self, client: Client, house: House, sandbox: Sandbox, paid: dict[str, Any]
    ) -> None:
        for payload in ODD.values():
            deliver(client, payload, sign(sandbox, payload))
        assert tell(client, sandbox, paid).status_code == 200
        assert member_of(house.ada).balance_minor == 0


class TestTheAddress:
    @pytest.mark.parametrize("path", PATHS)
    @pytest.mark.parametrize("method", ["GET", "PUT", "PATCH", "DELETE"])
    def test_takes_post_alone(self, client: Client, path: str, method: str) -> None:
        answer = client.flask.open(path, method=method, base_url=client.app.config["BASE_URL"])
        assert answer.status_code == 405
        assert "POST" in answer.headers["Allow"]

    def test_bounds_the_body(self, client: Client, house: House, sandbox: Sandbox) -> None:
        payload = json.dumps({"id": "evt_1", "padding": "x" * 1024 * 1024}).encode()
        answer = deliver(client, payload, sign(sandbox, payload))
        assert answer.status_code == 413
        assert answer.get_json() == {"error": "The event is over 1 MB."}
        assert count(WebhookEvent) == 0

    def test_takes_a_body_just_below_the_bound(self, client: Client, sandbox: Sandbox) -> None:
        payload = json.dumps({"padding": "x" * 1000 * 1000}).encode()
        assert deliver(client, payload, sign(sandbox, payload)).status_code == 400

    def test_knows_every_secret_while_one_is_rolled(
        self, client: Client, house: House, sandbox: Sandbox, paid: dict[str, Any]
    ) -> None:
        client.app.config["STRIPE_WEBHOOK_SECRETS"] = ["whsec_new", sandbox.settings.webhook_secret]
        signed = sandbox.signed(paid, secret="whsec_new")
        assert deliver(client, signed.payload, signed.header).status_code == 200
        assert tell(client, sandbox, paid).status_code == 200
        assert member_of(house.ada).balance_minor == 0


class TestWhileStripeIsAway:
    def test_asks_for_the_event_again_and_books_it_then(
        self, client: Client, house: House, sandbox: Sandbox, paid: dict[str, Any]
    ) -> None:
        sandbox.fault(Fault(path="/stripe/", status=503, times=9))
        answer = tell(client, sandbox, paid)
        assert answer.status_code == 503
        assert answer.is_json
        assert states() == [EventState.FAILED]
        assert member_of(house.ada).balance_minor == 20000
        sandbox.clear_faults()
        assert tell(client, sandbox, paid).status_code == 200
        assert states() == [EventState.APPLIED]
        assert member_of(house.ada).balance_minor == 0

    def test_takes_an_event_that_was_tried_for_three_days(
        self, client: Client, house: House, sandbox: Sandbox, paid: dict[str, Any]
    ) -> None:
        old = {**paid, "created": int(time.time()) - 3 * 86400}
        assert tell(client, sandbox, old).status_code == 200
        assert member_of(house.ada).balance_minor == 0


class TestWhatEventsDo:
    def test_unpaid_credits_nothing(self, client: Client, house: House, sandbox: Sandbox) -> None:
        sandbox.pay_by_bank(press_pay(house))
        tell_all(client, sandbox)
        assert member_of(house.ada).balance_minor == 20000
        assert payments_of(house.ada)[-1].state is PaymentState.PROCESSING

    def test_settled_days_later_credits_once(self, client: Client, house: House, sandbox: Sandbox) -> None:
        session_id = press_pay(house)
        sandbox.pay_by_bank(session_id)
        tell_all(client, sandbox)
        sandbox.settle(session_id)
        tell_all(client, sandbox)
        assert member_of(house.ada).balance_minor == 0
        assert count(Receipt) == 1

    def test_a_decline_credits_nothing_and_keeps_checkout_payable(
        self, client: Client, house: House, sandbox: Sandbox
    ) -> None:
        session_id = press_pay(house)
        sandbox.decline(session_id)
        tell_all(client, sandbox)
        payment = payments_of(house.ada)[-1]
        assert (payment.state, bool(payment.problem)) == (PaymentState.PENDING, True)
        assert member_of(house.ada).balance_minor == 20000
        sandbox.pay(session_id)
        tell_all(client, sandbox)
        assert member_of(house.ada).balance_minor == 0

    def test_two_real_payments_in_a_minute_are_both_booked(
        self, client: Client, house: House, sandbox: Sandbox
    ) -> None:
        for amount_minor in (5000, 5000):
            sandbox.pay(press_pay(house, amount_minor))
            tell_all(client, sandbox)
        assert member_of(house.ada).balance_minor == 10000
        assert count(Receipt) == 2

    def test_a_late_expiry_does_not_undo_a_newer_payment(
        self, client: Client, house: House, sandbox: Sandbox
    ) -> None:
        first = press_pay(house, 5000)
        second = press_pay(house)
        sandbox.pay(second)
        events = sandbox.take_events()
        for event in sorted(events, key=lambda e: e["type"] == "checkout.session.expired"):
            assert tell(client, sandbox, event).status_code == 200
        assert sandbox.session(first)["status"] == "expired"
        assert member_of(house.ada).balance_minor == 0
        assert [p.state for p in payments_of(house.ada)] == [PaymentState.EXPIRED, PaymentState.SUCCEEDED]

    def test_any_order_and_number_of_deliveries_comes_to_the_same(
        self, client: Client, house: House, sandbox: Sandbox
    ) -> None:
        session_id = press_pay(house)
        sandbox.pay(session_id)
        sandbox.refund(session_id, amount=5000)
        events = sandbox.take_events()
        for event in [*reversed(events), *events]:
            assert tell(client, sandbox, event).status_code == 200
        assert member_of(house.ada).balance_minor == 5000
        assert count(Payment) == 1
