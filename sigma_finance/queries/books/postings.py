"""What the ledger reads: rows under lock, and sums of postings."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, select

from sigma_finance.database.keys import points_at
from sigma_finance.domain.books.accounts import CASH_ACCOUNTS, Account, EntryKind
from sigma_finance.domain.books.lines import PostingLine
from sigma_finance.extensions import db
from sigma_finance.models import Installment, JournalEntry, Payment, Posting


def get_installments(*, chapter_id: int, installment_ids: Sequence[int]) -> list[Installment]:
    """These installments, fresh from the database."""
    return list(
        db.session.scalars(
            select(Installment)
            .where(Installment.chapter_id == chapter_id, Installment.id.in_(installment_ids))
            .order_by(Installment.id)
            .execution_options(populate_existing=True)
        )
    )


def total_of_account(*, chapter_id: int, account: Account) -> int:
    """What the chapter has on an account, in minor units."""
    total = db.session.scalar(
        select(func.coalesce(func.sum(Posting.amount_minor), 0)).where(
            Posting.chapter_id == chapter_id, Posting.account == account
        )
    )
    return int(total or 0)


def lines_of_entry(*, chapter_id: int, entry_id: int) -> list[PostingLine]:
    """The postings of an entry as the lines that made them."""
    rows = db.session.scalars(
        select(Posting)
        .where(Posting.chapter_id == chapter_id, Posting.entry_id == entry_id)
        .order_by(Posting.id)
    )
    return [
        PostingLine(row.account, row.amount_minor, row.member_id, row.installment_id, row.payment_id)
        for row in rows
    ]


def was_paid_back(*, chapter_id: int, payment_id: int) -> bool:
    """Whether credit that came from a payment has been paid back to its member, and still is."""
    total = db.session.scalar(
        select(func.coalesce(func.sum(Posting.amount_minor), 0))
        .join(JournalEntry, points_at(Posting.entry_id, JournalEntry))
        .where(
            Posting.chapter_id == chapter_id,
            Posting.payment_id == payment_id,
            Posting.account == Account.MEMBER_CREDIT,
            JournalEntry.credit_return_id.is_not(None),
        )
    )
    return bool(total)


def booked_on_account(
    *, chapter_id: int, payment_id: int, account: Account, dispute_id: int | None = None
) -> int:
    """What a payment's entries (or those of one dispute of it) have posted to an account, in minor units."""
    criteria = [JournalEntry.chapter_id == chapter_id, JournalEntry.payment_id == payment_id]
    if dispute_id is not None:
        criteria.append(JournalEntry.dispute_id == dispute_id)
    total = db.session.scalar(
        select(func.coalesce(func.sum(Posting.amount_minor), 0))
        .join(JournalEntry, points_at(Posting.entry_id, JournalEntry))
        .where(Posting.account == account, *criteria)
    )
    return int(total or 0)


def cash_of_dispute(*, chapter_id: int, dispute_id: int) -> int:
    """What a dispute has moved of its payment's cash so far, fees aside; negative when money went out."""
    total = db.session.scalar(
        select(func.coalesce(func.sum(Posting.amount_minor), 0))
        .join(JournalEntry, points_at(Posting.entry_id, JournalEntry))
        .where(
            JournalEntry.chapter_id == chapter_id,
            JournalEntry.dispute_id == dispute_id,
            Posting.payment_id.is_not(None),
            Posting.account == Account.CASH_STRIPE,
        )
    )
    return int(total or 0)


def cash_without_disputes(payment: Payment) -> int:
    """What would be here of a payment's money if no bank had taken any back, in minor units."""
    total = db.session.scalar(
        select(func.coalesce(func.sum(Posting.amount_minor), 0))
        .join(JournalEntry, points_at(Posting.entry_id, JournalEntry))
        .where(
            Posting.chapter_id == payment.chapter_id,
            Posting.payment_id == payment.id,
            Posting.account.in_(CASH_ACCOUNTS),
            JournalEntry.dispute_id.is_(None),
        )
    )
    return int(total or 0)


def entries_of_payment(*, chapter_id: int, payment_id: int, kind: EntryKind) -> list[JournalEntry]:
    """A payment's entries of one kind, oldest first."""
    return list(
        db.session.scalars(
            select(JournalEntry)
            .where(
                JournalEntry.chapter_id == chapter_id,
                JournalEntry.payment_id == payment_id,
                JournalEntry.kind == kind,
            )
            .order_by(JournalEntry.id)
        )
    )
