"""What stands in excess in the tests of payments, and whether everything agrees."""

from __future__ import annotations

from sqlalchemy import func, select

from sandbox import Sandbox
from sigma_finance.domain.books.accounts import Account
from sigma_finance.extensions import db
from sigma_finance.models import Posting
from sigma_finance.queries.members import member_figures
from tests.books import Books, assert_books_hold
from tests.harness.holding import assert_verified


def on(books: Books, account: Account) -> int:
    """What stands on an account of the chapter."""
    db.session.rollback()
    total = select(func.coalesce(func.sum(Posting.amount_minor), 0))
    return (
        db.session.scalar(total.where(Posting.chapter_id == books.chapter_id, Posting.account == account))
        or 0
    )


def excess(books: Books) -> tuple[int, int]:
    """What stands on *disputed in excess*, and what was given up of it."""
    return on(books, Account.DISPUTED_IN_EXCESS), on(books, Account.LOST_DISPUTES)


def assert_holds(books: Books, sandbox: Sandbox) -> None:
    """The books agree with themselves, and their cash at Stripe with Stripe."""
    assert_books_hold(books)
    figures = member_figures.member_figures(chapter_id=books.chapter_id, member_id=books.members[0])
    left = figures.charged_minor - figures.waived_minor - figures.paid_minor
    assert left == figures.balance_minor - figures.credit_minor
    assert_verified()
    db.session.rollback()
    assert on(books, Account.CASH_STRIPE) == sandbox.balance()
