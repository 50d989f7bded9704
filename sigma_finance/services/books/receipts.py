"""Receipts: numbered in the transaction that books the money, without gaps; void by a row of their own."""

from __future__ import annotations

from sigma_finance.domain import policy
from sigma_finance.domain.books.numbering import receipt_number
from sigma_finance.domain.dates import local_date, now
from sigma_finance.extensions import db
from sigma_finance.models import Payment, Receipt, ReceiptAmendment, ReceiptVoid
from sigma_finance.queries import locks
from sigma_finance.queries.payments import amendments
from sigma_finance.queries.payments import settling as queries


def issue(payment: Payment) -> str:
    """Give the payment its receipt and return the number, such as R-2026-0001.

    Takes the chapter's lock, the last in the lock order: every member must be locked by now.
    """
    chapter = locks.lock_chapter(chapter_id=payment.chapter_id)
    moment = now()
    year = local_date(moment, chapter.timezone).year
    number = queries.last_receipt_number(chapter_id=chapter.id, year=year) + 1
    label = receipt_number(policy.read(chapter.policy).receipt_prefix, year, number)
    db.session.add(
        Receipt(
            chapter_id=chapter.id,
            payment_id=payment.id,
            year=year,
            number=number,
            label=label,
            amount_minor=payment.amount_minor,
            issued_at=moment,
        )
    )
    db.session.flush()
    return label


def void(payment: Payment, *, reason: str) -> None:
    """Void the payment's receipt, if it has one that is not void yet."""
    receipt = queries.find_receipt(chapter_id=payment.chapter_id, payment_id=payment.id)
    if receipt is None or queries.is_void(chapter_id=payment.chapter_id, receipt_id=receipt.id):
        return
    db.session.add(ReceiptVoid(chapter_id=payment.chapter_id, receipt_id=receipt.id, reason=reason[:300]))
    db.session.flush()


def restate(payment: Payment, *, reason: str) -> None:
    """Let the payment's receipt, if it has one, say what of it stays paid: void where that is nothing, else amended.

    Does nothing where it says so already. Money that a bank has not decided about, or that is on its way back, stays.
    """
    receipt = queries.find_receipt(chapter_id=payment.chapter_id, payment_id=payment.id)
    if receipt is None:
        return
    stays_minor = amendments.stays_paid(payment)
    stated = amendments.standing(receipt)
    if stays_minor == stated.stays_minor:
        return
    if stays_minor == 0:
        void(payment, reason=reason)
    if stays_minor or stated.amended:
        db.session.add(
            ReceiptAmendment(
                chapter_id=payment.chapter_id,
                receipt_id=receipt.id,
                stays_minor=stays_minor,
                reason=reason[:300],
            )
        )
        db.session.flush()


def number_of(payment: Payment) -> str | None:
    """The number of the payment's receipt."""
    receipt = queries.find_receipt(chapter_id=payment.chapter_id, payment_id=payment.id)
    return receipt.label if receipt else None
