"""Customers, the account and its endpoint in Stripe's JSON."""

from __future__ import annotations

from pathlib import Path

import stripe

from sandbox.engine.settings import SandboxSettings
from sandbox.stripe import account_objects
from tests.sandbox.standing import options
from tests.sandbox.stripe.fitting import misfits


class TestACustomer:
    def test_is_what_the_library_declares(self) -> None:
        params = {"email": "mo@example.org", "metadata": {"member": "7"}}
        body = account_objects.customer(params, now=5)
        assert misfits(body, stripe.Customer, "customer") == []
        assert (body["email"], body["name"], body["metadata"]) == ("mo@example.org", None, {"member": "7"})
        assert body["invoice_settings"]["default_payment_method"] is None
        assert body["id"] != account_objects.customer(params, now=5)["id"]


class TestTheAccount:
    def test_is_the_settings_in_stripes_words(self) -> None:
        settings = SandboxSettings(
            state_path=Path(), **options(business_name="Tau Beta", descriptor_prefix="TAU", currency="eur")
        )
        body = account_objects.account(settings)
        assert misfits(body, stripe.Account, "account") == []
        assert body["business_profile"]["name"] == "Tau Beta"
        assert body["default_currency"] == "eur"
        assert body["settings"]["card_payments"]["statement_descriptor_prefix"] == "TAU"


class TestTheEndpoint:
    def test_never_shows_its_secret(self) -> None:
        body = account_objects.webhook_endpoint("http://app.example.org/webhook")
        assert misfits(body, stripe.WebhookEndpoint, "endpoint") == []
        assert body["url"] == "http://app.example.org/webhook"
        assert "secret" not in body
