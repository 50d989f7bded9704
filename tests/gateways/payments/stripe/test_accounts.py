"""Each call is made on one account, and what is read there says so."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from sigma_finance.gateways.payments import stripe as gateway
from sigma_finance.gateways.payments.errors import KeyRefused
from sigma_finance.gateways.payments.providers import provider_on
from sigma_finance.gateways.payments.stripe import accounts
from tests.sandbox.standing import Stand, order

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


@pytest.fixture
def connected(stand: Stand) -> str:
    """A connected account that takes payments."""
    made = stand.client.v1.accounts.create({"type": "standard"})
    stand.sandbox.finish_account(made.id)
    return made.id


class TestAnAccount:
    def test_is_the_deployments_own_unless_it_is_named(self) -> None:
        assert accounts.current() == ""
        with accounts.on("acct_1"):
            assert accounts.current() == "acct_1"
            with accounts.on("acct_2"):
                assert accounts.current() == "acct_2"
            assert accounts.current() == "acct_1"
        assert accounts.current() == ""

    def test_has_what_was_made_on_it_and_nothing_else(self, stand: Stand, connected: str) -> None:
        own = stand.client.v1.checkout.sessions.create(order()).id
        theirs = stand.client.v1.checkout.sessions.create(order(), {"stripe_account": connected}).id
        assert provider_on(connected).get_checkout_session(session_id=theirs).account == connected
        assert provider_on("").get_checkout_session(session_id=own).account == ""
        for account, unknown in ((connected, own), ("", theirs)):
            with pytest.raises(gateway.ProviderObjectMissing):
                provider_on(account).get_checkout_session(session_id=unknown)

    def test_is_asked_for_every_page_of_a_list(self, stand: Stand, connected: str) -> None:
        for _ in range(101):
            stand.client.v1.checkout.sessions.create(order(), {"stripe_account": connected})
        stand.client.v1.checkout.sessions.create(order())
        listed = provider_on(connected).list_checkout_sessions(since=LONG_AGO)
        first = next(listed)
        assert accounts.current() == ""  # nothing of it is left where the list is read
        found = [first, *listed]
        assert len(found) == 101
        assert {getattr(one, "account", None) for one in found} == {connected}

    def test_that_is_not_connected_is_refused(self, stand: Stand) -> None:
        with pytest.raises(KeyRefused):
            list(provider_on("acct_1Nobodys").list_refunds(since=LONG_AGO))

    def test_names_itself_in_what_moved_there(self, stand: Stand, connected: str) -> None:
        session = stand.client.v1.checkout.sessions.create(order(), {"stripe_account": connected})
        stand.sandbox.pay(session.id)
        stand.sandbox.hasten()
        stand.sandbox.refund(session.id, amount=100)
        dispute = stand.sandbox.dispute(session.id)
        payout = stand.sandbox.pay_out(account=connected)
        asked = provider_on(connected)
        charge = stand.sandbox.every("charge")[0]["id"]
        assert {
            asked.get_dispute(dispute_id=dispute["id"]).account,
            asked.get_payout(payout_id=payout["id"]).account,
            asked.get_charge_fee(charge_id=charge).account,
            *(one.account for one in asked.list_refunds(since=LONG_AGO) if hasattr(one, "account")),
        } == {connected}
        assert asked.get_holdings() == {"USD": stand.sandbox.balance(account=connected) + payout["amount"]}
