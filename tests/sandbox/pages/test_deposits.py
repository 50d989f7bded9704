"""The page on which an account that was typed in is confirmed."""

from __future__ import annotations

import pytest
import requests
import stripe

from tests.sandbox.standing import Stand, new_session

TYPED = {"email": "mo@example.org", "name": "Mo Member", "account": "by_hand"}


def typed_in(stand: Stand) -> stripe.PaymentIntent:
    """A session that was paid from an account typed in by hand; returns its intent."""
    session = new_session(stand)
    requests.post(f"{session.url}/bank", data=TYPED, allow_redirects=False, timeout=10)
    (intent,) = stand.client.v1.payment_intents.list().data
    return intent


def page_of(intent: stripe.PaymentIntent) -> str:
    """Where Stripe says that the account is confirmed."""
    assert intent.next_action is not None
    asked = intent.next_action.verify_with_microdeposits
    assert asked is not None
    return asked.hosted_verification_url


def status(stand: Stand, intent: stripe.PaymentIntent) -> str:
    return stand.client.v1.payment_intents.retrieve(intent.id).status


class TestAnAccountThatWasTypedIn:
    @pytest.mark.parametrize(
        ("answer", "becomes"),
        [
            ("right", "processing"),
            ("wrong", "requires_payment_method"),
            ("late", "requires_payment_method"),
        ],
    )
    def test_waits_for_its_owner_who_answers_once(self, stand: Stand, answer: str, becomes: str) -> None:
        intent = typed_in(stand)
        assert status(stand, intent) == "requires_action"
        address = page_of(intent)
        assert "Two small deposits" in requests.get(address, timeout=10).text
        said = requests.post(address, data={"answer": answer}, timeout=10)
        assert "nothing to confirm here any more" in said.text
        assert status(stand, intent) == becomes
        requests.post(address, data={"answer": "right"}, timeout=10)
        assert status(stand, intent) == becomes

    def test_has_no_page_where_there_is_no_such_intent(self, stand: Stand) -> None:
        address = page_of(typed_in(stand))
        assert requests.get(f"{address}x", timeout=10).status_code == 404
