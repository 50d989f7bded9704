"""What the sandbox's Stripe account holds, and the fees that become known later."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from sandbox.stripe import balance
from tests.sandbox.standing import Stand, new_session


class TestTheFee:
    def test_comes_a_little_later_with_an_update_of_the_charge(self, stand: Stand) -> None:
        session = new_session(stand)
        stand.sandbox.pay(session.id)
        (charge,) = stand.sandbox.every("charge")
        assert charge["balance_transaction"] is None
        assert stand.sandbox.balance() == 0
        stand.sandbox.hasten()
        event = stand.sandbox.event("charge.updated")
        assert event["data"]["previous_attributes"] == {"balance_transaction": None}
        transaction = stand.client.v1.balance_transactions.retrieve(
            event["data"]["object"]["balance_transaction"]
        )
        assert (transaction.amount, transaction.fee, transaction.net) == (20_000, 610, 19_390)
        stand.sandbox.hasten()
        assert len(stand.sandbox.events("charge.updated")) == 1

    @given(st.integers(50, 99_999_999))
    def test_is_never_more_than_a_twentieth_and_thirty_cents(self, amount: int) -> None:
        card = {"amount": amount, "payment_method_details": {"type": "card"}}
        bank = {"amount": amount, "payment_method_details": {"type": "us_bank_account"}}
        assert 30 < balance.fee_of(card) <= 30 + amount // 20
        assert balance.fee_of(bank) <= min(500, balance.fee_of(card))


class TestTheBalance:
    def test_is_payments_less_fees_refunds_and_disputes(self, stand: Stand) -> None:
        sessions = [new_session(stand).id for _ in range(3)]
        for session in sessions:
            stand.sandbox.pay(session)
        stand.sandbox.refund(sessions[0], amount=2_500)
        stand.sandbox.dispute(sessions[1])
        stand.sandbox.hasten()
        expected = 3 * (20_000 - 610) - 2_500 - 21_500
        assert stand.sandbox.balance() == expected
        report = stand.client.v1.balance.retrieve()
        assert sum(each.amount for each in report.pending) + report.available[0].amount == expected
        listed = stand.client.v1.balance_transactions.list(params={"limit": 100})
        assert sum(each.net for each in listed.data) == expected
        assert {each.type for each in listed.data} == {"charge", "refund", "adjustment"}

    def test_counts_a_charge_before_its_refund_even_when_the_fee_was_not_known(self, stand: Stand) -> None:
        session = new_session(stand)
        stand.sandbox.pay(session.id)
        stand.sandbox.refund(session.id)
        assert stand.sandbox.balance() == -610
