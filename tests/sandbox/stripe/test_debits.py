"""Bank debits: under way first, decided later."""

from __future__ import annotations

from pathlib import Path

import pytest

from sandbox.stripe.payments import NotPayable
from tests.sandbox.standing import Stand, new_session, standing


def begun(stand: Stand, account: str = "000123456789") -> str:
    """The id of a session with a debit under way."""
    session = new_session(stand)
    stand.sandbox.pay_by_bank(session.id, account=account)
    return session.id


def told(stand: Stand) -> list[str]:
    """The types of all events, in order."""
    return [event["type"] for event in stand.sandbox.events()]


class TestABankDebit:
    def test_tells_that_it_is_under_way(self, stand: Stand) -> None:
        begun(stand)
        assert told(stand) == [
            "payment_intent.created",
            "charge.pending",
            "payment_intent.processing",
            "checkout.session.completed",
        ]

    def test_is_paid_when_it_settles(self, stand: Stand) -> None:
        session = stand.sandbox.settle(begun(stand))
        assert (session["status"], session["payment_status"]) == ("complete", "paid")
        assert told(stand)[-3:] == [
            "charge.succeeded",
            "payment_intent.succeeded",
            "checkout.session.async_payment_succeeded",
        ]

    def test_stays_unpaid_when_it_fails_and_says_why(self, stand: Stand) -> None:
        session = stand.sandbox.fail(begun(stand))
        assert (session["status"], session["payment_status"]) == ("complete", "unpaid")
        intent = stand.client.v1.payment_intents.retrieve(session["payment_intent"])
        assert intent.status == "requires_payment_method"
        assert intent.last_payment_error is not None
        assert intent.last_payment_error.code == "insufficient_funds"
        assert told(stand)[-3:] == [
            "charge.failed",
            "payment_intent.payment_failed",
            "checkout.session.async_payment_failed",
        ]

    def test_is_decided_once(self, stand: Stand) -> None:
        session = begun(stand)
        stand.sandbox.fail(session)
        with pytest.raises(NotPayable):
            stand.sandbox.settle(session)

    def test_ends_by_itself_after_a_while_as_its_account_says(self, tmp_path: Path) -> None:
        with standing(tmp_path / "sandbox.sqlite", debit_delay=0.0) as stand:
            settling, failing = begun(stand), begun(stand, account="000111111113")
            retrieve = stand.client.v1.checkout.sessions.retrieve
            assert retrieve(settling).payment_status == "paid"
            assert retrieve(failing).payment_status == "unpaid"
            assert stand.sandbox.event("charge.failed")["data"]["object"]["failure_code"] == "account_closed"

    def test_costs_less_than_a_card(self, stand: Stand) -> None:
        stand.sandbox.settle(begun(stand))
        stand.sandbox.hasten()
        assert stand.sandbox.balance() == 20_000 - 160
