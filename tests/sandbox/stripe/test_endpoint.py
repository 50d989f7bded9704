"""The key with which Stripe's API is asked."""

from __future__ import annotations

import pytest
import requests
import stripe

from tests.sandbox.standing import Stand, client_for


class TestTheKey:
    def test_is_asked_for(self, stand: Stand) -> None:
        answer = requests.get(f"{stand.url}/stripe/v1/balance", timeout=5)
        assert answer.status_code == 401
        assert "did not provide an API key" in answer.json()["error"]["message"]
        assert answer.headers["WWW-Authenticate"] == 'Basic realm="Stripe"'

    @pytest.mark.parametrize("key", ["sk_live_real", "pk_test_sandbox", "nonsense"])
    def test_must_be_a_secret_test_key(self, stand: Stand, key: str) -> None:
        with pytest.raises(stripe.AuthenticationError, match="Invalid API Key provided") as caught:
            client_for(stand.url, key).v1.balance.retrieve()
        assert key not in str(caught.value)

    def test_may_be_one_of_those_that_the_sandbox_was_given(self, stand: Stand) -> None:
        stand.sandbox.settings.api_keys = ("sk_test_ours",)
        client_for(stand.url, "sk_test_ours").v1.balance.retrieve()
        with pytest.raises(stripe.AuthenticationError):
            stand.client.v1.balance.retrieve()

    def test_may_come_as_a_basic_user(self, stand: Stand) -> None:
        answer = requests.get(f"{stand.url}/stripe/v1/balance", auth=("sk_test_x", ""), timeout=5)
        assert answer.status_code == 200
        assert answer.headers["Request-Id"].startswith("req_")

    def test_opens_no_other_account(self, stand: Stand) -> None:
        with pytest.raises(stripe.PermissionError):
            stand.client.v1.balance.retrieve(options={"stripe_account": "acct_other"})
