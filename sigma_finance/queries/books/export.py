"""The postings of a chapter, as they are handed over."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import and_, func, select

from sigma_finance.database.keys import points_at
from sigma_finance.domain.books.accounts import Account, EntryKind
from sigma_finance.domain.exports import Value
from sigma_finance.domain.money import plain_amount
from sigma_finance.extensions import db
from sigma_finance.models import JournalEntry, Member, Payment, Posting, Receipt

#: The columns of an export, as ``cells`` fills them.
HEADS = ("date", "entry", "account", "member", "amount", "PaymentIntent", "receipt", "kind", "email")


@dataclass(frozen=True)
class ExportedPosting:
    """A posting with what it is about; the amount in minor units, a debit positive."""

    booked_on: date
    entry_id: int
    kind: EntryKind
    account: Account
    amount_minor: int
    member: str | None
    email: str | None
    payment_intent: str | None
    receipt: str | None

    def cells(self, currency: str) -> tuple[Value, ...]:
        """The posting under ``HEADS``."""
        return (
            self.booked_on,
            str(self.entry_id),
            self.account.value,
            self.member or "",
            Decimal(plain_amount(self.amount_minor, currency)),
            self.payment_intent or "",
            self.receipt or "",
            self.kind.value,
            self.email or "",
        )


def count_postings(*, chapter_id: int) -> int:
    """How many postings a chapter has."""
    return db.session.scalar(select(func.count(Posting.id)).where(Posting.chapter_id == chapter_id)) or 0


def postings(*, chapter_id: int) -> Iterator[ExportedPosting]:
    """A chapter's postings in the order of booking."""
    payment_id = func.coalesce(Posting.payment_id, JournalEntry.payment_id)
    rows = db.session.execute(
        select(
            JournalEntry.booked_on,
            JournalEntry.id,
            JournalEntry.kind,
            Posting.account,
            Posting.amount_minor,
            Member.name,
            Member.email,
            Payment.stripe_payment_intent_id,
            Receipt.label,
        )
        .join(
            Posting, (Posting.chapter_id == JournalEntry.chapter_id) & (Posting.entry_id == JournalEntry.id)
        )
        .outerjoin(Member, points_at(Posting.member_id, Member))
        .outerjoin(Payment, and_(Payment.chapter_id == JournalEntry.chapter_id, Payment.id == payment_id))
        .outerjoin(Receipt, points_at(Receipt.payment_id, Payment))
        .where(JournalEntry.chapter_id == chapter_id)
        .order_by(JournalEntry.id, Posting.id)
        .execution_options(yield_per=1000)
    )
    for booked_on, entry_id, kind, account, amount_minor, name, email, intent, receipt in rows:
        yield ExportedPosting(booked_on, entry_id, kind, account, amount_minor, name, email, intent, receipt)
