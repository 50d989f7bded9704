"""Which provider takes payments: the one place that names a vendor."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, cast

from sigma_finance.gateways.payments import stripe
from sigma_finance.gateways.payments.port import Deployment, ProviderAccount


def provider() -> Deployment:
    """The provider as the deployment has it: its deliveries, its key, the accounts connected to it."""
    return stripe


def provider_on(account: str) -> ProviderAccount:
    """The provider with every call made on one account: empty for the deployment's own."""
    return cast("ProviderAccount", _OnAccount(account))


class _OnAccount:
    """The provider's calls, each made on one account."""

    def __init__(self, account: str) -> None:
        self._account = account

    def __getattr__(self, name: str) -> Callable[..., Any]:
        return partial(_call, self._account, getattr(stripe, name))


def _call(account: str, question: Callable[..., Any], **asked: Any) -> Any:
    with stripe.on(account):
        answer = question(**asked)
    return _each(account, answer) if isinstance(answer, Iterator) else answer


def _each(account: str, answers: Iterator[Any]) -> Iterator[Any]:
    """A list asks for its next page while it is read: on the same account."""
    while True:
        with stripe.on(account):
            try:
                found = next(answers)
            except StopIteration:
                return
        yield found
