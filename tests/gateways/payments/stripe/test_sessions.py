"""Checkout Sessions against the stand-in that checks every request as strictly as Stripe does."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from sandbox import Fault
from sigma_finance.gateways.payments import stripe as gateway
from sigma_finance.gateways.payments.stripe import objects
from sigma_finance.gateways.payments.types import CheckoutRequest, CheckoutSession, UnreadableObject
from tests.sandbox.standing import Stand, order

REQUEST = CheckoutRequest(
    payment_ref="P-7KQ2",
    chapter_slug="sds",
    member_id=7,
    description="Sigma Delta Sigma dues",
    amount_minor=20_000,
    currency="USD",
    customer_email="ada@example.org",
    statement_suffix="SDS DUES",
    success_url="http://localhost:5000/pay/done?session_id={CHECKOUT_SESSION_ID}",
    cancel_url="http://localhost:5000/pay",
)
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


def opened(key: str = "P-7KQ2") -> CheckoutSession:
    return gateway.create_checkout_session(request=REQUEST, idempotency_key=key)


def fetched(session: CheckoutSession) -> CheckoutSession:
    return gateway.get_checkout_session(session_id=session.id)


class TestOpeningAPaymentPage:
    def test_asks_for_the_amount_in_the_chapters_name(self, stand: Stand) -> None:
        session = opened()
        kept = stand.sandbox.session(session.id)
        assert (session.stage, session.method) == ("open", "other")
        assert (session.amount_minor, session.discount_minor, session.currency) == (20_000, 0, "USD")
        assert (session.payment_ref, session.chapter_slug, session.member_id) == ("P-7KQ2", "sds", 7)
        assert (session.payment_intent, session.failure, session.livemode) == (None, None, False)
        assert abs(session.created_at - datetime.now(UTC)) < timedelta(minutes=1)
        assert session.url is not None
        assert kept["client_reference_id"] == "P-7KQ2"
        assert kept["customer_email"] == "ada@example.org"
        assert kept["allow_promotion_codes"] is None

    def test_puts_our_references_and_the_descriptor_on_the_payment(self, stand: Stand) -> None:
        stand.sandbox.pay(opened().id)
        (intent,) = stand.sandbox.every("payment_intent")
        assert intent["metadata"] == {"sigma_payment": "P-7KQ2", "sigma_chapter": "sds", "sigma_member": "7"}
        assert intent["statement_descriptor_suffix"] == "SDS DUES"
        assert intent["description"] == "Sigma Delta Sigma dues"

    def test_gives_the_same_page_for_the_same_key(self, stand: Stand) -> None:
        assert opened() == opened()
        assert len(stand.sandbox.sessions()) == 1

    def test_keeps_another_request_under_the_same_key_in_doubt(self, stand: Stand) -> None:
        opened()
        with pytest.raises(gateway.IdempotencyConflict):
            gateway.create_checkout_session(
                request=replace(REQUEST, amount_minor=100), idempotency_key="P-7KQ2"
            )

    def test_is_refused_below_the_least_amount(self, stand: Stand) -> None:
        with pytest.raises(gateway.ProviderRefused) as caught:
            gateway.create_checkout_session(request=replace(REQUEST, amount_minor=1), idempotency_key="k")
        assert "Nothing was charged." in caught.value.message

    @pytest.mark.parametrize("moment", ["before", "after"])
    def test_makes_one_page_although_the_answer_was_lost(self, stand: Stand, moment: str) -> None:
        stand.sandbox.fault(Fault("/stripe/", kind="drop", moment=moment))  # type: ignore[arg-type]
        session = opened()
        assert [kept["id"] for kept in stand.sandbox.sessions()] == [session.id]

    def test_finds_out_later_what_became_of_a_call_that_failed(self, stand: Stand) -> None:
        stand.sandbox.fault(Fault("/stripe/", kind="drop", moment="after", times=3))
        with pytest.raises(gateway.OutcomeUnknown):
            opened()
        session = opened()
        assert [kept["id"] for kept in stand.sandbox.sessions()] == [session.id]

    def test_is_refused_with_a_key_that_stripe_does_not_know(
        self, stand: Stand, settings: dict[str, str]
    ) -> None:
        settings["STRIPE_SECRET_KEY"] = ""
        with pytest.raises(gateway.KeyRefused):
            opened()


class TestASession:
    def test_that_is_paid_by_card_says_so(self, stand: Stand) -> None:
        session = opened()
        stand.sandbox.pay(session.id)
        found = fetched(session)
        assert (found.stage, found.method) == ("paid", "card")
        assert (found.url, found.failure) == (None, None)
        assert found.payment_intent == stand.sandbox.session(session.id)["payment_intent"]

    def test_that_was_declined_stays_open_and_says_why(self, stand: Stand) -> None:
        session = opened()
        stand.sandbox.decline(session.id)
        found = fetched(session)
        assert found.stage == "open"
        assert (
            found.failure == "The payment was declined. Try another card or bank account, or ask your bank."
        )

    def test_that_was_paid_after_a_decline_has_no_failure(self, stand: Stand) -> None:
        session = opened()
        stand.sandbox.decline(session.id)
        stand.sandbox.pay(session.id)
        assert fetched(session).failure is None

    def test_that_waits_for_the_bank_is_unpaid_and_a_bank_debit(self, stand: Stand) -> None:
        session = opened()
        stand.sandbox.pay_by_bank(session.id)
        found = fetched(session)
        assert (found.stage, found.method) == ("under_way", "bank_debit")
        assert found.failure is None
        stand.sandbox.settle(session.id)
        assert fetched(session).stage == "paid"

    def test_that_the_bank_refused_says_why(self, stand: Stand) -> None:
        session = opened()
        stand.sandbox.pay_by_bank(session.id)
        stand.sandbox.fail(session.id)
        found = fetched(session)
        assert (found.stage, found.method) == ("failed", "bank_debit")
        assert found.failure == "There was not enough money in the account."

    def test_paid_by_card_was_received_at_once_and_tells_its_fee_later(self, stand: Stand) -> None:
        session = opened()
        stand.sandbox.pay(session.id)
        before = fetched(session)
        assert before.fee_minor is None
        stand.sandbox.hasten()
        after = fetched(session)
        (charge,) = stand.sandbox.every("charge")
        assert before.taken_at == after.taken_at == datetime.fromtimestamp(charge["created"], UTC)
        assert after.fee_minor == 610  # 2.9 % and 30 cents of $200

    def test_paid_by_bank_was_received_when_stripe_booked_it(self, stand: Stand) -> None:
        session = opened()
        stand.sandbox.pay_by_bank(session.id)
        assert fetched(session).taken_at is None
        stand.sandbox.settle(session.id)
        assert fetched(session).taken_at is None
        stand.sandbox.hasten()
        (booked,) = stand.sandbox.every("balance_transaction")
        assert fetched(session).taken_at == datetime.fromtimestamp(booked["created"], UTC)

    def test_that_was_never_made_is_missing(self, stand: Stand) -> None:
        with pytest.raises(gateway.ProviderObjectMissing):
            gateway.get_checkout_session(session_id="cs_test_invented")

    def test_of_another_product_carries_none_of_our_references(self, stand: Stand) -> None:
        theirs = stand.client.v1.checkout.sessions.create(order(metadata={"order": "12"}))
        found = gateway.get_checkout_session(session_id=theirs.id)
        assert (found.payment_ref, found.chapter_slug, found.member_id) == (None, None, None)


class TestClosingAPaymentPage:
    def test_leaves_nothing_to_pay_there(self, stand: Stand) -> None:
        session = opened()
        closed = gateway.expire_checkout_session(session_id=session.id, idempotency_key="P-7KQ2-expire")
        assert (closed.stage, closed.url) == ("ended", None)
        assert stand.sandbox.requests()[-1].idempotency_key == "P-7KQ2-expire"

    def test_is_refused_once_it_is_paid(self, stand: Stand) -> None:
        session = opened()
        stand.sandbox.pay(session.id)
        with pytest.raises(gateway.ProviderRefused):
            gateway.expire_checkout_session(session_id=session.id, idempotency_key="k")


class TestListingSessions:
    def test_goes_through_every_page_newest_first(self, stand: Stand) -> None:
        made = [opened(f"P-{number}").id for number in range(103)]
        found = [session.id for session in gateway.list_checkout_sessions(since=LONG_AGO)]
        assert sorted(found) == sorted(made)
        assert len([r for r in stand.sandbox.requests() if r.method == "GET"]) == 2

    def test_begins_at_the_moment_given(self, stand: Stand) -> None:
        opened()
        assert list(gateway.list_checkout_sessions(since=datetime.now(UTC) + timedelta(hours=1))) == []

    def test_knows_method_and_payment_of_each(self, stand: Stand) -> None:
        session = opened()
        stand.sandbox.pay(session.id)
        (found,) = gateway.list_checkout_sessions(since=LONG_AGO)
        assert found == fetched(session)

    def test_names_one_that_cannot_be_read_and_goes_on(
        self, stand: Stand, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        made = [opened(f"P-{number}").id for number in range(3)]
        read = objects.checkout_session

        def read_or_fail(found: Any) -> CheckoutSession:
            if found.id == made[1]:
                raise TypeError
            return read(found)

        monkeypatch.setattr(objects, "checkout_session", read_or_fail)
        found = list(gateway.list_checkout_sessions(since=LONG_AGO))
        assert [session.id for session in found] == made[::-1]
        assert found[1] == UnreadableObject(made[1])

    def test_ends_in_doubt_when_stripe_fails_on_the_way(self, stand: Stand) -> None:
        stand.sandbox.fault(Fault("/stripe/", status=500, times=3))
        with pytest.raises(gateway.OutcomeUnknown):
            list(gateway.list_checkout_sessions(since=LONG_AGO))


class TestFindingASessionByItsPayment:
    def test_finds_the_one(self, stand: Stand) -> None:
        session = opened()
        opened("another")
        stand.sandbox.pay(session.id)
        intent = fetched(session).payment_intent
        assert intent is not None
        found = gateway.find_session_by_payment_intent(payment_intent=intent)
        assert found == fetched(session)

    def test_finds_none_for_a_payment_that_no_page_made(self, stand: Stand) -> None:
        assert gateway.find_session_by_payment_intent(payment_intent="pi_invented") is None
