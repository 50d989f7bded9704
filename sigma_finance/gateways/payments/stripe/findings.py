"""Whether Stripe is set up as the product needs it: an operator asks before the first payment."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from sigma_finance.domain.errors import DomainError
from sigma_finance.extensions import setting
from sigma_finance.gateways.payments.errors import KeyRefused
from sigma_finance.gateways.payments.stripe import calls
from sigma_finance.gateways.payments.stripe.keys import livemode
from sigma_finance.gateways.payments.types import ACCOUNT_EVENT_TYPES, EVENT_TYPES, ProviderFinding

if TYPE_CHECKING:
    import stripe

#: Where the product takes deliveries, below BASE_URL; both mean the same.
WEBHOOK_PATHS = ("/webhook", "/webhook/stripe")

_SECRET = re.compile(r"whsec_[A-Za-z0-9+/=_-]+")
_MODES = {True: "live mode", False: "test mode", None: "a mode that the key does not tell"}
_KEY_REFUSED = "Stripe refuses STRIPE_SECRET_KEY, or the key may not read this. Copy it again."
_LISTEN = "(On your own machine `stripe listen` stands in for an endpoint.)"

_Answer = TypeVar("_Answer")


def check_account(*, own_accounts: bool) -> list[ProviderFinding]:
    """What is right and what is not: the key, the account, the webhook secrets, the endpoint at Stripe.

    With ``own_accounts``, chapters' own, Stripe has to deliver what happens on those as well.
    """
    account = _ask("check_account", lambda stripe: stripe.v1.accounts.retrieve_current())
    endpoints = _ask("check_endpoints", _all_endpoints)
    found = [_key(account), _charges(account), _secrets(), _endpoint(endpoints)]
    return [*found, _connected_endpoint(endpoints)] if own_accounts else found


def _all_endpoints(client: stripe.StripeClient) -> list[stripe.WebhookEndpoint]:
    return list(client.v1.webhook_endpoints.list({"limit": 100}).auto_paging_iter())


def _ask(call: str, question: Callable[[stripe.StripeClient], _Answer]) -> _Answer | DomainError:
    try:
        return calls.ask(call, question)
    except DomainError as error:
        return error


def _unanswered(name: str, error: DomainError) -> ProviderFinding:
    detail = _KEY_REFUSED if isinstance(error, KeyRefused) else f"Stripe could not be asked: {error.message}"
    return ProviderFinding(name, False, detail)


def _key(account: stripe.Account | DomainError) -> ProviderFinding:
    if isinstance(account, DomainError):
        return _unanswered("key", account)
    return ProviderFinding("key", True, f"Stripe takes the key: account {account.id}, {_MODES[livemode()]}.")


def _charges(account: stripe.Account | DomainError) -> ProviderFinding:
    if isinstance(account, DomainError):
        return _unanswered("account", account)
    ok = bool(account.charges_enabled)
    detail = (
        "can take payments." if ok else "cannot take payments yet. Finish its set-up in Stripe's dashboard."
    )
    return ProviderFinding("account", ok, f"The account {detail}")


def _secrets() -> ProviderFinding:
    secrets = setting("STRIPE_WEBHOOK_SECRETS")
    if not secrets:
        problem = (
            "STRIPE_WEBHOOK_SECRET is empty. Copy the endpoint's signing secret from Stripe's dashboard."
        )
    elif not all(_SECRET.fullmatch(secret) for secret in secrets):
        problem = "A signing secret begins with whsec_; one in STRIPE_WEBHOOK_SECRET does not."
    else:
        return ProviderFinding("webhook secret", True, f"Signing secrets in use: {len(secrets)}.")
    return ProviderFinding("webhook secret", False, problem)


def _endpoint(endpoints: list[stripe.WebhookEndpoint] | DomainError) -> ProviderFinding:
    """Whether Stripe delivers to us what happens on the deployment's own account."""
    if isinstance(endpoints, DomainError):
        return _unanswered("endpoint", endpoints)
    own = [endpoint for endpoint in endpoints if not endpoint.application]
    return _delivers("endpoint", own, EVENT_TYPES, f"Add one. {_LISTEN}")


def _connected_endpoint(endpoints: list[stripe.WebhookEndpoint] | DomainError) -> ProviderFinding:
    """Whether it delivers what happens on chapters' own accounts, which takes an endpoint for connected accounts."""
    if isinstance(endpoints, DomainError):
        return _unanswered("connected accounts", endpoints)
    connected = [endpoint for endpoint in endpoints if endpoint.application]
    todo = 'Add one that listens to "Connected accounts", and put its secret beside the first.'
    return _delivers("connected accounts", connected, (*EVENT_TYPES, *ACCOUNT_EVENT_TYPES), todo)


def _delivers(
    name: str, endpoints: list[stripe.WebhookEndpoint], events: tuple[str, ...], todo: str
) -> ProviderFinding:
    """Whether one of these is at our address, switched on, and sends every event that is acted on."""
    addresses = [setting("BASE_URL") + path for path in WEBHOOK_PATHS]
    ours = [endpoint for endpoint in endpoints if endpoint.url.rstrip("/") in addresses]
    enabled = [endpoint for endpoint in ours if endpoint.status == "enabled"]
    missing = _missing_events(enabled, events)
    if not ours:
        problem = f"Stripe has no webhook endpoint for {addresses[0]}. {todo}"
    elif not enabled:
        problem = f"The webhook endpoint for {ours[0].url} is switched off. Switch it on."
    elif missing:
        problem = f"The webhook endpoint does not send these events, so add them: {', '.join(missing)}."
    else:
        return ProviderFinding(name, True, f"Stripe delivers every event that is needed to {enabled[0].url}.")
    return ProviderFinding(name, False, problem)


def _missing_events(endpoints: list[stripe.WebhookEndpoint], events: tuple[str, ...]) -> list[str]:
    sent = {event for endpoint in endpoints for event in endpoint.enabled_events}
    return [] if "*" in sent else [event for event in events if event not in sent]
