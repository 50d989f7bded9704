"""What receipts say today: void, amended, or as they were issued. Amounts are in minor units."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Row, func, select
from sqlalchemy.orm import InstrumentedAttribute

from sigma_finance.database.keys import points_at
from sigma_finance.domain.books.accounts import Account
from sigma_finance.domain.dates import local_date
from sigma_finance.domain.payments.payments import DisputeState, PaymentState, RefundState
from sigma_finance.extensions import db
from sigma_finance.models import (
    Dispute,
    JournalEntry,
    Payment,
    Posting,
    Receipt,
    ReceiptAmendment,
    ReceiptVoid,
    Refund,
)


@dataclass(frozen=True)
class ReceiptMark:
    """What of a receipt stays paid since a day, and why; nothing where it is void."""

    stays_minor: int
    on: date
    reason: str

    @property
    def is_void(self) -> bool:
        """Whether it proves nothing any more."""
        return self.stays_minor == 0


def columns() -> list[ColumnElement[Any]]:
    """The columns of a SELECT with receipts that ``read`` reads."""
    return [
        func.coalesce(_newest(ReceiptAmendment.stays_minor), _stated_by_void()).label("stays_minor"),
        func.coalesce(_newest(ReceiptAmendment.amended_at), _of_void(ReceiptVoid.voided_at)).label(
            "restated_at"
        ),
        func.coalesce(_newest(ReceiptAmendment.reason), _of_void(ReceiptVoid.reason)).label("restated_why"),
    ]


def read(row: Row[Any], *, timezone: str) -> ReceiptMark | None:
    """What a row says that has ``columns``; None for a receipt that says what it was issued with."""
    if row.restated_at is None:
        return None
    return ReceiptMark(row.stays_minor, local_date(row.restated_at, timezone), row.restated_why)


def _newest(column: InstrumentedAttribute[Any]) -> Any:
    return (
        select(column)
        .where(ReceiptAmendment.chapter_id == Receipt.chapter_id, ReceiptAmendment.receipt_id == Receipt.id)
        .order_by(ReceiptAmendment.id.desc())
        .limit(1)
        .correlate(Receipt)
        .scalar_subquery()
    )


def _of_void(column: Any) -> Any:
    return (
        select(column)
        .where(ReceiptVoid.chapter_id == Receipt.chapter_id, ReceiptVoid.receipt_id == Receipt.id)
        .correlate(Receipt)
        .scalar_subquery()
    )


def _stated_by_void() -> Any:
    return _of_void(ReceiptVoid.receipt_id * 0)


@dataclass(frozen=True)
class ReceiptStanding:
    """How much of a receipt stays paid by what it says today, and whether it was ever amended."""

    stays_minor: int
    amended: bool


def standing(receipt: Receipt) -> ReceiptStanding:
    """What a receipt says today: by its newest amendment, else void or as it was issued."""
    amended, void = db.session.execute(
        select(_newest(ReceiptAmendment.stays_minor), _of_void(ReceiptVoid.id)).where(
            Receipt.chapter_id == receipt.chapter_id, Receipt.id == receipt.id
        )
    ).one()
    if amended is not None:
        return ReceiptStanding(amended, amended=True)
    return ReceiptStanding(receipt.amount_minor if void is None else 0, amended=False)


def stays_paid(payment: Payment) -> int:
    """What of a booked payment stays paid, in minor units: less what was refunded, and what a bank took for good.

    Of one that was taken back out of the books nothing does.
    """
    if payment.state is PaymentState.REVERSED:
        return 0
    refunded = db.session.scalar(
        select(func.coalesce(func.sum(Refund.amount_minor), 0)).where(
            Refund.chapter_id == payment.chapter_id,
            Refund.payment_id == payment.id,
            Refund.state == RefundState.SUCCEEDED,
        )
    )
    lost = db.session.scalar(
        select(func.coalesce(func.sum(Posting.amount_minor), 0))
        .join(JournalEntry, points_at(Posting.entry_id, JournalEntry))
        .join(Dispute, points_at(JournalEntry.dispute_id, Dispute))
        .where(
            Posting.chapter_id == payment.chapter_id,
            Posting.payment_id == payment.id,
            Posting.account == Account.CASH_STRIPE,
            Dispute.state == DisputeState.LOST,
        )
    )
    return max(payment.amount_minor - int(refunded or 0) + int(lost or 0), 0)
