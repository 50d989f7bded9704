"""What an operator is told about the Stripe account."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from sigma_finance.gateways.payments import stripe as gateway
from sigma_finance.gateways.payments.types import EVENT_TYPES, ProviderFinding
from tests.gateways.faulty import CannedAnswer, Server
from tests.sandbox.standing import Stand

Says = Callable[..., Server]
ACCOUNT = {"id": "acct_1", "object": "account", "charges_enabled": True}
ENDPOINT = {
    "id": "we_1",
    "object": "webhook_endpoint",
    "url": "http://localhost:5000/webhook",
    "application": None,
    "status": "enabled",
    "enabled_events": list(EVENT_TYPES),
}
CONNECTED = {**ENDPOINT, "application": "ca_1", "enabled_events": ["*"]}


def told(name: str) -> ProviderFinding:
    return next(finding for finding in gateway.check_account(own_accounts=False) if finding.name == name)


def stripe_has(the_world_says: Says, account: Any = ACCOUNT, endpoints: Any = (ENDPOINT,)) -> None:
    page = {"object": "list", "url": "/v1/webhook_endpoints", "has_more": False, "data": list(endpoints)}
    the_world_says(*(CannedAnswer(body=json.dumps(body).encode()) for body in (account, page)))


class TestAnAccountSetUpAsItShouldBe:
    def test_has_nothing_to_mend(self, the_world_says: Says) -> None:
        stripe_has(the_world_says)
        findings = gateway.check_account(own_accounts=False)
        assert [finding.name for finding in findings] == ["key", "account", "webhook secret", "endpoint"]
        assert all(finding.ok for finding in findings)
        assert "test mode" in findings[0].detail

    def test_is_what_the_sandbox_is(self, stand: Stand) -> None:
        stand.sandbox.settings.webhook_url = "http://localhost:5000/webhook"
        assert all(finding.ok for finding in gateway.check_account(own_accounts=False))


class TestAKey:
    @pytest.mark.parametrize("status", [401, 403])
    def test_that_stripe_refuses_is_the_operators_to_mend(self, the_world_says: Says, status: int) -> None:
        body = {"error": {"type": "invalid_request_error", "message": "Invalid API Key"}}
        the_world_says(CannedAnswer(status=status, body=json.dumps(body).encode()))
        finding = told("key")
        assert not finding.ok
        assert "STRIPE_SECRET_KEY" in finding.detail

    def test_cannot_be_judged_while_stripe_is_away(self, settings: Any) -> None:
        finding = told("key")
        assert not finding.ok
        assert "could not be asked" in finding.detail


class TestAnAccount:
    def test_that_takes_no_payments_yet_is_named(self, the_world_says: Says) -> None:
        stripe_has(the_world_says, account={**ACCOUNT, "charges_enabled": False})
        assert not told("account").ok


class TestTheWebhookSecrets:
    @pytest.mark.parametrize(
        ("secrets", "ok"),
        [
            (["whsec_abc"], True),
            (["whsec_abc", "whsec_def"], True),
            ([], False),
            (["sk_test_1"], False),
            (["whsec_abc", "whsec_"], False),
        ],
    )
    def test_are_there_and_look_like_secrets(
        self, settings: Any, the_world_says: Says, secrets: list[str], ok: bool
    ) -> None:
        stripe_has(the_world_says)
        settings["STRIPE_WEBHOOK_SECRETS"] = secrets
        assert told("webhook secret").ok is ok


@pytest.fixture
def endpoint(the_world_says: Says) -> Callable[..., ProviderFinding]:
    """The finding for endpoints that differ from the right one by these fields."""

    def judge(*changes: dict[str, Any]) -> ProviderFinding:
        stripe_has(the_world_says, endpoints=[{**ENDPOINT, **change} for change in changes])
        return told("endpoint")

    return judge


class TestTheEndpoint:
    def test_may_have_either_address(self, endpoint: Callable[..., ProviderFinding]) -> None:
        assert endpoint({"url": "http://localhost:5000/webhook/stripe"}).ok

    def test_may_send_everything(self, endpoint: Callable[..., ProviderFinding]) -> None:
        assert endpoint({"enabled_events": ["*"]}).ok

    def test_may_be_two_that_share_the_events(self, endpoint: Callable[..., ProviderFinding]) -> None:
        assert endpoint({"enabled_events": EVENT_TYPES[:5]}, {"enabled_events": EVENT_TYPES[5:]}).ok

    def test_has_to_be_there(self, endpoint: Callable[..., ProviderFinding]) -> None:
        finding = endpoint({"url": "https://elsewhere.example.org/webhook"})
        assert not finding.ok
        assert "http://localhost:5000/webhook" in finding.detail

    def test_has_to_be_switched_on(self, endpoint: Callable[..., ProviderFinding]) -> None:
        finding = endpoint({"status": "disabled"})
        assert not finding.ok
        assert "switched off" in finding.detail

    def test_has_to_send_every_event_that_is_acted_on(self, endpoint: Callable[..., ProviderFinding]) -> None:
        finding = endpoint({"enabled_events": ["checkout.session.completed"]})
        assert not finding.ok
        assert "refund.failed" in finding.detail
        assert "checkout.session.completed" not in finding.detail


class TestTheEndpointOfConnectedAccounts:
    """Stripe sends what happens on chapters' own accounts to endpoints of another kind."""

    def told(self, the_world_says: Says, *endpoints: dict[str, Any]) -> ProviderFinding:
        stripe_has(the_world_says, endpoints=endpoints)
        return gateway.check_account(own_accounts=True)[-1]

    def test_is_needed_beside_the_first(self, the_world_says: Says) -> None:
        finding = self.told(the_world_says, ENDPOINT)
        assert (finding.name, finding.ok) == ("connected accounts", False)
        assert "Connected accounts" in finding.detail

    def test_has_to_tell_how_the_accounts_stand(self, the_world_says: Says) -> None:
        finding = self.told(the_world_says, ENDPOINT, {**CONNECTED, "enabled_events": list(EVENT_TYPES)})
        assert "account.application.deauthorized" in finding.detail

    def test_is_right_where_it_tells_all(self, the_world_says: Says) -> None:
        assert self.told(the_world_says, ENDPOINT, CONNECTED).ok

    def test_stands_in_for_no_endpoint_of_the_deployments_own(self, the_world_says: Says) -> None:
        stripe_has(the_world_says, endpoints=[CONNECTED])
        assert not told("endpoint").ok

    def test_cannot_be_judged_while_stripe_is_away(self, settings: Any) -> None:
        assert not gateway.check_account(own_accounts=True)[-1].ok
