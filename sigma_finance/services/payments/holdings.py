"""Whether the provider holds what the books say that it does."""

from __future__ import annotations

from itertools import groupby

from sigma_finance.database import transactions
from sigma_finance.database.scopes import across_chapters
from sigma_finance.gateways.payments.providers import provider_on
from sigma_finance.queries.payments import payouts as queries
from sigma_finance.services.books.verify import Difference
from sigma_finance.services.payments import accounts

CHECK = "cash_at_stripe"


@across_chapters()
def differences() -> list[Difference]:
    """Where what the provider holds, or has on its way, is not what all books together say; amounts in minor units.

    Each account is asked for itself; one that was disconnected cannot be. A charge whose fee is not known yet, and what
    another product of the account moved since the last payout, differ for a while. Raises what the provider's port
    declares.
    """
    ours, reachable = queries.held_by_account(), set(accounts.in_use())
    transactions.end_read()
    found = []
    for account, group in groupby(ours, key=lambda one: one.account):
        if account in reachable:
            theirs = provider_on(account).get_holdings()
            found += [
                Difference(
                    CHECK,
                    f"Stripe account {account}" if account else "every chapter",
                    one.currency,
                    str(theirs.get(one.currency, 0)),
                    str(one.minor),
                )
                for one in group
                if theirs.get(one.currency, 0) != one.minor
            ]
    return found
