"""What Stripe sends to the bank, what is in it, and what it holds.

Follows https://docs.stripe.com/reports/payout-reconciliation.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from sigma_finance.gateways.payments.stripe import calls, objects
from sigma_finance.gateways.payments.types import LinePage, ProviderPayout, UnreadableObject

if TYPE_CHECKING:
    import stripe
    from stripe.params import BalanceTransactionListParams

_PAGE = 100
#: A payout that is at neither end is on its way.
_UNDER_WAY = ("pending", "in_transit")


def get_payout(*, payout_id: str) -> ProviderPayout:
    """The payout as Stripe has it now; raises ProviderObjectMissing for one that it doesn't know."""
    known_id = objects.known(payout_id)
    return calls.read(
        objects.payout, calls.ask("get_payout", lambda stripe: stripe.v1.payouts.retrieve(known_id))
    )


def list_payouts(*, since: datetime) -> Iterator[ProviderPayout | UnreadableObject]:
    """Every payout of the account made at or after ``since`` (aware), newest first."""
    start = int(since.timestamp())
    payouts = calls.every(
        "list_payouts", lambda stripe: stripe.v1.payouts.list({"created": {"gte": start}, "limit": _PAGE})
    )
    return calls.read_each(objects.payout, payouts)


def get_payout_lines(*, payout_id: str, after: str | None) -> LinePage:
    """A page of the movements in an automatic payout, newest first, without the payout's own withdrawal."""
    params: BalanceTransactionListParams = {
        "payout": objects.known(payout_id),
        "limit": _PAGE,
        "expand": ["data.source"],
    }
    if after is not None:
        params["starting_after"] = after
    found = calls.ask("get_payout_lines", lambda stripe: stripe.v1.balance_transactions.list(params))
    page = calls.read(objects.line_page, found)
    return replace(page, lines=[line for line in page.lines if line.source_id != payout_id])


def get_holdings() -> Mapping[str, int]:
    """What Stripe holds of the account by currency in minor units: available, pending, and on its way to the bank."""
    found = Counter[str]()
    balance = calls.ask("get_balance", lambda stripe: stripe.v1.balance.retrieve())
    for side in (balance.available, balance.pending):
        found.update({each.currency.upper(): each.amount for each in side})
    for status in _UNDER_WAY:
        for payout in _with_status(status):
            found[payout.currency.upper()] += payout.amount
    return dict(found)


def _with_status(status: str) -> Iterator[stripe.Payout]:
    return calls.every(
        "list_payouts", lambda stripe: stripe.v1.payouts.list({"status": status, "limit": _PAGE})
    )
