"""What is spent: each document stands in the books where its state says, and nothing but documents is payable."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, case, func, or_, select

from sigma_finance.domain.books.accounts import HELD_IN_HAND, Account
from sigma_finance.domain.spending.spending import SpendingKind, SpendingState
from sigma_finance.models import Posting, Spending, SpendingEntry
from sigma_finance.queries.books.verify.checks import Check, Statement, of_same

_PAYABLE = (Account.BILLS_PAYABLE, Account.PAYABLE_MEMBERS)


def _sum(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((condition, Posting.amount_minor), else_=0)), 0)


def _documents(chapter_id: Any) -> Any:
    return (
        select(Spending.id)
        .outerjoin(SpendingEntry, of_same(SpendingEntry, SpendingEntry.spending_id, Spending))
        .outerjoin(
            Posting,
            (Posting.chapter_id == SpendingEntry.chapter_id) & (Posting.entry_id == SpendingEntry.entry_id),
        )
        .where(Spending.chapter_id == chapter_id)
        .group_by(Spending.id, Spending.amount_minor, Spending.state, Spending.kind, Spending.category)
    )


def _wrong_categories(chapter_id: Any) -> Statement:
    """A document that is owed or paid stands on its category in full, any other not at all."""
    counts = Spending.state.in_((SpendingState.OWED, SpendingState.PAID))
    amount = case((Spending.kind == SpendingKind.INCOME, -Spending.amount_minor), else_=Spending.amount_minor)
    due = case((counts, amount), else_=0)
    posted = _sum(Posting.account == Spending.category)
    statement: Statement = _documents(chapter_id).add_columns(due, posted).having(posted != due)
    return statement


def _wrong_payables(chapter_id: Any) -> Statement:
    """What is owed stands on *payable* until it is paid."""
    due = case((Spending.state == SpendingState.OWED, -Spending.amount_minor), else_=0)
    posted = _sum(Posting.account.in_(_PAYABLE))
    statement: Statement = _documents(chapter_id).add_columns(due, posted).having(posted != due)
    return statement


def _payable_for_nothing(chapter_id: Any) -> Statement:
    """Nothing but documents of spending stands on *payable*."""
    return (
        select(Posting.id, Posting.amount_minor - Posting.amount_minor, Posting.amount_minor)
        .outerjoin(
            SpendingEntry,
            (SpendingEntry.chapter_id == Posting.chapter_id) & (SpendingEntry.entry_id == Posting.entry_id),
        )
        .where(Posting.chapter_id == chapter_id, Posting.account.in_(_PAYABLE), SpendingEntry.id.is_(None))
    )


def _less_than_none(chapter_id: Any) -> Statement:
    """Of cash in hands there is never less than none."""
    total = func.sum(Posting.amount_minor)
    held: list[ColumnElement[bool]] = [Posting.account == account for account in HELD_IN_HAND]
    return (
        select(Posting.account, total - total, total)
        .where(Posting.chapter_id == chapter_id, or_(*held))
        .group_by(Posting.account)
        .having(total < 0)
    )


CHECKS = (
    Check(
        "spending_booked",
        "What is owed or paid stands on its category, nothing else does.",
        "spending",
        _wrong_categories,
    ),
    Check("spending_payable", "What is owed is payable until it is paid.", "spending", _wrong_payables),
    Check("payable_has_documents", "What is payable is a document's.", "posting", _payable_for_nothing),
    Check("cash_in_hand", "There is never less cash in hand than none.", "account", _less_than_none),
)
