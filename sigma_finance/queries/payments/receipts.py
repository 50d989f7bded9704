"""A receipt as it was given: what was booked on that day, and what has become of the money since.

Amounts are in minor units.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Row, and_, func, select
from sqlalchemy.orm import aliased

from sigma_finance.database.keys import points_at
from sigma_finance.domain.books.accounts import CASH_ACCOUNTS, MEMBER_ACCOUNTS, Account, EntryKind
from sigma_finance.domain.dates import local_date, long_date
from sigma_finance.domain.errors import NotFound
from sigma_finance.domain.payments.payments import Method, RefundState
from sigma_finance.domain.payments.refunds import arrives_by
from sigma_finance.extensions import db
from sigma_finance.models import (
    Charge,
    Installment,
    JournalEntry,
    Member,
    Payment,
    Posting,
    Receipt,
    Refund,
)
from sigma_finance.queries.payments import amendments
from sigma_finance.queries.payments.amendments import ReceiptMark
from sigma_finance.queries.payments.settling import CARD_FEE, SettledLine

#: The entries by which money becomes a member's; the last one is the one that the receipt is for.
_BOOKING = (EntryKind.PAYMENT, EntryKind.ASSIGNMENT)


@dataclass(frozen=True)
class LaterMovement:
    """What moved the money of a payment after its receipt; below zero it went back.

    A refund may be under way, and says how it was given where that was by hand.
    """

    kind: EntryKind
    on: date
    amount_minor: int
    under_way: bool = False
    method: Method | None = None

    @property
    def what(self) -> str:
        """What happened, in the payer's words."""
        if self.kind is EntryKind.REFUND and self.method is not None:
            return f"Refunded, {self.method.in_words}"
        return "Refund under way" if self.under_way else self.kind.in_members_words

    @property
    def note(self) -> str:
        """By when a refund that is under way has usually arrived."""
        return f"usually there by {long_date(arrives_by(self.on))}" if self.under_way else ""


@dataclass(frozen=True)
class ReceiptFacts:
    """Everything that a receipt says; ``balance_minor`` is what was owed after the payment, below zero it is credit."""

    payment_id: int
    member_id: int | None
    number: str
    reference: str
    issued_on: date
    received_on: date
    member_name: str
    method: Method
    amount_minor: int
    taken_by: str
    settled: Sequence[SettledLine]
    credit_minor: int
    balance_minor: int
    since: Sequence[LaterMovement]
    restated: ReceiptMark | None


def get_receipt(
    *, chapter_id: int, reference: str, timezone: str, member_id: int | None = None
) -> ReceiptFacts:
    """The receipt of a payment, of ``member_id`` alone where that is given.

    Raises NotFound where there is no such payment, or it has no receipt.
    """
    row = _row(chapter_id, reference)
    if row is None or (member_id is not None and row.Payment.member_id != member_id):
        raise NotFound("There is no such receipt.")
    payment: Payment = row.Payment
    receipt: Receipt = row.Receipt
    settled, credit_minor = _settled(chapter_id, row.entry_id)
    issued_on = local_date(receipt.issued_at, timezone)
    return ReceiptFacts(
        payment_id=payment.id,
        member_id=payment.member_id,
        number=receipt.label,
        reference=payment.reference,
        issued_on=issued_on,
        received_on=payment.received_on or issued_on,
        member_name=row.member_name,
        method=payment.method,
        amount_minor=receipt.amount_minor,
        taken_by=payment.taken_by or row.recorded_by or "",
        settled=settled,
        credit_minor=credit_minor,
        balance_minor=_balance_after(chapter_id, payment.member_id, row.entry_id),
        since=movements_since(chapter_id=chapter_id, payment_id=payment.id),
        restated=amendments.read(row, timezone=timezone),
    )


def _row(chapter_id: int, reference: str) -> Row[Any] | None:
    recorder = aliased(Member)
    entry_id = (
        select(func.max(JournalEntry.id))
        .where(
            JournalEntry.chapter_id == chapter_id,
            JournalEntry.payment_id == Payment.id,
            JournalEntry.kind.in_(_BOOKING),
        )
        .correlate(Payment)
        .scalar_subquery()
    )
    return db.session.execute(
        select(
            Payment,
            Receipt,
            func.coalesce(Member.name, Payment.donor_name, "").label("member_name"),
            recorder.name.label("recorded_by"),
            *amendments.columns(),
            entry_id.label("entry_id"),
        )
        .join(Receipt, and_(Receipt.chapter_id == Payment.chapter_id, Receipt.payment_id == Payment.id))
        .outerjoin(Member, and_(Member.chapter_id == Payment.chapter_id, Member.id == Payment.member_id))
        .outerjoin(
            recorder,
            and_(recorder.chapter_id == Payment.chapter_id, recorder.id == Payment.recorded_by_member_id),
        )
        .where(Payment.chapter_id == chapter_id, Payment.reference == reference)
        .execution_options(populate_existing=True)
    ).first()


def _settled(chapter_id: int, entry_id: int) -> tuple[list[SettledLine], int]:
    """What the entry settled, by charge in the order of booking, and what of it became credit."""
    rows = db.session.execute(
        select(Posting.account, func.coalesce(Charge.description, CARD_FEE), -func.sum(Posting.amount_minor))
        .outerjoin(Installment, points_at(Posting.installment_id, Installment))
        .outerjoin(Charge, points_at(Installment.charge_id, Charge))
        .where(
            Posting.chapter_id == chapter_id,
            Posting.entry_id == entry_id,
            Posting.account.in_((*MEMBER_ACCOUNTS, Account.INCOME_CARD_FEES)),
        )
        .group_by(Posting.account, Charge.id, Charge.description)
        .order_by(func.min(Posting.id))
    ).all()
    lines = [
        SettledLine(what, int(minor)) for account, what, minor in rows if account is not Account.MEMBER_CREDIT
    ]
    return lines, sum(int(minor) for account, _, minor in rows if account is Account.MEMBER_CREDIT)


def _balance_after(chapter_id: int, member_id: int | None, entry_id: int) -> int:
    total = db.session.scalar(
        select(func.coalesce(func.sum(Posting.amount_minor), 0)).where(
            Posting.chapter_id == chapter_id,
            Posting.member_id == member_id,
            Posting.entry_id <= entry_id,
            Posting.account.in_(MEMBER_ACCOUNTS),
        )
    )
    return int(total or 0)


def movements_since(*, chapter_id: int, payment_id: int) -> list[LaterMovement]:
    """What moved the money of a payment after it was booked, oldest first; what only lies elsewhere is left out."""
    rows = db.session.execute(
        select(
            JournalEntry.kind,
            JournalEntry.booked_on,
            func.sum(Posting.amount_minor),
            Refund.state,
            Refund.method,
        )
        .join(Posting, and_(Posting.chapter_id == chapter_id, Posting.entry_id == JournalEntry.id))
        .outerjoin(Refund, points_at(JournalEntry.refund_id, Refund))
        .where(
            JournalEntry.chapter_id == chapter_id,
            JournalEntry.payment_id == payment_id,
            JournalEntry.kind.not_in(_BOOKING),
            Posting.payment_id == payment_id,
            Posting.account.in_(CASH_ACCOUNTS),
        )
        .group_by(JournalEntry.id, JournalEntry.kind, JournalEntry.booked_on, Refund.state, Refund.method)
        .having(func.sum(Posting.amount_minor) != 0)
        .order_by(JournalEntry.id)
    )
    return [
        LaterMovement(kind, booked_on, int(minor), state is RefundState.PENDING, method)
        for kind, booked_on, minor, state, method in rows
    ]
