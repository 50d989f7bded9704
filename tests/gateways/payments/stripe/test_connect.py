"""Chapters' own accounts at the stand-in for Stripe."""

from __future__ import annotations

from typing import Any

import pytest

from sigma_finance.gateways.payments import stripe as gateway
from sigma_finance.gateways.payments.errors import KeyRefused, ProviderObjectMissing, ProviderRefused
from sigma_finance.gateways.payments.types import AccountRequest
from tests.sandbox.standing import Stand

REQUEST = AccountRequest("sds", "Sigma Delta Sigma", "admin@example.org")


class TestOpening:
    def test_makes_a_standard_account_that_lacks_everything(self, stand: Stand) -> None:
        made = gateway.open_account(request=REQUEST, idempotency_key="k")
        assert made.name == "Sigma Delta Sigma"
        assert (made.submitted, made.charges, made.payouts) == (False, False, False)
        assert "The bank account that payouts go to" in made.wants
        kept = stand.sandbox.get("account", made.account)
        assert (kept["type"], kept["email"]) == ("standard", "admin@example.org")
        assert kept["metadata"] == {"sigma_chapter": "sds"}

    def test_twice_under_one_key_makes_one(self, stand: Stand) -> None:
        first, second = (gateway.open_account(request=REQUEST, idempotency_key="k") for _ in range(2))
        assert first == second

    @pytest.mark.parametrize("email", [None, "rené@example.org"])
    def test_leaves_an_address_out_that_stripe_would_refuse(self, stand: Stand, email: str | None) -> None:
        made = gateway.open_account(request=AccountRequest("sds", "Sigma", email), idempotency_key="k")
        assert stand.sandbox.get("account", made.account)["email"] is None


class TestFinishing:
    def test_is_done_on_stripes_pages(self, stand: Stand) -> None:
        account = gateway.open_account(request=REQUEST, idempotency_key="k").account
        address = gateway.link_to_set_up(
            account=account, return_url="https://example.org/back", refresh_url="https://example.org/again"
        )
        assert account in address
        stand.sandbox.finish_account(account)
        found = gateway.get_account(account=account)
        assert (found.submitted, found.charges, found.payouts, found.wants) == (True, True, True, ())

    def test_may_leave_something_out(self, stand: Stand) -> None:
        account = gateway.open_account(request=REQUEST, idempotency_key="k").account
        stand.sandbox.restrict_account(account)
        found = gateway.get_account(account=account)
        assert (found.submitted, found.charges) == (True, False)
        assert found.wants == ("The bank account that payouts go to",)

    def test_needs_an_account_that_is_one(self, stand: Stand) -> None:
        with pytest.raises(ProviderObjectMissing):
            gateway.get_account(account="../secrets")
        with pytest.raises(KeyRefused):
            gateway.get_account(account="acct_1Nobodys")


class TestLettingGo:
    def test_ends_what_the_key_may_do(self, stand: Stand) -> None:
        account = gateway.open_account(request=REQUEST, idempotency_key="k").account
        gateway.let_go_of(account=account)
        with pytest.raises(KeyRefused):
            gateway.get_account(account=account)

    def test_takes_the_platforms_own_id(self, stand: Stand, settings: Any) -> None:
        settings["STRIPE_CLIENT_ID"] = ""
        with pytest.raises(ProviderRefused, match="dashboard"):
            gateway.let_go_of(account="acct_1")
