"""Money that did not come by Stripe: recorded by an officer, reported by a member, assigned, reversed."""

from __future__ import annotations

from collections.abc import Sequence

from sigma_finance.database.transactions import transactional
from sigma_finance.domain.actors import Actor
from sigma_finance.domain.audit import Action
from sigma_finance.domain.errors import Conflict, DomainError, Forbidden, Invalid, NotFound
from sigma_finance.domain.payments.payments import PaymentState, move
from sigma_finance.domain.payments.requests import ManualPayment
from sigma_finance.domain.permissions import Permission
from sigma_finance.domain.text import clean_text
from sigma_finance.models import Member, Payment
from sigma_finance.queries import locks
from sigma_finance.services import audit, deciding
from sigma_finance.services.books import ledger, receipts
from sigma_finance.services.figures import version
from sigma_finance.services.messages import keepers
from sigma_finance.services.payments import booking, by_hand
from sigma_finance.services.payments.booking import BookingResult


@transactional
def record(*, request: ManualPayment, by: Actor) -> BookingResult:
    """Book money that an officer has received; repeating the same form returns the first result.

    Raises Invalid for a method of Stripe's, an amount out of bounds or a date to come, NotFound for a member of
    another chapter, FormSentAlready when the form was sent before with other contents, Forbidden for an officer's own
    payment where another officer may record it.
    """
    member = locks.lock_member(chapter_id=request.chapter_id, member_id=request.member_id)
    earlier = by_hand.find_earlier(request)
    if earlier is not None:
        return _already(earlier, member)
    alone = deciding.decides_alone(
        chapter_id=request.chapter_id,
        member_id=member.id,
        permission=Permission.RECORD_MONEY,
        by=by,
        refusal=f"{member.name} is you. Another officer has to record what you paid, or confirm it once you report it.",
    )
    payment = by_hand.enter(request, state=PaymentState.SUCCEEDED, by=by)
    return booking.book(
        payment, member=member, amount_minor=request.amount_minor, by=by, action=_recorded(alone)
    )


def _recorded(alone: bool) -> Action:
    return Action.PAYMENT_SELF_CONFIRMED if alone else Action.PAYMENT_RECORDED


class RowRefused(Conflict):
    """One of several payments cannot be taken; ``row`` counts from zero."""

    def __init__(self, row: int, refusal: DomainError) -> None:
        super().__init__(refusal.message, field=refusal.field)
        self.row = row


@transactional
def record_many(*, requests: Sequence[ManualPayment], by: Actor) -> list[BookingResult]:
    """Book all of these payments of one chapter, or none; each has its own receipt, numbered in their order.

    Raises RowRefused for the first one that cannot be taken.
    """
    chapter_id = requests[0].chapter_id
    locks.lock_members(chapter_id=chapter_id, member_ids=[request.member_id for request in requests])
    made = []
    for row, request in enumerate(requests):
        try:
            made.append(record(request=request, by=by))
        except (Invalid, Conflict, NotFound, Forbidden) as refusal:
            raise RowRefused(row, refusal) from refusal
    return made


@transactional
def report(*, request: ManualPayment, by: Actor) -> int:
    """Note what a member says they have paid; it counts when an officer confirms it. Returns the payment's id."""
    member = locks.lock_member(chapter_id=request.chapter_id, member_id=request.member_id)
    earlier = by_hand.find_earlier(request)
    if earlier is not None:
        return earlier.id
    payment = by_hand.enter(request, state=PaymentState.REPORTED, by=by)
    audit.record(
        Action.PAYMENT_REPORTED,
        chapter_id=payment.chapter_id,
        subject=("payments", payment.id),
        by=by,
        member_id=member.id,
        amount_minor=payment.amount_minor,
        method=payment.method.value,
    )
    keepers.tell_keepers(
        payment.chapter_id,
        "payment_reported",
        payment.amount_minor,
        "/treasurer/reported",
        member_name=member.name,
        method_label=payment.method.label,
    )
    version.changed(chapter_id=payment.chapter_id)
    return payment.id


@transactional
def confirm(*, chapter_id: int, payment_id: int, by: Actor) -> BookingResult:
    """Book a payment that a member reported; confirming it again returns the first result.

    Raises Forbidden for one's own where another officer may confirm it.
    """
    payment = by_hand.get_locked(chapter_id, payment_id)
    member = by_hand.member_of(payment)
    if payment.state is PaymentState.SUCCEEDED:
        return _already(payment, member)
    by_hand.require_state(payment, PaymentState.REPORTED, "This report has been dealt with already.")
    alone = deciding.decides_alone(
        chapter_id=chapter_id,
        member_id=member.id,
        permission=Permission.RECORD_MONEY,
        by=by,
        refusal="You reported this payment yourself. Another officer has to confirm it.",
    )
    payment.recorded_by_member_id = by.member_id
    return booking.book(
        payment,
        member=member,
        amount_minor=payment.amount_minor,
        by=by,
        action=_recorded(alone),
    )


@transactional
def reject(*, chapter_id: int, payment_id: int, reason: str, by: Actor) -> None:
    """Decline a payment that a member reported, with a word to them."""
    reason = clean_text(reason, field="reason", label="The reason", at_most=300, lines=True)
    payment = by_hand.get_locked(chapter_id, payment_id)
    member = by_hand.member_of(payment)
    by_hand.require_state(payment, PaymentState.REPORTED, "This report has been dealt with already.")
    payment.state = move(payment.state, PaymentState.REJECTED)
    payment.problem = reason
    by_hand.note(Action.PAYMENT_REJECTED, payment, by)
    by_hand.tell(member, payment, "report_rejected", reason=reason)
    version.changed(chapter_id=chapter_id)


@transactional
def assign(*, chapter_id: int, payment_id: int, member_id: int, by: Actor) -> BookingResult:
    """Give unmatched money to the member whose it is; they get the receipt. Never to oneself where another may."""
    deciding.decides_alone(
        chapter_id=chapter_id,
        member_id=member_id,
        permission=Permission.RECORD_MONEY,
        by=by,
        refusal="You would assign this money to yourself. Another officer has to do it.",
    )
    payment = by_hand.get_locked(chapter_id, payment_id)
    member = locks.lock_member(chapter_id=chapter_id, member_id=member_id)
    if payment.member_id == member_id:
        return _already(payment, member)
    left = ledger.held(payment).left_minor
    if payment.member_id or payment.donor_name or payment.state is not PaymentState.SUCCEEDED or left <= 0:
        raise Conflict("This money has been dealt with already.")
    return booking.assign(payment, member=member, amount_minor=left, by=by)


def _already(payment: Payment, member: Member) -> BookingResult:
    return BookingResult(
        payment_id=payment.id,
        reference=payment.reference,
        amount_minor=payment.amount_minor,
        method=payment.method,
        receipt_number=receipts.number_of(payment),
        balance_minor=member.balance_minor,
        credit_minor=member.credit_minor,
    )
