"""What a payer does on the page, told in objects and events."""

from __future__ import annotations

import pytest

from sandbox.engine.work import Bench
from sandbox.stripe import payments, promotions, sessions
from sandbox.stripe.payments import NotPayable
from tests.sandbox.standing import order
from tests.sandbox.stripe.giving import PAYER, card, charge_of, intent_of, told, tried

ASKS = "4000002500003155"
ASKS_THEN_DECLINES = "4000008400001629"


class TestACardThatPays:
    def test_completes_session_intent_and_charge(self, bench: Bench) -> None:
        with bench.changing() as work:
            session = tried(work)
            intent, charge = intent_of(work, session), charge_of(work, session)
            assert told(work) == [
                "payment_intent.created",
                "charge.succeeded",
                "payment_intent.succeeded",
                "checkout.session.completed",
            ]
        assert (session["status"], session["payment_status"], session["url"]) == ("complete", "paid", None)
        assert (intent["status"], intent["amount_received"]) == ("succeeded", 20_000)
        assert (charge["paid"], charge["amount_captured"]) == (True, 20_000)
        assert charge["receipt_url"].endswith(f"/payments/{intent['id']}")

    def test_makes_a_customer_where_one_is_always_wanted(self, bench: Bench) -> None:
        with bench.changing() as work:
            session = sessions.create(work, order(customer_creation="always"))
            payments.pay_by_card(work, session, card=card("4242424242424242"), payer=PAYER, expiry=(1, 2034))
            assert work.get("customer", session["customer"])["email"] == "pat@example.org"
            assert tried(work)["customer"] is None

    def test_is_taken_once(self, bench: Bench) -> None:
        with bench.changing() as work:
            session = tried(work)
            with pytest.raises(NotPayable):
                payments.pay_by_card(work, session, card=card(ASKS), payer=PAYER, expiry=(1, 2034))
            assert len(work.every("charge")) == 1

    def test_no_longer_expires(self, bench: Bench) -> None:
        with bench.changing() as work:
            session = tried(work)
            rows = work.connection.execute("SELECT name FROM jobs WHERE object_id = ?", (session["id"],))
            assert rows.fetchall() == []


class TestACardThatIsDeclined:
    @pytest.mark.parametrize(
        ("number", "code", "reason"),
        [
            ("4000000000000002", "card_declined", "generic_decline"),
            ("4000000000009995", "card_declined", "insufficient_funds"),
            ("4000000000000069", "expired_card", "expired_card"),
            ("4000000000000127", "incorrect_cvc", "incorrect_cvc"),
        ],
    )
    def test_leaves_its_reason_on_intent_and_charge(
        self, bench: Bench, number: str, code: str, reason: str
    ) -> None:
        with bench.changing() as work:
            session = tried(work, number)
            error, charge = intent_of(work, session)["last_payment_error"], charge_of(work, session)
            assert told(work)[-2:] == ["charge.failed", "payment_intent.payment_failed"]
        assert (error["code"], error["decline_code"], error["charge"]) == (code, reason, charge["id"])
        assert (charge["status"], charge["failure_code"], charge["paid"]) == ("failed", code, False)
        assert session["status"] == "open"

    def test_is_tried_on_the_same_intent_again(self, bench: Bench) -> None:
        with bench.changing() as work:
            session = tried(work, "4000000000000002")
            payments.pay_by_card(work, session, card=card("4242424242424242"), payer=PAYER, expiry=(1, 2034))
            assert len(work.every("payment_intent")) == 1
            assert intent_of(work, session)["last_payment_error"] is None
            assert [each["status"] for each in work.every("charge")] == ["succeeded", "failed"]


class TestACardThatAsks:
    def test_takes_nothing_until_it_is_answered(self, bench: Bench) -> None:
        with bench.changing() as work:
            session = tried(work, ASKS)
            intent = intent_of(work, session)
            assert work.every("charge") == []
        assert intent["status"] == "requires_action"
        assert intent["next_action"]["redirect_to_url"]["url"].endswith(f"{session['id']}/authentication")
        with bench.looking() as work:
            assert payments.card_of(work, session) == ASKS

    @pytest.mark.parametrize(
        ("number", "passed", "status", "code"),
        [
            (ASKS, True, "paid", None),
            (ASKS, False, "unpaid", "payment_intent_authentication_failure"),
            (ASKS_THEN_DECLINES, True, "unpaid", "card_declined"),
        ],
    )
    def test_ends_as_the_answer_and_the_card_say(
        self, bench: Bench, number: str, passed: bool, status: str, code: str | None
    ) -> None:
        with bench.changing() as work:
            session = tried(work, number)
            payments.authenticate(work, session, card=card(number), passed=passed)
            intent = intent_of(work, session)
            assert session["payment_status"] == status
            assert (intent["last_payment_error"] or {}).get("code") == code
            assert intent["next_action"] is None
            with pytest.raises(NotPayable):
                payments.authenticate(work, session, card=card(number), passed=True)

    def test_is_shown_as_checked_on_its_charge(self, bench: Bench) -> None:
        with bench.changing() as work:
            session = tried(work, ASKS)
            payments.authenticate(work, session, card=card(ASKS), passed=True)
            checked, plain = charge_of(work, session), charge_of(work, tried(work))
        assert checked["payment_method_details"]["card"]["three_d_secure"]["result"] == "authenticated"
        assert plain["payment_method_details"]["card"]["three_d_secure"] is None


class TestNothingToPay:
    def test_completes_without_an_intent(self, bench: Bench) -> None:
        with bench.changing() as work:
            session = sessions.create(work, order())
            with pytest.raises(NotPayable):
                payments.pay_nothing(work, session, payer=PAYER)
            promotions.apply(work, session, "FREE100")
            payments.pay_nothing(work, session, payer=PAYER)
            assert told(work) == ["checkout.session.completed"]
        assert (session["payment_intent"], session["payment_status"]) == (None, "no_payment_required")
        with bench.looking() as work, pytest.raises(NotPayable):
            payments.intent_of(work, session)
