"""Payouts and what is in them, as the stand-in for Stripe plays them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from sigma_finance.domain.payments.payouts import LineKind, PayoutState
from sigma_finance.gateways.payments import stripe as gateway
from sigma_finance.gateways.payments.types import ProviderLine, ProviderPayout
from tests.sandbox.standing import Stand, order

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


@pytest.fixture
def paid(stand: Stand) -> str:
    """The id of a session that a card has paid."""
    session = stand.client.v1.checkout.sessions.create(order())
    stand.sandbox.pay(session.id)
    stand.sandbox.hasten()
    return session.id


def lines(payout_id: str) -> list[ProviderLine]:
    found: list[ProviderLine] = []
    after = None
    while True:
        page = gateway.get_payout_lines(payout_id=payout_id, after=after)
        found += page.lines
        after = page.after
        if after is None:
            return found


class TestAPayout:
    def test_tells_how_far_it_is(self, stand: Stand, paid: str) -> None:
        made = stand.sandbox.pay_out()
        found = gateway.get_payout(payout_id=made["id"])
        assert (found.amount_minor, found.currency, found.account) == (19_390, "USD", "")
        assert (found.state, found.automatic, found.itemised) == (PayoutState.ON_ITS_WAY, True, False)
        assert found.arrives_on - found.made_at.date() == timedelta(days=2)
        stand.sandbox.itemise(made["id"])
        stand.sandbox.arrive(made["id"])
        found = gateway.get_payout(payout_id=made["id"])
        assert (found.state, found.itemised, found.failure) == (PayoutState.PAID, True, "")
        stand.sandbox.fail_payout(made["id"])
        failed = gateway.get_payout(payout_id=made["id"])
        assert (failed.state, "closed" in failed.failure) == (PayoutState.FAILED, True)

    def test_by_hand_can_be_cancelled(self, stand: Stand, paid: str) -> None:
        made = stand.sandbox.pay_out_by_hand(500)
        stand.sandbox.cancel_payout(made["id"])
        found = gateway.get_payout(payout_id=made["id"])
        assert (found.state, found.automatic, found.itemised) == (PayoutState.CANCELLED, False, False)

    def test_is_listed_with_the_others(self, stand: Stand, paid: str) -> None:
        made = {stand.sandbox.pay_out_by_hand(amount)["id"] for amount in (100, 200)}
        assert {one.id for one in gateway.list_payouts(since=LONG_AGO)} == made
        assert all(isinstance(one, ProviderPayout) for one in gateway.list_payouts(since=LONG_AGO))

    def test_that_was_never_made_is_missing(self, stand: Stand) -> None:
        for odd in ("po_invented", "../balance"):
            with pytest.raises(gateway.ProviderObjectMissing):
                gateway.get_payout(payout_id=odd)
            with pytest.raises(gateway.ProviderObjectMissing):
                gateway.get_payout_lines(payout_id=odd, after=None)


class TestItsLines:
    def test_say_what_they_are_about(self, stand: Stand, paid: str) -> None:
        intent = stand.sandbox.session(paid)["payment_intent"]
        stand.sandbox.refund(paid, amount=2_500)
        dispute = stand.sandbox.dispute(paid)
        stand.sandbox.adjust(-50, kind="stripe_fee", words="Radar")
        stand.sandbox.adjust(75)
        failed = stand.sandbox.pay_out()
        stand.sandbox.fail_payout(failed["id"])
        found = {line.kind: line for line in lines(failed["id"])}
        assert sum(line.net_minor for line in found.values()) == failed["amount"]
        payment = found[LineKind.PAYMENT]
        assert (payment.gross_minor, payment.fee_minor, payment.net_minor) == (20_000, 610, 19_390)
        assert (payment.payment_intent, payment.payment_ref) == (intent, "pay_ref_1")
        assert (found[LineKind.REFUND].net_minor, found[LineKind.REFUND].payment_intent) == (-2_500, intent)
        assert found[LineKind.DISPUTE].source_id == dispute["id"]
        assert (found[LineKind.FEE].description, found[LineKind.FEE].source_id) == ("Radar", "")
        assert found[LineKind.ADJUSTMENT].net_minor == 75
        [back] = lines(stand.sandbox.pay_out()["id"])
        assert (back.kind, back.source_id) == (LineKind.PAYOUT, failed["id"])

    def test_come_in_pages(self, stand: Stand) -> None:
        for number in range(1, 102):
            stand.sandbox.adjust(number)
        made = stand.sandbox.pay_out()
        first = gateway.get_payout_lines(payout_id=made["id"], after=None)
        assert (len(first.lines), first.after) == (99, first.lines[-1].id)
        assert [line.net_minor for line in lines(made["id"])] == list(range(101, 0, -1))


class TestWhatStripeHolds:
    def test_counts_what_is_on_its_way_by_currency(self, stand: Stand, paid: str) -> None:
        stand.sandbox.adjust(900, currency="eur")
        stand.sandbox.pay_out_by_hand(1_000)
        moving = stand.sandbox.pay_out_by_hand(2_000)
        assert gateway.get_holdings() == {"USD": 19_390, "EUR": 900}
        stand.sandbox.arrive(moving["id"])
        stand.sandbox.pay_out()
        assert gateway.get_holdings() == {"USD": 17_390, "EUR": 900}
