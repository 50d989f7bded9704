"""Payouts as Stripe makes them: what is in them, how they end, and what comes back."""

from __future__ import annotations

import pytest
import stripe

from sandbox.engine.work import Json
from sandbox.stripe.errors import StripeRefusal
from tests.sandbox.standing import Stand, new_session


def paid(stand: Stand, count: int = 1) -> list[str]:
    """So many payments of $200.00 whose fees are known."""
    sessions = [new_session(stand).id for _ in range(count)]
    for session in sessions:
        stand.sandbox.pay(session)
    stand.sandbox.hasten()
    return sessions


def inside(stand: Stand, payout: Json) -> list[tuple[str, int]]:
    """What is in an automatic payout, newest first."""
    listed = stand.client.v1.balance_transactions.list({"payout": payout["id"], "limit": 2})
    return [(each.type, each.net) for each in listed.auto_paging_iter()]


class TestAnAutomaticPayout:
    def test_holds_everything_since_the_one_before(self, stand: Stand) -> None:
        sessions = paid(stand, 2)
        stand.sandbox.refund(sessions[0], amount=2_500)
        first = stand.sandbox.pay_out()
        assert first["amount"] == 2 * 19_390 - 2_500
        expected = [("payout", -36_280), ("refund", -2_500), ("charge", 19_390), ("charge", 19_390)]
        assert inside(stand, first) == expected
        assert stand.sandbox.balance() == 0
        paid(stand)
        second = stand.sandbox.pay_out()
        assert inside(stand, second) == [("payout", -19_390), ("charge", 19_390)]

    def test_goes_through_its_stages(self, stand: Stand) -> None:
        paid(stand)
        made = stand.sandbox.pay_out()
        assert (made["status"], made["reconciliation_status"]) == ("in_transit", "in_progress")
        stand.sandbox.hasten()
        stand.sandbox.arrive(made["id"])
        found = stand.client.v1.payouts.retrieve(made["id"])
        assert (found.status, found.reconciliation_status) == ("paid", "completed")
        told = [event["type"] for event in stand.sandbox.events() if event["type"].startswith("payout.")]
        assert sorted(told) == [
            "payout.created",
            "payout.paid",
            "payout.reconciliation_completed",
            "payout.updated",
        ]
        stand.sandbox.arrive(made["id"])
        stand.sandbox.itemise(made["id"])
        assert len([one for one in stand.sandbox.events() if one["type"].startswith("payout.")]) == 4

    def test_is_below_zero_where_more_went_back_than_came_in(self, stand: Stand) -> None:
        stand.sandbox.adjust(-1_200, words="Radar")
        made = stand.sandbox.pay_out()
        assert made["amount"] == -1_200
        assert inside(stand, made) == [("payout", 1_200), ("adjustment", -1_200)]
        assert stand.sandbox.balance() == 0

    def test_is_refused_where_nothing_is_left(self, stand: Stand) -> None:
        with pytest.raises(StripeRefusal, match="nothing to pay out"):
            stand.sandbox.pay_out()

    def test_is_of_one_currency(self, stand: Stand) -> None:
        paid(stand)
        stand.sandbox.adjust(500, currency="eur")
        assert stand.sandbox.pay_out(currency="eur")["amount"] == 500
        assert stand.sandbox.pay_out()["amount"] == 19_390

    def test_that_failed_comes_with_the_next(self, stand: Stand) -> None:
        paid(stand)
        first = stand.sandbox.pay_out()
        stand.sandbox.arrive(first["id"])
        failed = stand.sandbox.fail_payout(first["id"])
        assert (failed["status"], failed["failure_code"]) == ("failed", "account_closed")
        assert stand.sandbox.balance() == 19_390
        with pytest.raises(StripeRefusal, match="status is failed"):
            stand.sandbox.fail_payout(first["id"])
        second = stand.sandbox.pay_out()
        assert inside(stand, second) == [("payout", -19_390), ("payout_failure", 19_390)]


class TestAPayoutByHand:
    def test_is_not_itemised(self, stand: Stand) -> None:
        paid(stand)
        made = stand.sandbox.pay_out_by_hand(1_000)
        assert (made["automatic"], made["reconciliation_status"]) == (False, "not_applicable")
        with pytest.raises(stripe.InvalidRequestError, match="automatic transfers, not manual"):
            stand.client.v1.balance_transactions.list({"payout": made["id"]})
        assert stand.sandbox.balance() == 18_390
        assert stand.sandbox.pay_out_by_hand(100, instant=True)["method"] == "instant"

    def test_can_be_taken_back_until_it_leaves(self, stand: Stand) -> None:
        paid(stand)
        made = stand.sandbox.pay_out_by_hand(1_000)
        assert stand.sandbox.cancel_payout(made["id"])["status"] == "canceled"
        assert stand.sandbox.balance() == 19_390
        automatic = stand.sandbox.pay_out()
        for payout in (made, automatic):
            with pytest.raises(StripeRefusal, match="while they are pending"):
                stand.sandbox.cancel_payout(payout["id"])

    def test_is_of_something(self, stand: Stand) -> None:
        with pytest.raises(StripeRefusal, match="positive integer"):
            stand.sandbox.pay_out_by_hand(0)


class TestPayouts:
    def test_are_listed_newest_first_by_status(self, stand: Stand) -> None:
        paid(stand)
        first, second = (stand.sandbox.pay_out_by_hand(amount)["id"] for amount in (100, 200))
        stand.sandbox.arrive(first)
        assert [one.id for one in stand.client.v1.payouts.list().data] == [second, first]
        assert [one.id for one in stand.client.v1.payouts.list({"status": "paid"}).data] == [first]
        named = stand.client.v1.payouts.retrieve(first, {"expand": ["balance_transaction"]})
        assert isinstance(named.balance_transaction, stripe.BalanceTransaction)
        listed = stand.client.v1.balance_transactions.list({"expand": ["data.source"], "limit": 1}).data[0]
        assert isinstance(listed.source, stripe.Payout)

    def test_that_are_invented_are_refused(self, stand: Stand) -> None:
        for ask in (
            lambda: stand.client.v1.payouts.retrieve("po_x"),
            lambda: stand.client.v1.balance_transactions.list({"payout": "po_x"}),
        ):
            with pytest.raises(stripe.InvalidRequestError, match="No such payout"):
                ask()

    def test_arrive_by_themselves(self, stand: Stand) -> None:
        stand.sandbox.settings.payout_delay = 100.0
        stand.sandbox.adjust(500, kind="stripe_fee")
        made = stand.sandbox.pay_out()
        stand.sandbox.hasten()
        assert stand.sandbox.get("payout", made["id"])["status"] == "paid"
