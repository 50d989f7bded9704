"""Whether the provider holds what the books say that it does."""

from __future__ import annotations

from sigma_finance.database import transactions
from sigma_finance.database.scopes import across_chapters
from sigma_finance.gateways.payments.providers import provider
from sigma_finance.queries.payments import payouts as queries
from sigma_finance.services.books.verify import Difference

CHECK = "cash_at_stripe"


@across_chapters()
def differences() -> list[Difference]:
    """Where what the provider holds, or has on its way, is not what all books together say; amounts in minor units.

    A charge whose fee is not known yet, and what another product of the account moved since the last payout, differ
    for a while. Raises what the provider's port declares.
    """
    ours = queries.held_by_currency()
    transactions.end_read()
    theirs = provider().get_holdings()
    return [
        Difference(CHECK, "every chapter", currency, str(theirs.get(currency, 0)), str(minor))
        for currency, minor in sorted(ours.items())
        if theirs.get(currency, 0) != minor
    ]
