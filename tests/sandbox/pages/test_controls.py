"""The acts that a page plays by name."""

from __future__ import annotations

import pytest

from sandbox.engine.work import Bench, Json, Work
from sandbox.pages import controls
from sandbox.stripe import debits, disputes, payments, sessions
from sandbox.stripe.cards import ACCOUNTS, CARDS, TestAccount
from sandbox.stripe.errors import StripeRefusal
from tests.sandbox.standing import order
from tests.sandbox.stripe.giving import PAYER


def paid(work: Work) -> Json:
    """A session paid by card."""
    session = sessions.create(work, order())
    return payments.pay_by_card(work, session, card=CARDS[0], payer=PAYER, expiry=(12, 2034))


def debited(work: Work, account: TestAccount) -> Json:
    """A session with a debit under way."""
    return debits.begin(work, sessions.create(work, order()), account=account, payer=PAYER)


class TestAnActOnASession:
    def test_that_nobody_knows_is_refused(self, bench: Bench) -> None:
        with bench.changing() as work, pytest.raises(StripeRefusal, match="can't explode"):
            controls.on_session(work, paid(work), "explode")

    @pytest.mark.parametrize(
        ("account", "code"),
        [(ACCOUNTS[0], "insufficient_funds"), (ACCOUNTS[2], "account_closed")],
        ids=["one that settles", "one that is closed"],
    )
    def test_fails_a_debit_for_its_accounts_reason(
        self, bench: Bench, account: TestAccount, code: str
    ) -> None:
        with bench.changing() as work:
            session = debited(work, account)
            controls.on_session(work, session, "fail")
            intent = work.get("payment_intent", session["payment_intent"])
        assert intent["last_payment_error"]["code"] == code

    @pytest.mark.parametrize(
        ("typed", "minor"), [("", 20_000), ("25", 2_500), (" 25.5 ", 2_550), ("0.07", 7), ("199.99", 19_999)]
    )
    def test_refunds_the_typed_amount_or_all(self, bench: Bench, typed: str, minor: int) -> None:
        with bench.changing() as work:
            controls.on_session(work, paid(work), "refund", typed)
            assert [each["amount"] for each in work.every("refund")] == [minor]

    @pytest.mark.parametrize("typed", ["many", "-1", "1e2", "2.555", "25,50", "1234567", "٣"])
    def test_refuses_what_is_no_amount(self, bench: Bench, typed: str) -> None:
        with bench.changing() as work:
            with pytest.raises(StripeRefusal, match="two decimals") as caught:
                controls.on_session(work, paid(work), "refund", typed)
            assert caught.value.param == "amount"
            assert work.every("refund") == []

    def test_returns_a_debit_that_had_settled(self, bench: Bench) -> None:
        with bench.changing() as work:
            session = debited(work, ACCOUNTS[0])
            controls.on_session(work, session, "settle")
            controls.on_session(work, session, "return")
            assert [each["status"] for each in work.every("dispute")] == ["lost"]


class TestAnActOnADispute:
    @pytest.mark.parametrize(
        ("act", "status"),
        [("submit", "under_review"), ("win", "won"), ("win-with-fee", "won"), ("lose", "lost")],
    )
    def test_moves_it_on(self, bench: Bench, act: str, status: str) -> None:
        assert act in controls.DISPUTE_ACTS
        with bench.changing() as work:
            dispute = disputes.open_dispute(work, controls.charge_of(work, paid(work)))
            controls.on_dispute(work, dispute, act)
            assert work.get("dispute", dispute["id"])["status"] == status

    def test_brings_the_fee_back_where_it_says_so(self, bench: Bench) -> None:
        fees = {}
        with bench.changing() as work:
            for act in ("win", "win-with-fee"):
                dispute = disputes.open_dispute(work, controls.charge_of(work, paid(work)))
                controls.on_dispute(work, dispute, act)
                moved = work.get("dispute", dispute["id"])["balance_transactions"]
                fees[act] = sum(each["fee"] for each in moved)
        assert fees == {"win": 1_500, "win-with-fee": 0}


class TestAnActOnARefund:
    @pytest.mark.parametrize(("act", "status"), [("settle", "succeeded"), ("fail", "failed")])
    def test_ends_it(self, bench: Bench, act: str, status: str) -> None:
        assert act in controls.REFUND_ACTS
        with bench.changing() as work:
            session = debited(work, ACCOUNTS[0])
            controls.on_session(work, session, "settle")
            controls.on_session(work, session, "refund")
            (refund,) = work.every("refund")
            assert refund["status"] == "pending"
            controls.on_refund(work, refund, act)
            assert work.get("refund", refund["id"])["status"] == status


class TestACharge:
    def test_is_the_one_that_paid(self, bench: Bench) -> None:
        with bench.changing() as work:
            session = sessions.create(work, order())
            payments.pay_by_card(work, session, card=CARDS[4], payer=PAYER, expiry=(12, 2034))
            payments.pay_by_card(work, session, card=CARDS[0], payer=PAYER, expiry=(12, 2034))
            assert controls.charge_of(work, session)["status"] == "succeeded"

    def test_is_missing_where_nobody_tried_to_pay(self, bench: Bench) -> None:
        with bench.changing() as work, pytest.raises(StripeRefusal, match="No such payment_intent"):
            controls.charge_of(work, sessions.create(work, order()))
