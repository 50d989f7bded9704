"""Refunds as officers ask for them, in the tests of payments."""

from __future__ import annotations

import secrets

from sqlalchemy import select

from sandbox import Sandbox
from sigma_finance.domain.actors import OPERATOR, Actor
from sigma_finance.domain.dates import today_in
from sigma_finance.domain.payments.payments import Method, RefundState
from sigma_finance.domain.payments.refunds import HandRefund, StillOwed
from sigma_finance.domain.payments.requests import NewRefund
from sigma_finance.extensions import db
from sigma_finance.models import Payment, Refund
from sigma_finance.services.payments import refunding
from tests.books import ZONE, Books
from tests.services.payments.paying import deliver, press_pay


def pay_online(books: Books, sandbox: Sandbox, amount_minor: int = 20000, *, card: str = "") -> Payment:
    """Pay by card, all the way into the books; returns the payment's row."""
    payment = press_pay(books, amount_minor)
    sandbox.pay(payment.stripe_session_id or "", **({"card": card} if card else {}))
    deliver(sandbox)
    return payment


def wanted(
    payment: Payment,
    amount_minor: int,
    *,
    owed: StillOwed = StillOwed.YES,
    method: Method | None = None,
    form_key: str = "",
) -> NewRefund:
    """What an officer enters: through Stripe, or by hand where a method is named."""
    return NewRefund(
        chapter_id=payment.chapter_id,
        payment_id=payment.id,
        amount_minor=amount_minor,
        owed=owed,
        reason="Left the chapter",
        form_key=form_key or secrets.token_urlsafe(16),
        by_hand=HandRefund(method, today_in(ZONE), "1042") if method else None,
    )


def refund(
    payment: Payment,
    amount_minor: int,
    *,
    owed: StillOwed = StillOwed.YES,
    method: Method | None = None,
    by: Actor = OPERATOR,
) -> RefundState:
    """Give so much of a payment back."""
    return refunding.refund(request=wanted(payment, amount_minor, owed=owed, method=method), by=by)


def refunds_of(payment: Payment) -> list[Refund]:
    """The refunds of a payment as the database has them now, oldest first."""
    db.session.rollback()
    mine = select(Refund).where(Refund.payment_id == payment.id).order_by(Refund.id)
    return list(db.session.scalars(mine))


def not_there(payment: Payment, refund_id: int | None = None) -> None:
    """Say that the last refund of a payment, or another one, never arrived."""
    refunding.did_not_arrive(
        chapter_id=payment.chapter_id,
        payment_id=payment.id,
        refund_id=refund_id or refunds_of(payment)[-1].id,
        reason="Never cashed",
        by=OPERATOR,
    )
