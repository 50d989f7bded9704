"""Receipts and audit lines: the proof of what was booked."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, and_, case, exists, func, literal, or_, select

from sigma_finance.domain.audit import Action
from sigma_finance.domain.books.accounts import Account
from sigma_finance.domain.payments.payments import DisputeState, PaymentState, RefundState
from sigma_finance.models import (
    AuditEvent,
    Dispute,
    JournalEntry,
    Payment,
    Posting,
    Receipt,
    ReceiptAmendment,
    ReceiptVoid,
    Refund,
)
from sigma_finance.queries.books.verify.checks import Check, Statement, of_same

BOOKED = (PaymentState.SUCCEEDED, PaymentState.REVERSED)


def _numbered(chapter_id: int) -> Any:
    """Receipts with the number that each should have, and the row given out before it."""
    in_year: dict[str, Any] = {"partition_by": Receipt.year, "order_by": Receipt.number}
    return (
        select(
            Receipt.id,
            Receipt.number,
            func.row_number().over(**in_year).label("wanted"),
            func.lag(Receipt.id).over(**in_year).label("before"),
        )
        .where(Receipt.chapter_id == chapter_id)
        .subquery()
    )


def _gaps(chapter_id: int) -> Statement:
    receipts = _numbered(chapter_id).c
    return select(receipts.id, receipts.wanted, receipts.number).where(receipts.number != receipts.wanted)


def _out_of_order(chapter_id: int) -> Statement:
    receipts = _numbered(chapter_id).c
    return select(receipts.id, literal("given out after the one before"), receipts.number).where(
        receipts.before > receipts.id
    )


def _missing_or_surplus(chapter_id: int) -> Statement:
    """A booked payment of a member or donor has exactly one receipt, any other and a historical one none."""
    count = func.count(Receipt.id)
    somebodys = or_(Payment.member_id.is_not(None), Payment.donor_name.is_not(None))
    due = case((and_(_booked(), somebodys), 1), else_=0)
    return (
        select(Payment.id, due, count)
        .outerjoin(Receipt, of_same(Receipt, Receipt.payment_id, Payment))
        .where(Payment.chapter_id == chapter_id)
        .group_by(Payment.id, Payment.state, Payment.historical, Payment.member_id, Payment.donor_name)
        .having(count != due)
    )


def _wrong_amounts(chapter_id: int) -> Statement:
    return (
        select(Receipt.id, Payment.amount_minor, Receipt.amount_minor)
        .join(Payment, Payment.id == Receipt.payment_id)
        .where(Receipt.chapter_id == chapter_id, Receipt.amount_minor != Payment.amount_minor)
    )


def _wrong_voids(chapter_id: int) -> Statement:
    """A receipt says what stays paid: nothing once reversed, else less what was refunded or lost to a bank."""
    left = Receipt.amount_minor - _refunded() + _lost()
    stays = case((or_(Payment.state == PaymentState.REVERSED, left < 0), 0), else_=left)
    void = exists().where(of_same(ReceiptVoid, ReceiptVoid.receipt_id, Receipt))
    stated = func.coalesce(_newest_amendment(), case((void, 0), else_=Receipt.amount_minor))
    return (
        select(Receipt.id, stays, stated)
        .join(Payment, Payment.id == Receipt.payment_id)
        .where(Receipt.chapter_id == chapter_id, stays != stated)
    )


def _newest_amendment() -> Any:
    return (
        select(ReceiptAmendment.stays_minor)
        .where(of_same(ReceiptAmendment, ReceiptAmendment.receipt_id, Receipt))
        .order_by(ReceiptAmendment.id.desc())
        .limit(1)
        .correlate(Receipt)
        .scalar_subquery()
    )


def _refunded() -> Any:
    return (
        select(func.coalesce(func.sum(Refund.amount_minor), 0))
        .where(of_same(Refund, Refund.payment_id, Payment), Refund.state == RefundState.SUCCEEDED)
        .correlate(Payment)
        .scalar_subquery()
    )


def _lost() -> Any:
    """What disputes that are lost have moved of a payment's cash: below zero."""
    return (
        select(func.coalesce(func.sum(Posting.amount_minor), 0))
        .join(JournalEntry, JournalEntry.id == Posting.entry_id)
        .join(Dispute, Dispute.id == JournalEntry.dispute_id)
        .where(
            of_same(Posting, Posting.payment_id, Payment),
            Posting.account == Account.CASH_STRIPE,
            Dispute.state == DisputeState.LOST,
        )
        .correlate(Payment)
        .scalar_subquery()
    )


def _booked() -> ColumnElement[bool]:
    """Historical payments are proved by the file that they were imported from, and by the import's own audit line."""
    return and_(Payment.state.in_(BOOKED), Payment.historical.is_(False))


def _lines(chapter_id: int, due: ColumnElement[int], *actions: Action) -> Statement:
    count = func.count(AuditEvent.id)
    concerned = and_(
        AuditEvent.chapter_id == Payment.chapter_id,
        AuditEvent.subject_type == "payments",
        AuditEvent.subject_id == Payment.id,
        AuditEvent.action.in_([action.value for action in actions]),
    )
    return (
        select(Payment.id, due, count)
        .outerjoin(AuditEvent, concerned)
        .where(Payment.chapter_id == chapter_id)
        .group_by(Payment.id, Payment.state, Payment.historical)
        .having(count != due)
    )


def _booked_without_line(chapter_id: int) -> Statement:
    due = case((_booked(), 1), else_=0)
    booked = (Action.PAYMENT_SUCCEEDED, Action.PAYMENT_RECORDED, Action.PAYMENT_SELF_CONFIRMED)
    return _lines(chapter_id, due, *booked)


def _reversed_without_line(chapter_id: int) -> Statement:
    due = case((and_(_booked(), Payment.state == PaymentState.REVERSED), 1), else_=0)
    return _lines(chapter_id, due, Action.PAYMENT_REVERSED)


CHECKS = (
    Check("receipts_gapless", "Receipt numbers run from 1 without a gap in each year.", "receipt", _gaps),
    Check("receipts_in_order", "Receipts are numbered in the order of booking.", "receipt", _out_of_order),
    Check(
        "one_receipt_each",
        "A booked payment of a member or donor has one receipt, others none.",
        "payment",
        _missing_or_surplus,
    ),
    Check("receipt_amounts", "A receipt shows what its payment brought.", "receipt", _wrong_amounts),
    Check("receipts_void", "A receipt says what of its payment stays paid.", "receipt", _wrong_voids),
    Check(
        "bookings_audited", "Each booked payment has one audit line of it.", "payment", _booked_without_line
    ),
    Check(
        "reversals_audited",
        "Each reversed payment has one audit line of it.",
        "payment",
        _reversed_without_line,
    ),
)
