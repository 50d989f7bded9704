"""Money whose member is not known. Amounts are in minor units."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ScalarSelect, Select, func, select

from sigma_finance.database.rows import read_row
from sigma_finance.domain.books.accounts import Account
from sigma_finance.domain.errors import NotFound
from sigma_finance.domain.payments.payments import Method, PaymentState
from sigma_finance.extensions import db
from sigma_finance.models import Payment, Posting


@dataclass(frozen=True)
class UnmatchedMoney:
    """Money whose member is not known, and what of it is still here."""

    id: int
    reference: str
    method: Method
    amount_minor: int
    received_on: date | None
    created_at: datetime
    note: str
    payment_intent: str | None


def unmatched(*, chapter_id: int) -> list[UnmatchedMoney]:
    """Money that belongs to no member yet, oldest first."""
    return [
        read_row(UnmatchedMoney, row)
        for row in db.session.execute(_unmatched(chapter_id).order_by(Payment.created_at))
    ]


def count_unmatched(chapter_id: Any) -> ScalarSelect[int]:
    """How many the page of them lists, for a chapter that the surrounding SELECT names."""
    left = (
        select(func.coalesce(func.sum(Posting.amount_minor), 0))
        .where(
            Posting.chapter_id == Payment.chapter_id,
            Posting.payment_id == Payment.id,
            Posting.account == Account.UNASSIGNED,
        )
        .correlate(Payment)
        .scalar_subquery()
    )
    return (
        select(func.count(Payment.id))
        .where(Payment.chapter_id == chapter_id, Payment.member_id.is_(None), left < 0)
        .scalar_subquery()
    )


def count_reported(chapter_id: Any) -> ScalarSelect[int]:
    """How many payments were reported and wait for an officer."""
    return (
        select(func.count(Payment.id))
        .where(Payment.chapter_id == chapter_id, Payment.state == PaymentState.REPORTED)
        .scalar_subquery()
    )


def get_unmatched(*, chapter_id: int, reference: str) -> UnmatchedMoney:
    """The unmatched money of this reference; raises NotFound when there is none, or it is somebody's by now."""
    row = db.session.execute(_unmatched(chapter_id).where(Payment.reference == reference)).one_or_none()
    if row is None:
        raise NotFound("There is no such money without a member in your chapter.")
    return read_row(UnmatchedMoney, row)


def _unmatched(chapter_id: int) -> Select[Any]:
    held = (
        select(Posting.payment_id, (-func.sum(Posting.amount_minor)).label("amount_minor"))
        .where(Posting.chapter_id == chapter_id, Posting.account == Account.UNASSIGNED)
        .group_by(Posting.payment_id)
        .having(func.sum(Posting.amount_minor) < 0)
        .subquery("held")
    )
    return (
        select(
            Payment.id,
            Payment.reference,
            Payment.method,
            held.c.amount_minor,
            Payment.received_on,
            Payment.created_at,
            Payment.note,
            Payment.stripe_payment_intent_id.label("payment_intent"),
        )
        .join(held, held.c.payment_id == Payment.id)
        .where(Payment.chapter_id == chapter_id)
    )
