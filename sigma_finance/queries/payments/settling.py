"""The rows that booking money needs: payments under lock, their receipts, and whom to tell."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import exists, func, select

from sigma_finance.database.keys import points_at
from sigma_finance.domain.books.accounts import Account
from sigma_finance.domain.dates import today_in
from sigma_finance.domain.payments.payments import (
    OPEN_STATES,
    Method,
    PaymentState,
)
from sigma_finance.extensions import db
from sigma_finance.models import (
    Chapter,
    Charge,
    Dispute,
    Installment,
    Payment,
    Posting,
    Receipt,
    ReceiptVoid,
    Refund,
)


def find_payment(*, chapter_id: int, reference: str) -> Payment | None:
    """The chapter's payment of this reference."""
    return db.session.scalar(
        select(Payment).where(Payment.chapter_id == chapter_id, Payment.reference == reference)
    )


@dataclass(frozen=True)
class PaymentPlace:
    """The chapter of a payment, its currency, and its zone with the day that it is there."""

    chapter_id: int
    currency: str
    timezone: str
    today: date


def find_place(*, reference: str) -> PaymentPlace | None:
    """Where the payment of this reference is, whichever chapter's it is."""
    row = db.session.execute(
        select(Chapter.id, Chapter.currency, Chapter.timezone)
        .join(Payment, Payment.chapter_id == Chapter.id)
        .where(Payment.reference == reference)
    ).first()
    if row is None:
        return None
    return PaymentPlace(row.id, row.currency, row.timezone, today_in(row.timezone))


def find_by_form_key(*, chapter_id: int, form_key: str) -> Payment | None:
    """The payment that this money form has already made."""
    return db.session.scalar(
        select(Payment).where(Payment.chapter_id == chapter_id, Payment.form_key == form_key)
    )


def open_checkouts(*, chapter_id: int, member_id: int) -> list[Payment]:
    """A member's payments at Stripe that may still bring money, newest first."""
    return list(
        db.session.scalars(
            select(Payment)
            .where(
                Payment.chapter_id == chapter_id,
                Payment.member_id == member_id,
                Payment.state.in_((PaymentState.CREATED, PaymentState.PENDING)),
                Payment.autopay.is_(False),
            )
            .order_by(Payment.id.desc())
        )
    )


@dataclass(frozen=True)
class PageAtProvider:
    """A page that was opened for a payment, on whose account."""

    reference: str
    session_id: str
    account: str


@dataclass(frozen=True)
class UnfinishedCheckout:
    """A payment at the provider whose end is not known, and on whose account it was begun."""

    reference: str
    session_id: str | None
    account: str
    begun_at: datetime


def unfinished_checkouts(*, before: datetime) -> list[UnfinishedCheckout]:
    """The payments at the provider begun before ``before`` whose end is not known."""
    rows = db.session.execute(
        select(Payment.reference, Payment.stripe_session_id, Payment.stripe_account, Payment.created_at)
        .where(Payment.state.in_(OPEN_STATES), Payment.created_at < before, Payment.autopay.is_(False))
        .order_by(Payment.id)
    )
    return [
        UnfinishedCheckout(row.reference, row.stripe_session_id, row.stripe_account, row.created_at)
        for row in rows
    ]


def direct_charges_without_fee(*, since: datetime) -> list[tuple[str, str]]:
    """Account and PaymentIntent of autopay's charges succeeded since a moment of which no fee is booked."""
    fee = exists().where(
        Posting.chapter_id == Payment.chapter_id,
        Posting.payment_id == Payment.id,
        Posting.account == Account.PROCESSING_FEES,
    )
    rows = db.session.execute(
        select(Payment.stripe_account, Payment.stripe_payment_intent_id)
        .where(
            Payment.autopay,
            Payment.succeeded_at >= since,
            Payment.stripe_payment_intent_id.is_not(None),
            ~fee,
        )
        .order_by(Payment.id)
    )
    return [(row.stripe_account, row.stripe_payment_intent_id or "") for row in rows]


