"""Where a chapter's own money lies that can be spent and moved."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select

from sigma_finance.domain.books.accounts import CASH_ACCOUNTS, Account
from sigma_finance.extensions import db
from sigma_finance.models import Posting

#: Money at Stripe comes to the bank by payouts, and is spent from there.
PLACES = tuple(account for account in CASH_ACCOUNTS if account is not Account.CASH_STRIPE)


@dataclass(frozen=True)
class CashPlace:
    """An account that money can be paid from, by its name, with what the books say lies there."""

    account: Account
    name: str
    balance_minor: int


def places(*, chapter_id: int) -> list[CashPlace]:
    """The chapter's places of cash, with what lies in each."""
    rows = db.session.execute(
        select(Posting.account, func.sum(Posting.amount_minor))
        .where(Posting.chapter_id == chapter_id, Posting.account.in_(PLACES))
        .group_by(Posting.account)
    )
    found = {account: int(minor) for account, minor in rows}
    return [CashPlace(account, account.label, found.get(account, 0)) for account in PLACES]
