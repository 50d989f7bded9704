"""Connected accounts, as the stand-in for Stripe plays them."""

from __future__ import annotations

import pytest
import stripe

from sandbox.engine.settings import ACCOUNT
from tests.sandbox.standing import Stand, order


@pytest.fixture
def account(stand: Stand) -> str:
    return stand.client.v1.accounts.create({"type": "standard", "email": "a@example.org"}).id


class TestAConnectedAccount:
    def test_is_a_standard_one(self, stand: Stand) -> None:
        with pytest.raises(stripe.InvalidRequestError, match="standard"):
            stand.client.v1.accounts.create({"type": "express"})

    def test_takes_no_payments_before_it_is_finished(self, stand: Stand, account: str) -> None:
        with pytest.raises(stripe.InvalidRequestError, match="cannot currently make charges"):
            stand.client.v1.checkout.sessions.create(order(), {"stripe_account": account})
        stand.sandbox.finish_account(account)
        assert stand.client.v1.checkout.sessions.create(order(), {"stripe_account": account}).url

    def test_answers_for_itself_and_the_sandbox_for_its_own(self, stand: Stand, account: str) -> None:
        current = stand.client.v1.accounts.retrieve_current({}, {"stripe_account": account})
        assert current.id == account
        assert stand.client.v1.accounts.retrieve(ACCOUNT).id == ACCOUNT
        assert stand.client.v1.accounts.retrieve_current({}, {"stripe_account": ACCOUNT}).id == ACCOUNT

    def test_sees_its_own_objects_alone(self, stand: Stand, account: str) -> None:
        stand.sandbox.finish_account(account)
        on_it: stripe.RequestOptions = {"stripe_account": account}
        mine = stand.client.v1.customers.create({}, on_it).id
        with pytest.raises(stripe.InvalidRequestError):
            stand.client.v1.customers.retrieve(mine)
        assert stand.client.v1.customers.retrieve(mine, {}, on_it).id == mine
        stand.client.v1.checkout.sessions.create(order(), on_it)
        assert len(stand.client.v1.checkout.sessions.list({}, on_it).data) == 1
        assert stand.client.v1.checkout.sessions.list().data == []

    def test_has_idempotency_keys_of_its_own(self, stand: Stand, account: str) -> None:
        stand.sandbox.finish_account(account)
        made = {
            stand.client.v1.customers.create({}, {"idempotency_key": "k", "stripe_account": account}).id,
            stand.client.v1.customers.create({}, {"idempotency_key": "k", "stripe_account": account}).id,
            stand.client.v1.customers.create({}, {"idempotency_key": "k"}).id,
        }
        assert len(made) == 2

    def test_has_money_of_its_own(self, stand: Stand, account: str) -> None:
        stand.sandbox.finish_account(account)
        for options in ({"stripe_account": account}, {}):
            session = stand.client.v1.checkout.sessions.create(order(), options)  # type: ignore[arg-type]
            stand.sandbox.pay(session.id)
        stand.sandbox.hasten()
        both = [stand.sandbox.balance(account=one) for one in ("", account)]
        assert both[0] == both[1] > 0
        stand.sandbox.pay_out(account=account)
        assert [stand.sandbox.balance(account=one) for one in ("", account)] == [both[0], 0]

    def test_tells_its_news_by_its_name(self, stand: Stand, account: str) -> None:
        stand.sandbox.finish_account(account)
        session = stand.client.v1.checkout.sessions.create(order(), {"stripe_account": account})
        stand.sandbox.take_events()
        stand.sandbox.pay(session.id)
        stand.sandbox.hasten()
        assert {event.get("account") for event in stand.sandbox.take_events()} == {account}
        stand.client.v1.customers.create({})
        assert [event.get("account") for event in stand.sandbox.take_events()] == [None]

    def test_is_out_of_reach_once_it_let_go(self, stand: Stand, account: str) -> None:
        stand.sandbox.take_events()
        stand.sandbox.deauthorize(account)
        [event] = stand.sandbox.take_events()
        assert (event["type"], event["account"]) == ("account.application.deauthorized", account)
        with pytest.raises(stripe.PermissionError):
            stand.client.v1.accounts.retrieve(account)
        with pytest.raises(stripe.PermissionError):
            stand.client.v1.customers.create({}, {"stripe_account": account})
        with pytest.raises(stripe.oauth_error.OAuthError):
            stand.client.oauth.deauthorize({"client_id": "ca_1", "stripe_user_id": account})
