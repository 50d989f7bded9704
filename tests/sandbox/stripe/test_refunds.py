"""Refunds, by the API and from Stripe's dashboard."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import stripe
import time_machine

from sandbox import Sandbox
from tests.sandbox.standing import Stand, new_session


def paid(stand: Stand, card: str = "4242424242424242") -> stripe.checkout.Session:
    """A session that was paid by card."""
    session = new_session(stand)
    stand.sandbox.pay(session.id, card=card)
    return stand.client.v1.checkout.sessions.retrieve(session.id)


def refund(stand: Stand, session: stripe.checkout.Session, **params: Any) -> stripe.Refund:
    """Refund a session's payment by the API."""
    asked: Any = {"payment_intent": session.payment_intent, **params}
    return stand.client.v1.refunds.create(params=asked, options={"idempotency_key": f"refund {params}"})


def types(sandbox: Sandbox) -> list[str]:
    """The types of all events, in order."""
    return [event["type"] for event in sandbox.events()]


class TestARefund:
    def test_gives_all_back_when_no_amount_is_named(self, stand: Stand) -> None:
        session = paid(stand)
        given = refund(stand, session, reason="requested_by_customer", metadata={"sigma_refund": "1"})
        assert (given.amount, given.status, given.currency) == (20_000, "succeeded", "usd")
        charge = stand.client.v1.charges.retrieve(str(given.charge))
        assert (charge.amount_refunded, charge.refunded) == (20_000, True)
        assert types(stand.sandbox)[-2:] == ["refund.created", "charge.refunded"]
        event = stand.sandbox.event("refund.created")
        assert event["request"]["idempotency_key"].startswith("refund")
        assert event["data"]["object"]["metadata"] == {"sigma_refund": "1"}

    def test_may_be_given_in_parts_up_to_the_whole(self, stand: Stand) -> None:
        session = paid(stand)
        refund(stand, session, amount=5_000)
        with pytest.raises(stripe.InvalidRequestError, match="greater than unrefunded amount") as caught:
            refund(stand, session, amount=15_001)
        assert caught.value.param == "amount"
        refund(stand, session, amount=15_000)
        with pytest.raises(stripe.InvalidRequestError, match="already been refunded") as late:
            refund(stand, session, amount=1)
        assert late.value.code == "charge_already_refunded"
        listed = stand.client.v1.refunds.list(params={"payment_intent": str(session.payment_intent)})
        assert [each.amount for each in listed.data] == [15_000, 5_000]

    def test_by_the_dashboard_names_no_request(self, stand: Stand) -> None:
        stand.sandbox.refund(paid(stand).id, amount=2_500)
        assert stand.sandbox.event("refund.created")["request"] == {"id": None, "idempotency_key": None}

    def test_is_named_by_the_card_network_later(self, stand: Stand) -> None:
        given = refund(stand, paid(stand))
        stand.sandbox.hasten()
        assert types(stand.sandbox)[-1] == "refund.updated"
        details = stand.client.v1.refunds.retrieve(given.id).destination_details
        assert details is not None
        assert details.card is not None
        assert details.card.reference_status == "available"

    @pytest.mark.parametrize("amount", [0, -5])
    def test_is_never_of_nothing_or_less(self, stand: Stand, amount: int) -> None:
        with pytest.raises(stripe.InvalidRequestError, match="Invalid positive integer"):
            refund(stand, paid(stand), amount=amount)

    def test_needs_a_payment_that_succeeded(self, stand: Stand) -> None:
        session = new_session(stand)
        stand.sandbox.decline(session.id)
        declined = stand.client.v1.checkout.sessions.retrieve(session.id)
        with pytest.raises(stripe.InvalidRequestError, match="does not have a successful charge"):
            refund(stand, declined)
        with pytest.raises(stripe.InvalidRequestError, match="No such payment_intent") as caught:
            stand.client.v1.refunds.create(params={"payment_intent": "pi_unknown"})
        assert caught.value.http_status == 404
        with pytest.raises(stripe.InvalidRequestError, match="Missing required param"):
            stand.client.v1.refunds.create()

    def test_is_refused_while_the_payment_is_disputed(self, stand: Stand) -> None:
        session = paid(stand)
        dispute = stand.sandbox.dispute(session.id)
        with pytest.raises(stripe.InvalidRequestError, match="charged back") as caught:
            refund(stand, session)
        assert caught.value.code == "charge_disputed"
        stand.sandbox.win(dispute["id"])
        assert refund(stand, session, amount=100).amount == 100


class TestARefundThatTakesAWhile:
    def test_is_pending_and_then_done(self, stand: Stand) -> None:
        given = refund(stand, paid(stand, card="4000000000007726"))
        assert (given.status, given.pending_reason) == ("pending", "processing")
        stand.sandbox.hasten()
        assert stand.client.v1.refunds.retrieve(given.id).status == "succeeded"
        assert types(stand.sandbox)[-1] == "refund.updated"

    def test_goes_back_to_a_bank_account_in_days(self, stand: Stand) -> None:
        session = new_session(stand)
        stand.sandbox.pay_by_bank(session.id)
        stand.sandbox.settle(session.id)
        given = stand.sandbox.refund(session.id)
        assert given["status"] == "pending"
        assert stand.sandbox.settle_refund(given["id"])["status"] == "succeeded"


class TestARefundThatFails:
    def test_puts_the_money_back(self, stand: Stand) -> None:
        session = paid(stand, card="4000000000005126")
        given = refund(stand, session)
        before = stand.sandbox.balance()
        stand.sandbox.hasten()
        failed = stand.client.v1.refunds.retrieve(given.id)
        assert (failed.status, failed.failure_reason) == ("failed", "lost_or_stolen_card")
        assert types(stand.sandbox)[-2:] == ["refund.updated", "refund.failed"]
        assert stand.sandbox.balance() == before + 20_000
        charge = stand.client.v1.charges.retrieve(str(given.charge))
        assert (charge.amount_refunded, charge.refunded) == (0, False)

    def test_can_be_made_to_by_hand(self, stand: Stand) -> None:
        given = stand.sandbox.refund(paid(stand).id)
        assert stand.sandbox.fail_refund(given["id"])["status"] == "failed"


class TestAnAccountWithAFloor:
    def test_refuses_a_refund_that_would_sink_below_it(self, stand: Stand) -> None:
        session = paid(stand)
        stand.sandbox.bench.settings.refund_floor = 0
        with pytest.raises(stripe.InvalidRequestError) as caught:
            refund(stand, session)
        assert caught.value.code == "balance_insufficient"
        assert refund(stand, session, amount=19_000).status == "succeeded"


class TestAnOldBankDebit:
    def test_is_refunded_no_more(self, stand: Stand) -> None:
        session = new_session(stand)
        stand.sandbox.pay_by_bank(session.id)
        stand.sandbox.settle(session.id)
        session = stand.client.v1.checkout.sessions.retrieve(session.id)
        later = time_machine.travel(datetime.now(UTC) + timedelta(days=181))
        with later, pytest.raises(stripe.InvalidRequestError, match="too old"):
            refund(stand, session)
