"""Refunds, disputes and fees, as the stand-in for Stripe plays them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from sigma_finance.gateways.payments import stripe as gateway
from sigma_finance.gateways.payments.types import RefundOrder
from tests.sandbox.standing import Stand, order

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


@pytest.fixture
def paid(stand: Stand) -> str:
    """The id of a session that a card has paid."""
    session = stand.client.v1.checkout.sessions.create(order())
    stand.sandbox.pay(session.id)
    return session.id


def intent_of(stand: Stand, session_id: str) -> str:
    return str(stand.sandbox.session(session_id)["payment_intent"])


class TestARefund:
    def test_names_its_payment_and_amount(self, stand: Stand, paid: str) -> None:
        made = stand.sandbox.refund(paid, amount=5_000)
        found = gateway.get_refund(refund_id=made["id"])
        assert (found.payment_intent, found.amount_minor, found.currency) == (
            intent_of(stand, paid),
            5_000,
            "USD",
        )
        assert found.status in ("pending", "succeeded")

    def test_that_failed_says_so(self, stand: Stand, paid: str) -> None:
        made = stand.sandbox.refund(paid)
        stand.sandbox.fail_refund(made["id"])
        assert gateway.get_refund(refund_id=made["id"]).status == "failed"

    def test_is_listed_with_the_others(self, stand: Stand, paid: str) -> None:
        made = {stand.sandbox.refund(paid, amount=amount)["id"] for amount in (1_000, 2_000)}
        assert {refund.id for refund in gateway.list_refunds(since=LONG_AGO)} == made

    def test_that_was_never_made_is_missing(self, stand: Stand) -> None:
        with pytest.raises(gateway.ProviderObjectMissing):
            gateway.get_refund(refund_id="re_invented")

    def test_is_made_once_under_our_own_reference(self, stand: Stand, paid: str) -> None:
        order = RefundOrder("RF-1", intent_of(stand, paid), 5_000)
        first = gateway.create_refund(order=order, idempotency_key="RF-1")
        again = gateway.create_refund(order=order, idempotency_key="RF-1")
        assert (first.id, first.refund_ref, first.amount_minor) == (again.id, "RF-1", 5_000)
        assert gateway.find_refund(payment_intent=order.payment_intent, refund_ref="RF-1") == first
        assert gateway.find_refund(payment_intent=order.payment_intent, refund_ref="RF-2") is None

    def test_that_failed_says_why(self, stand: Stand, paid: str) -> None:
        made = stand.sandbox.refund(paid)
        stand.sandbox.fail_refund(made["id"])
        found = gateway.get_refund(refund_id=made["id"])
        assert found.failure == "The card is not used any more."

    def test_of_more_than_is_left_is_refused(self, stand: Stand, paid: str) -> None:
        intent = intent_of(stand, paid)
        with pytest.raises(gateway.ProviderRefused, match="Nothing was refunded"):
            gateway.create_refund(order=RefundOrder("RF-1", intent, 20_001), idempotency_key="RF-1")
        stand.sandbox.refund(paid)
        with pytest.raises(gateway.ProviderRefused, match="refunded at Stripe already") as refusal:
            gateway.create_refund(order=RefundOrder("RF-2", intent, 1), idempotency_key="RF-2")
        assert refusal.value.code == "charge_already_refunded"


class TestADispute:
    def test_takes_the_amount_and_a_fee_at_once(self, stand: Stand, paid: str) -> None:
        made = stand.sandbox.dispute(paid)
        found = gateway.get_dispute(dispute_id=made["id"])
        assert (found.payment_intent, found.amount_minor) == (intent_of(stand, paid), 20_000)
        assert (found.withdrawn_minor, found.reinstated_minor) == (20_000, 0)
        assert found.fee_minor > 0
        assert (found.status, found.reason) == ("needs_response", "fraudulent")
        assert found.evidence_due_at is not None
        assert found.evidence_due_at.tzinfo is not None

    def test_that_is_won_gives_the_amount_back(self, stand: Stand, paid: str) -> None:
        made = stand.sandbox.dispute(paid)
        stand.sandbox.submit_evidence(made["id"])
        stand.sandbox.win(made["id"])
        found = gateway.get_dispute(dispute_id=made["id"])
        assert (found.status, found.withdrawn_minor, found.reinstated_minor) == ("won", 20_000, 20_000)

    def test_that_is_a_returned_debit_is_lost_at_once(self, stand: Stand) -> None:
        session = stand.client.v1.checkout.sessions.create(order())
        stand.sandbox.pay_by_bank(session.id)
        stand.sandbox.settle(session.id)
        made = stand.sandbox.return_debit(session.id)
        found = gateway.get_dispute(dispute_id=made["id"])
        assert (found.status, found.withdrawn_minor, found.reinstated_minor) == ("lost", 20_000, 0)

    def test_is_listed(self, stand: Stand, paid: str) -> None:
        made = stand.sandbox.dispute(paid)
        assert [dispute.id for dispute in gateway.list_disputes(since=LONG_AGO)] == [made["id"]]


class TestACharge:
    def test_has_no_fee_until_stripe_knows_it(self, stand: Stand, paid: str) -> None:
        charge_id = stand.sandbox.get("payment_intent", intent_of(stand, paid))["latest_charge"]
        before = gateway.get_charge_fee(charge_id=charge_id)
        assert (before.payment_intent, before.fee_minor, before.net_minor) == (
            intent_of(stand, paid),
            None,
            None,
        )
        stand.sandbox.hasten()
        after = gateway.get_charge_fee(charge_id=charge_id)
        assert after.fee_minor is not None
        assert after.net_minor is not None
        assert after.fee_minor + after.net_minor == 20_000
