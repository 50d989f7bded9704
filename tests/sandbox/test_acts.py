"""Acts that nobody clicks: each does what the page's button does, in one transaction."""

from __future__ import annotations

from typing import Any

import pytest

from sandbox.engine.work import Json
from sandbox.stripe.errors import StripeRefusal
from sandbox.stripe.payments import NotPayable
from tests.sandbox.saving import PAGES, customer, kept
from tests.sandbox.standing import Stand, new_session, order


def intent_of(stand: Stand, session: Json) -> Json:
    """The PaymentIntent of a session."""
    return stand.sandbox.get("payment_intent", session["payment_intent"])


def owed(stand: Stand, account: str) -> str:
    """The id of an intent whose debit from a kept account is under way."""
    known = customer(stand)
    params: Any = {"mode": "setup", "currency": "usd", "customer": known, **PAGES}
    setup = stand.client.v1.checkout.sessions.create(params)
    stand.sandbox.save_bank(setup.id, account=account)
    (method,) = stand.sandbox.every("payment_method")
    return stand.client.v1.payment_intents.create(
        {
            "amount": 5000,
            "currency": "usd",
            "customer": known,
            "payment_method": method["id"],
            "off_session": True,
            "confirm": True,
        }
    ).id


class TestPaying:
    def test_is_by_whom_the_session_names_and_else_by_whom_the_act_does(self, stand: Stand) -> None:
        named = stand.sandbox.pay(new_session(stand).id, email="pat@example.org", name="Pat")
        assert named["customer_details"]["email"] == "mo.member@example.org"
        assert named["customer_details"]["name"] == "Pat"
        params = order()
        del params["customer_email"]
        unnamed = stand.client.v1.checkout.sessions.create(params)
        paid = stand.sandbox.pay(unnamed.id, email="pat@example.org")
        assert paid["customer_details"]["email"] == "pat@example.org"

    def test_takes_a_number_as_it_is_printed(self, stand: Stand) -> None:
        session = stand.sandbox.pay(new_session(stand).id, card="4000 0000 0000 9995")
        assert intent_of(stand, session)["last_payment_error"]["decline_code"] == "insufficient_funds"

    def test_that_cannot_be_changes_nothing(self, stand: Stand) -> None:
        session = new_session(stand).id
        stand.sandbox.pay(session)
        told = stand.sandbox.events()
        for act in (
            stand.sandbox.pay,
            stand.sandbox.pay_by_bank,
            stand.sandbox.promote,
            stand.sandbox.settle,
        ):
            with pytest.raises(NotPayable):
                act(session)
        with pytest.raises(StripeRefusal):
            stand.sandbox.expire(session)
        assert stand.sandbox.events() == told

    def test_leaves_a_declined_session_open_for_another_card(self, stand: Stand) -> None:
        session = new_session(stand).id
        assert stand.sandbox.decline(session)["status"] == "open"
        assert stand.sandbox.pay(session)["payment_status"] == "paid"

    @pytest.mark.parametrize(("passed", "status"), [(True, "paid"), (False, "unpaid")])
    def test_waits_for_the_answer_to_3d_secure(self, stand: Stand, passed: bool, status: str) -> None:
        session = stand.sandbox.pay(new_session(stand).id, card="4000002500003155")
        assert intent_of(stand, session)["status"] == "requires_action"
        assert stand.sandbox.authenticate(session["id"], passed=passed)["payment_status"] == status

    def test_of_nothing_needs_a_code_that_takes_all_off(self, stand: Stand) -> None:
        session = new_session(stand, allow_promotion_codes=True).id
        assert stand.sandbox.promote(session, "HALF50")["amount_total"] == 10_000
        with pytest.raises(NotPayable):
            stand.sandbox.pay_nothing(session)
        assert stand.sandbox.promote(session)["amount_total"] == 0
        assert stand.sandbox.pay_nothing(session)["payment_status"] == "no_payment_required"


class TestKeeping:
    def test_a_card_passes_3d_secure_by_itself(self, stand: Stand) -> None:
        known, method = kept(stand, "4000002500003155")
        assert stand.sandbox.get("payment_method", method)["customer"] == known

    def test_ends_when_the_payer_lets_go_or_the_chapter_removes_them(self, stand: Stand) -> None:
        known, method = kept(stand)
        assert stand.sandbox.let_go(method)["customer"] is None
        stand.sandbox.delete_customer(known)
        assert stand.sandbox.get("customer", known) == {"id": known, "object": "customer", "deleted": True}

    def test_an_account_lets_it_be_debited(self, stand: Stand) -> None:
        intent = owed(stand, "000123456789")
        assert stand.sandbox.settle_debit(intent)["status"] == "succeeded"
        with pytest.raises(NotPayable):
            stand.sandbox.fail_debit(intent)

    def test_an_account_may_refuse_with_the_named_accounts_reason(self, stand: Stand) -> None:
        failed = stand.sandbox.fail_debit(owed(stand, "000123456789"), account="000111111113")
        assert failed["last_payment_error"]["code"] == "account_closed"


class TestGivingBack:
    def test_is_of_all_that_is_left_unless_an_amount_is_named(self, stand: Stand) -> None:
        session = stand.sandbox.pay(new_session(stand).id)
        assert stand.sandbox.refund(session["id"], amount=500)["amount"] == 500
        assert stand.sandbox.refund_intent(session["payment_intent"], amount=1)["amount"] == 1
        assert stand.sandbox.refund(session["id"])["amount"] == 20_000 - 501


class TestABank:
    def test_that_asks_moves_no_money_and_lets_it_be(self, stand: Stand) -> None:
        session = stand.sandbox.pay(new_session(stand).id)["id"]
        stand.sandbox.hasten()
        before = stand.sandbox.balance()
        asked = stand.sandbox.inquire(session)
        assert asked["status"] == "warning_needs_response"
        assert stand.sandbox.close_inquiry(asked["id"])["status"] == "warning_closed"
        assert stand.sandbox.balance() == before

    def test_cannot_dispute_what_nobody_paid(self, stand: Stand) -> None:
        with pytest.raises(StripeRefusal, match="No such payment_intent"):
            stand.sandbox.dispute(new_session(stand).id)
