"""Chapters' own accounts: opened for them as standard accounts, finished on Stripe's pages, let go of again.

Follows https://docs.stripe.com/connect/standard-accounts and https://docs.stripe.com/connect/hosted-onboarding. These
calls are the deployment's own, about an account; what happens on one is asked with ``Stripe-Account``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sigma_finance.extensions import setting
from sigma_finance.gateways.payments.errors import ProviderRefused
from sigma_finance.gateways.payments.stripe import calls, objects
from sigma_finance.gateways.payments.types import AccountRequest, OwnAccount

if TYPE_CHECKING:
    from stripe.params import AccountCreateParams, AccountLinkCreateParams


def open_account(*, request: AccountRequest, idempotency_key: str) -> OwnAccount:
    """Open a standard account for a chapter; asked twice under one key, it is opened once."""
    params: AccountCreateParams = {
        "type": "standard",
        "business_type": "non_profit",
        "business_profile": {"name": request.name},
        "metadata": {objects.CHAPTER: request.chapter_slug},
    }
    if request.email and request.email.isascii():
        params["email"] = request.email
    made = calls.ask(
        "open_account",
        lambda stripe: stripe.v1.accounts.create(params, {"idempotency_key": idempotency_key}),
        so="No account was opened.",
    )
    return calls.read(objects.own_account, made)


def get_account(*, account: str) -> OwnAccount:
    """An account as Stripe has it now; raises ProviderObjectMissing, KeyRefused for one that is not connected."""
    known_id = objects.known(account)
    found = calls.ask("get_account", lambda stripe: stripe.v1.accounts.retrieve(known_id))
    return calls.read(objects.own_account, found)


def link_to_set_up(*, account: str, return_url: str, refresh_url: str) -> str:
    """A way to Stripe's pages that ask for what an account lacks, good once and for minutes; returns its address."""
    params: AccountLinkCreateParams = {
        "account": objects.known(account),
        "type": "account_onboarding",
        "return_url": return_url,
        "refresh_url": refresh_url,
    }
    return calls.ask("link_to_set_up", lambda stripe: stripe.v1.account_links.create(params)).url


def let_go_of(*, account: str) -> None:
    """Give up access to an account, for ever; raises ProviderRefused where the deployment cannot do that itself."""
    client_id = setting("STRIPE_CLIENT_ID")
    if not client_id:
        raise ProviderRefused("Disconnect it in Stripe's dashboard, under the account's connected platforms.")
    known_id = objects.known(account)
    calls.ask(
        "let_go_of",
        lambda stripe: stripe.oauth.deauthorize({"client_id": client_id, "stripe_user_id": known_id}),
        so="It is still connected.",
    )
