"""Payment methods that Stripe keeps: saved in setup mode, and let go."""

from __future__ import annotations

from typing import Any

import pytest
import stripe

from sandbox.engine.work import Bench
from sandbox.stripe import account_objects, saved
from sandbox.stripe.cards import CARDS
from tests.sandbox.saving import PAGES, customer, kept
from tests.sandbox.standing import Stand
from tests.sandbox.stripe.giving import PAYER, told


class TestASetup:
    def test_takes_nothing_and_keeps_the_method(self, stand: Stand) -> None:
        known, method = kept(stand)
        assert stand.client.v1.payment_methods.retrieve(method).customer == known
        assert stand.sandbox.every("payment_intent") == []

    @pytest.mark.parametrize("name", ["currency", "customer"])
    def test_needs_to_know_for_whom_and_in_what(self, stand: Stand, name: str) -> None:
        params: Any = {"mode": "setup", "currency": "usd", "customer": customer(stand), **PAGES}
        del params[name]
        with pytest.raises(stripe.InvalidRequestError) as caught:
            stand.client.v1.checkout.sessions.create(params)
        assert caught.value.param == name

    def test_takes_no_lines(self, stand: Stand) -> None:
        params: Any = {"mode": "setup", "currency": "usd", "customer": customer(stand), **PAGES}
        params["line_items"] = [{"quantity": 1}]
        with pytest.raises(stripe.InvalidRequestError) as caught:
            stand.client.v1.checkout.sessions.create(params)
        assert caught.value.param == "line_items"


class TestAMethodLetGo:
    def test_belongs_to_nobody_and_is_nobodys_choice(self, bench: Bench) -> None:
        with bench.changing() as work:
            owner = work.add(account_objects.customer({}, now=work.now))
            method = saved.add_card(work, owner, card=CARDS[0], payer=PAYER, expiry=(12, 2034))
            settings = work.get("customer", owner["id"])["invoice_settings"]
            assert settings["default_payment_method"] == method["id"]
            saved.detach(work, method)
            settings = work.get("customer", owner["id"])["invoice_settings"]
            assert settings["default_payment_method"] is None
            assert work.get("payment_method", method["id"])["customer"] is None
            assert told(work)[-2:] == ["customer.updated", "payment_method.detached"]

    def test_of_another_choice_leaves_that_one(self, bench: Bench) -> None:
        with bench.changing() as work:
            owner = work.add(account_objects.customer({}, now=work.now))
            first, second = (
                saved.add_card(work, owner, card=CARDS[0], payer=PAYER, expiry=(12, 2034)) for _ in range(2)
            )
            saved.detach(work, first)
            settings = work.get("customer", owner["id"])["invoice_settings"]
            assert settings["default_payment_method"] == second["id"]
