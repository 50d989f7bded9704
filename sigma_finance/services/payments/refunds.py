"""Refunds at the provider, booked once each, and put back should they fail.

Idempotent on the object, not on the event that told of it; called with a snapshot fetched just before, outside any
transaction.
"""

from __future__ import annotations

from sigma_finance.database.transactions import transactional
from sigma_finance.domain.actors import STRIPE
from sigma_finance.domain.audit import Action
from sigma_finance.domain.books.accounts import EntryKind
from sigma_finance.domain.payments.payments import RefundState
from sigma_finance.extensions import db
from sigma_finance.gateways.payments.types import ProviderRefund
from sigma_finance.models import Chapter, Payment, Refund
from sigma_finance.queries import locks
from sigma_finance.queries.payments import settling as queries
from sigma_finance.services.messages import movements
from sigma_finance.services.payments import at_provider, booking, going_back
from sigma_finance.services.payments.verdicts import NOT_OURS, SettlementOutcome, applied

#: Why a receipt states less than it did, or more.
REFUNDED = "It was refunded, in whole or in part."


@transactional
def book_refund(*, refund: ProviderRefund) -> SettlementOutcome:
    """Take a refund out of its payment when it is on its way, and put it back should it fail; each once."""
    payment = locks.lock_payment_by_intent(payment_intent=refund.payment_intent or "")
    if payment is None:
        return NOT_OURS
    known = queries.find_refund(stripe_refund_id=refund.id)
    gone = refund.status in ("failed", "canceled")
    if known is None:
        at_provider.lock_member(payment)
        known = _new_refund(payment, refund, gone)
    elif gone and known.state is not RefundState.FAILED:
        _refund_back(payment, known)
    if refund.status == "succeeded" and known.state is RefundState.PENDING:
        known.state = RefundState.SUCCEEDED
    going_back.restate_receipt(payment, REFUNDED)
    going_back.give_up_what_is_lost(payment)
    return applied(payment.chapter_id)


def _new_refund(payment: Payment, refund: ProviderRefund, gone: bool) -> Refund:
    chapter = db.session.get_one(Chapter, payment.chapter_id)
    known = Refund(
        chapter_id=chapter.id,
        payment_id=payment.id,
        stripe_refund_id=refund.id,
        amount_minor=refund.amount_minor,
        state=RefundState.FAILED if gone else RefundState.PENDING,
    )
    db.session.add(known)
    db.session.flush()
    if not gone:
        booking.go_back(
            payment,
            amount_minor=known.amount_minor,
            kind=EntryKind.REFUND,
            refund_id=known.id,
            booked_on=at_provider.day_of(refund.created_at, chapter),
        )
        at_provider.record(Action.PAYMENT_REFUNDED, payment, known.amount_minor)
        going_back.open_again(payment)
        movements.tell(at_provider.member_of(payment), "refunded", known.amount_minor)
    return known


def _refund_back(payment: Payment, known: Refund) -> None:
    known.state = RefundState.FAILED
    booking.put_back(
        payment, amount_minor=known.amount_minor, kind=EntryKind.REFUND_FAILED, by=STRIPE, refund_id=known.id
    )
    at_provider.record(Action.REFUND_FAILED, payment, known.amount_minor)
    movements.tell(at_provider.member_of(payment), "refund_failed", known.amount_minor)
