"""A payment that was entered by hand, taken back out of the books."""

from __future__ import annotations

from sigma_finance.database.transactions import transactional
from sigma_finance.domain import policy
from sigma_finance.domain.actors import Actor
from sigma_finance.domain.audit import Action
from sigma_finance.domain.books.accounts import ChargeKind, EntryKind
from sigma_finance.domain.dates import today_in
from sigma_finance.domain.errors import Conflict, Invalid
from sigma_finance.domain.payments.payments import GONE, Method, PaymentState, move
from sigma_finance.domain.text import clean_text
from sigma_finance.extensions import db
from sigma_finance.models import Chapter, Member, Payment
from sigma_finance.queries.books import postings
from sigma_finance.queries.payments import refunds as refund_queries
from sigma_finance.services import deciding
from sigma_finance.services.books import ledger, receipts
from sigma_finance.services.dues import charges
from sigma_finance.services.dues.charges import Approved
from sigma_finance.services.payments import booking, by_hand


@transactional
def reverse(
    *,
    chapter_id: int,
    payment_id: int,
    reason: str,
    by: Actor,
    bounced: bool = False,
    approved: Approved = None,
) -> None:
    """Take a payment that was entered by hand back out of the books; the original stays visible, its receipt is void.

    For a check that bounced the chapter's fee is charged as well. Raises Conflict for a payment by Stripe (that is a
    refund), for one that was imported (that is undoing the import), for one that is not booked, and where its credit
    was paid back; NeedsSecond where it is more than one officer may take back, unless so much was ``approved``.
    """
    if bounced and not reason.strip():
        reason = "The check bounced."
    reason = clean_text(reason, field="reason", label="The reason", at_most=300, lines=True)
    payment = by_hand.get_locked(chapter_id, payment_id)
    _check(payment)
    member = None if payment.donor_name is not None else by_hand.member_of(payment)
    if bounced and payment.method is not Method.CHECK:
        raise Invalid("Only a check can bounce.", field="bounced")
    left = ledger.held(payment).left_minor
    if approved not in (None, left):
        raise Conflict("Some of this payment has gone back since this was asked. Decline it and ask again.")
    deciding.require(
        chapter_id=chapter_id,
        member_ids=[member.id] if member else [],
        amount_minor=left,
        by=by,
        approved=approved is not None,
    )
    original = postings.entries_of_payment(
        chapter_id=chapter_id, payment_id=payment.id, kind=EntryKind.PAYMENT
    )[0]
    booking.take_back(
        payment,
        amount_minor=left,
        kind=EntryKind.PAYMENT_REVERSAL,
        by=by,
        memo=reason,
        reverses_entry_id=original.id,
    )
    payment.state = move(payment.state, PaymentState.REVERSED)
    receipts.restate(payment, reason=reason)
    by_hand.note(Action.PAYMENT_REVERSED, payment, by)
    if member is not None:
        fee_minor = _charge_for_bouncing(member, by) if bounced else 0
        balance, fee = (by_hand.in_money(payment, minor) for minor in (member.balance_minor, fee_minor))
        by_hand.tell(
            member, payment, "payment_reversed", reason=reason, balance=balance, fee=fee if fee_minor else ""
        )


def _check(payment: Payment) -> None:
    if postings.was_paid_back(chapter_id=payment.chapter_id, payment_id=payment.id):
        raise Conflict(
            "Some of this payment was returned to the member as credit. Reverse that first, on their page."
        )
    if refund_queries.is_any(payment, *GONE):
        raise Conflict(
            "Some of this payment was refunded. Say of those refunds that they did not arrive, if they were never made."
        )
    if payment.historical:
        raise Conflict("An imported payment is taken back with its whole import.")
    if payment.method.by_stripe:
        raise Conflict("A payment by Stripe is refunded, not reversed.")
    by_hand.require_state(
        payment, PaymentState.SUCCEEDED, "This payment is not in the books, or has been reversed already."
    )


def _charge_for_bouncing(member: Member, by: Actor) -> int:
    """Charge what the chapter asks for a check that bounced, due at once; returns how much that is."""
    chapter = db.session.get_one(Chapter, member.chapter_id)
    fee_minor = policy.read(chapter.policy).bounced_check_fee_minor
    if not fee_minor:
        return 0
    fee = charges.NewCharge(
        member.id, ChargeKind.FEE, "Returned check fee", fee_minor, today_in(chapter.timezone)
    )
    charges.charge(chapter_id=chapter.id, request=fee, by=by)
    return fee_minor
