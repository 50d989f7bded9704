"""Payments whose money goes to the bank, and where it stands on the way."""

from __future__ import annotations

from sqlalchemy import func, select

from sandbox import Sandbox
from sigma_finance.domain.books.accounts import Account
from sigma_finance.extensions import db
from sigma_finance.models import Posting
from tests.books import Books, charge
from tests.services.payments.paying import deliver, press_pay

#: What is left of 200.00 by card.
NET = 20_000 - 610


def pay_and_know_fee(books: Books, sandbox: Sandbox, *, member: int = 0) -> str:
    """A member is charged 200.00, pays by card, and the fee is booked; returns the session's id."""
    charge(books, books.members[member])
    session_id = press_pay(books, member=member).stripe_session_id or ""
    sandbox.pay(session_id)
    sandbox.hasten()
    deliver(sandbox)
    return session_id


def stands(books: Books) -> dict[Account, int]:
    """What stands on the accounts between the provider and the bank, zeros left out."""
    db.session.rollback()
    total = func.sum(Posting.amount_minor)
    rows = db.session.execute(
        select(Posting.account, total.label("minor"))
        .where(
            Posting.chapter_id == books.chapter_id,
            Posting.account.in_(
                (
                    Account.CASH_STRIPE,
                    Account.IN_TRANSIT,
                    Account.CASH_BANK,
                    Account.DUE_FROM_OPERATOR,
                    Account.UNEXPLAINED,
                )
            ),
        )
        .group_by(Posting.account)
        .having(total != 0)
    )
    return {Account(row.account): int(row.minor) for row in rows}
