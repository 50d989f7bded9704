"""Fields that are expanded."""

from __future__ import annotations

from typing import Any

import pytest
import stripe

from tests.sandbox.standing import Stand, new_session


class TestExpanding:
    def test_shows_what_is_named_down_to_the_fee(self, stand: Stand) -> None:
        session = new_session(stand)
        stand.sandbox.pay(session.id)
        stand.sandbox.hasten()
        params: Any = {"expand": ["payment_intent.latest_charge.balance_transaction", "line_items"]}
        full = stand.client.v1.checkout.sessions.retrieve(session.id, params=params)
        assert isinstance(full.payment_intent, stripe.PaymentIntent)
        charge = full.payment_intent.latest_charge
        assert isinstance(charge, stripe.Charge)
        assert isinstance(charge.balance_transaction, stripe.BalanceTransaction)
        assert charge.balance_transaction.fee == 610
        assert full.line_items is not None
        assert full.line_items.data[0].description == "Sigma Delta Sigma dues"

    def test_leaves_empty_what_is_empty(self, stand: Stand) -> None:
        session = new_session(stand)
        params: Any = {"expand": ["payment_intent.latest_charge"]}
        assert stand.client.v1.checkout.sessions.retrieve(session.id, params=params).payment_intent is None

    def test_works_in_lists(self, stand: Stand) -> None:
        session = new_session(stand)
        stand.sandbox.pay(session.id)
        params: Any = {"expand": ["data.payment_intent"]}
        (found,) = stand.client.v1.checkout.sessions.list(params=params).data
        assert isinstance(found.payment_intent, stripe.PaymentIntent)

    @pytest.mark.parametrize("path", ["amount_total", "payments", "a.b.c.d.e"])
    def test_refuses_what_cannot_be(self, stand: Stand, path: str) -> None:
        params: Any = {"expand": [path]}
        with pytest.raises(stripe.InvalidRequestError, match="expand"):
            stand.client.v1.checkout.sessions.retrieve(new_session(stand).id, params=params)
