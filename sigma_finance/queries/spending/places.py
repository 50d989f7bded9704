"""Where a chapter's own money lies that can be spent and moved."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from sigma_finance.domain.books.accounts import BANK_ACCOUNTS, CASH_ACCOUNTS, Account
from sigma_finance.extensions import db
from sigma_finance.models import BankAccount, Posting

#: Money at Stripe comes to the bank by payouts, and is spent from there.
PLACES = tuple(account for account in CASH_ACCOUNTS if account is not Account.CASH_STRIPE)


@dataclass(frozen=True)
class CashPlace:
    """An account that money can be paid from, by its name, with what the books say lies there."""

    account: Account
    name: str
    balance_minor: int


def places(*, chapter_id: int) -> list[CashPlace]:
    """The chapter's places of cash, with what lies in each; a bank account by its own name, the first one always."""
    rows = db.session.execute(
        select(Posting.account, func.sum(Posting.amount_minor))
        .where(Posting.chapter_id == chapter_id, Posting.account.in_(PLACES))
        .group_by(Posting.account)
    )
    found = {account: int(minor) for account, minor in rows}
    named = {Account(one.place.value): one.name for one in _bank_accounts(chapter_id)}
    return [
        CashPlace(account, named.get(account, account.label), found.get(account, 0))
        for account in PLACES
        if account in named or account not in BANK_ACCOUNTS[1:]
    ]


def _bank_accounts(chapter_id: int) -> Sequence[Any]:
    return db.session.execute(
        select(BankAccount.place, BankAccount.name).where(BankAccount.chapter_id == chapter_id)
    ).all()
