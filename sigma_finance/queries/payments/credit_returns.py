"""Credit that was paid back to members. Amounts are in minor units."""

from __future__ import annotations

from sqlalchemy import select

from sigma_finance.domain.books.accounts import EntryKind
from sigma_finance.domain.books.lines import PostingLine
from sigma_finance.extensions import db
from sigma_finance.models import CreditReturn, JournalEntry, Posting


def find_credit_return(*, chapter_id: int, credit_return_id: int) -> CreditReturn | None:
    """The chapter's credit return of this id."""
    return db.session.scalar(
        select(CreditReturn)
        .where(CreditReturn.chapter_id == chapter_id, CreditReturn.id == credit_return_id)
        .execution_options(populate_existing=True)
    )


def find_by_form_key(*, chapter_id: int, form_key: str) -> CreditReturn | None:
    """The credit return that this form has already made."""
    return db.session.scalar(
        select(CreditReturn).where(CreditReturn.chapter_id == chapter_id, CreditReturn.form_key == form_key)
    )


def booked(*, chapter_id: int, credit_return_id: int) -> tuple[int, list[PostingLine]]:
    """The entry that booked a credit return, and its postings."""
    entry_id = db.session.execute(
        select(JournalEntry.id).where(
            JournalEntry.chapter_id == chapter_id,
            JournalEntry.credit_return_id == credit_return_id,
            JournalEntry.kind == EntryKind.CREDIT_RETURN,
        )
    ).scalar_one()
    rows = db.session.scalars(
        select(Posting)
        .where(Posting.chapter_id == chapter_id, Posting.entry_id == entry_id)
        .order_by(Posting.id)
    )
    return entry_id, [
        PostingLine(row.account, row.amount_minor, row.member_id, row.installment_id, row.payment_id)
        for row in rows
    ]
