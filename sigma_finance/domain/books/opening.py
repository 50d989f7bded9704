"""What a chapter can bring forward when its books begin, and the lines that do so."""

from __future__ import annotations

from collections.abc import Mapping

from sigma_finance.domain.books.accounts import Account
from sigma_finance.domain.books.lines import PostingLine

#: What members owe or have in credit comes with the roster, what is at Stripe from Stripe, and what a bank account held
#: with the account.
OPENED = (
    Account.CASH_ON_HAND,
    Account.PETTY_CASH,
    Account.CASH_BANK,
    Account.HELD_NATIONAL,
    Account.HELD_REGIONAL,
)


def differences(wanted: Mapping[Account, int], held: Mapping[Account, int]) -> list[PostingLine]:
    """The lines from what the books hold of some accounts to what they are to hold, as each is there to hold it."""
    lines = [
        PostingLine(account, account.natural(minor - held.get(account, 0)))
        for account, minor in wanted.items()
        if minor != held.get(account, 0)
    ]
    rest = -sum(line.amount_minor for line in lines)
    return [*lines, PostingLine(Account.OPENING_BALANCE, rest)] if rest else lines