def has_newer_checkout(payment: Payment) -> bool:
    """Whether the payer began another payment at the provider after this one."""
    if payment.member_id is None:
        return False
    found = db.session.scalar(
        select(Payment.id)
        .where(
            Payment.chapter_id == payment.chapter_id,
            Payment.member_id == payment.member_id,
            Payment.id > payment.id,
            Payment.method.in_((Method.CARD, Method.BANK_DEBIT)),
        )
        .limit(1)
    )
    return found is not None


def is_being_charged(*, chapter_id: int, member_id: int) -> bool:
    """Whether Stripe has been asked to charge what a member keeps there, and has not answered yet."""
    found = db.session.scalar(
        select(Payment.id).where(
            Payment.chapter_id == chapter_id,
            Payment.member_id == member_id,
            Payment.state == PaymentState.CREATED,
            Payment.autopay,
        )
    )
    return found is not None


def find_chapter(*, slug: str) -> Chapter | None:
    """The chapter of this short name."""
    return db.session.scalar(select(Chapter).where(Chapter.slug == slug))


def find_receipt(*, chapter_id: int, payment_id: int) -> Receipt | None:
    """A payment's receipt."""
    return db.session.scalar(
        select(Receipt).where(Receipt.chapter_id == chapter_id, Receipt.payment_id == payment_id)
    )


def is_void(*, chapter_id: int, receipt_id: int) -> bool:
    """Whether a receipt has been voided."""
    found = db.session.scalar(
        select(ReceiptVoid.id).where(
            ReceiptVoid.chapter_id == chapter_id, ReceiptVoid.receipt_id == receipt_id
        )
    )
    return found is not None


def last_receipt_number(*, chapter_id: int, year: int) -> int:
    """The highest receipt number given out in a year; 0 when none was. Read under the chapter's lock."""
    number = db.session.scalar(
        select(func.max(Receipt.number)).where(Receipt.chapter_id == chapter_id, Receipt.year == year)
    )
    return int(number or 0)


#: What a covered card fee is called among what a payment settled.
CARD_FEE = "Card fee"


@dataclass(frozen=True)
class SettledLine:
    """What of a payment went where, in minor units."""

    description: str
    amount_minor: int


def settled_lines(*, chapter_id: int, payment_id: int) -> list[SettledLine]:
    """What a payment has settled, by charge, in the order of booking, and the card fee that it covered."""
    rows = db.session.execute(
        select(func.coalesce(Charge.description, CARD_FEE), -func.sum(Posting.amount_minor))
        .select_from(Posting)
        .outerjoin(Installment, points_at(Posting.installment_id, Installment))
        .outerjoin(Charge, points_at(Installment.charge_id, Charge))
        .where(
            Posting.chapter_id == chapter_id,
            Posting.payment_id == payment_id,
            Posting.account.in_((Account.RECEIVABLE, Account.INCOME_CARD_FEES)),
        )
        .group_by(Charge.id, Charge.description)
        .having(func.sum(Posting.amount_minor) < 0)
        .order_by(func.min(Posting.id))
    )
    return [SettledLine(description, int(amount)) for description, amount in rows]


def find_refund(*, stripe_refund_id: str) -> Refund | None:
    """The refund that Stripe knows by this id."""
    return db.session.scalar(select(Refund).where(Refund.stripe_refund_id == stripe_refund_id))


def disputes_of(payment: Payment) -> list[Dispute]:
    """The disputes of a payment, oldest first."""
    return list(
        db.session.scalars(
            select(Dispute)
            .where(Dispute.chapter_id == payment.chapter_id, Dispute.payment_id == payment.id)
            .order_by(Dispute.id)
        )
    )


def find_dispute(*, stripe_dispute_id: str) -> Dispute | None:
    """The dispute that Stripe knows by this id."""
    return db.session.scalar(select(Dispute).where(Dispute.stripe_dispute_id == stripe_dispute_id))
