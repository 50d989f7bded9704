"""Events: taken in once, handled until they are final."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from sandbox import Fault, Sandbox
from sigma_finance.domain.errors import Unavailable
from sigma_finance.domain.payments.delivery import EventState
from sigma_finance.extensions import db
from sigma_finance.models import WebhookEvent
from sigma_finance.services.payments import webhooks
from tests.books import Books, charge, member_of, open_books
from tests.services.payments.paying import press_pay, redeliver


@pytest.fixture
def books(app: Flask) -> Books:
    made = open_books()
    charge(made, made.members[0])
    return made


class TestAnEvent:
    def test_is_delivered_again_when_stripe_could_not_be_asked(self, books: Books, sandbox: Sandbox) -> None:
        payment = press_pay(books)
        sandbox.pay(payment.stripe_session_id or "")
        [event] = [e for e in sandbox.take_events() if e["type"] == "checkout.session.completed"]
        sandbox.fault(Fault(path="/stripe/v1/checkout/sessions", status=500, times=20))
        with pytest.raises(Unavailable):
            redeliver(sandbox, event["id"])
        stored = db.session.scalars(select(WebhookEvent).where(WebhookEvent.event_id == event["id"])).one()
        assert stored.state is EventState.FAILED
        sandbox.clear_faults()
        assert redeliver(sandbox, event["id"]) is EventState.APPLIED
        assert member_of(books.members[0]).balance_minor == 0

    def test_of_an_unknown_kind_is_kept_as_ignored_with_the_reason(
        self, books: Books, sandbox: Sandbox
    ) -> None:
        press_pay(books)
        body = {
            "id": "evt_other",
            "type": "product.created",
            "object": "event",
            "livemode": False,
            "created": 1,
        }
        signed = sandbox.signed({**body, "data": {"object": {"id": "prod_1", "object": "product"}}})
        event_id = webhooks.receive(payload=signed.payload, signature=signed.header)
        assert webhooks.handle(event_id=event_id) is EventState.IGNORED
        assert db.session.get_one(WebhookEvent, event_id).outcome

    def test_of_the_other_mode_is_quarantined(self, books: Books, sandbox: Sandbox) -> None:
        payment = press_pay(books)
        sandbox.pay(payment.stripe_session_id or "")
        event = {**sandbox.event("checkout.session.completed"), "livemode": True, "id": "evt_live"}
        signed = sandbox.signed(event)
        event_id = webhooks.receive(payload=signed.payload, signature=signed.header)
        assert webhooks.handle(event_id=event_id) is EventState.QUARANTINED
        assert member_of(books.members[0]).balance_minor == 20000
