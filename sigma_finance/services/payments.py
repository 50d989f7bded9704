"""Money that did not come by Stripe: recorded by an officer, reported by a member, assigned, reversed."""

from __future__ import annotations

from collections.abc import Sequence

from sigma_finance.domain import policy
from sigma_finance.domain.accounts import ChargeKind, EntryKind
from sigma_finance.domain.actors import Actor
from sigma_finance.domain.audit import Action
from sigma_finance.domain.dates import today_in
from sigma_finance.domain.errors import Conflict, DomainError, Invalid, NotFound
from sigma_finance.domain.money import format_money
from sigma_finance.domain.payments import Method, PaymentState, move
from sigma_finance.domain.permissions import Permission
from sigma_finance.domain.text import clean_text
from sigma_finance.extensions import db
from sigma_finance.models import Chapter, Member, Payment
from sigma_finance.queries import ledger as locks
from sigma_finance.services import (
    audit,
    booking,
    by_hand,
    charges,
    outbox,
    receipts,
    second_person,
    separation,
)
from sigma_finance.services import ledger as books
from sigma_finance.services.booking import Recorded
from sigma_finance.services.by_hand import ManualPayment
from sigma_finance.services.transactions import transactional


@transactional
def record(*, request: ManualPayment, by: Actor) -> Recorded:
    """Book money that an officer has received; repeating the same form returns the first result.

    Raises Invalid for a method of Stripe's, an amount out of bounds or a date to come, NotFound for a member of
    another chapter, FormSentAlready when the form was sent before with other contents.
    """
    member = booking.get_member(chapter_id=request.chapter_id, member_id=request.member_id)
    earlier = by_hand.find_earlier(request)
    if earlier is not None:
        return _already(earlier, member)
    payment = by_hand.enter(request, state=PaymentState.SUCCEEDED, by=by)
    return booking.book(
        payment, member=member, amount_minor=request.amount_minor, by=by, action=Action.PAYMENT_RECORDED
    )


class RowRefused(Conflict):
    """One of several payments cannot be taken; ``row`` counts from zero."""

    def __init__(self, row: int, refusal: DomainError) -> None:
        super().__init__(refusal.message, field=refusal.field)
        self.row = row


@transactional
def record_many(*, requests: Sequence[ManualPayment], by: Actor) -> list[Recorded]:
    """Book all of these payments of one chapter, or none; each has its own receipt, numbered in their order.

    Raises RowRefused for the first one that cannot be taken.
    """
    chapter_id = requests[0].chapter_id
    locks.lock_members(chapter_id=chapter_id, member_ids=[request.member_id for request in requests])
    made = []
    for row, request in enumerate(requests):
        try:
            made.append(record(request=request, by=by))
        except (Invalid, Conflict, NotFound) as refusal:
            raise RowRefused(row, refusal) from refusal
    return made


@transactional
def report(*, request: ManualPayment, by: Actor) -> int:
    """Note what a member says they have paid; it counts when an officer confirms it. Returns the payment's id."""
    member = booking.get_member(chapter_id=request.chapter_id, member_id=request.member_id)
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
    booking.tell_keepers(
        payment.chapter_id,
        "payment_reported",
        payment.amount_minor,
        "/treasurer/reported",
        member_name=member.name,
        method_label=payment.method.label,
    )
    books.changed(chapter_id=payment.chapter_id)
    return payment.id


@transactional
def confirm(*, chapter_id: int, payment_id: int, by: Actor) -> Recorded:
    """Book a payment that a member reported; confirming it again returns the first result.

    Raises Forbidden for one's own where another officer may confirm it.
    """
    payment = _get(chapter_id, payment_id)
    member = _member_of(payment)
    if payment.state is PaymentState.SUCCEEDED:
        return _already(payment, member)
    _require(payment, PaymentState.REPORTED, "This report has been dealt with already.")
    alone = separation.decides_alone(
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
        action=Action.PAYMENT_SELF_CONFIRMED if alone else Action.PAYMENT_RECORDED,
    )


@transactional
def reject(*, chapter_id: int, payment_id: int, reason: str, by: Actor) -> None:
    """Decline a payment that a member reported, with a word to them."""
    reason = clean_text(reason, field="reason", label="The reason", at_most=300, lines=True)
    payment = _get(chapter_id, payment_id)
    member = _member_of(payment)
    _require(payment, PaymentState.REPORTED, "This report has been dealt with already.")
    payment.state = move(payment.state, PaymentState.REJECTED)
    payment.problem = reason
    _note(Action.PAYMENT_REJECTED, payment, by)
    _tell(member, payment, "report_rejected", reason=reason)
    books.changed(chapter_id=chapter_id)


@transactional
def reverse(
    *,
    chapter_id: int,
    payment_id: int,
    reason: str,
    by: Actor,
    bounced: bool = False,
    approved: bool = False,
) -> None:
    """Take a payment that was entered by hand back out of the books; the original stays visible, its receipt is void.

    For a check that bounced the chapter's fee is charged as well. Raises Conflict for a payment by Stripe (that is a
    refund), for one that was imported (that is undoing the import), for one that is not booked, and where its credit
    was paid back; NeedsSecond above the chapter's limit unless it was ``approved``.
    """
    if bounced and not reason.strip():
        reason = "The check bounced."
    reason = clean_text(reason, field="reason", label="The reason", at_most=300, lines=True)
    payment = _get(chapter_id, payment_id)
    if locks.was_paid_back(chapter_id=chapter_id, payment_id=payment.id):
        raise Conflict(
            "Some of this payment was paid back to the member as credit. Reverse that payout first, on their page."
        )
    if payment.historical:
        raise Conflict("An imported payment is taken back with its whole import.")
    if payment.method.by_stripe:
        raise Conflict("A payment by Stripe is refunded, not reversed.")
    _require(
        payment, PaymentState.SUCCEEDED, "This payment is not in the books, or has been reversed already."
    )
    member = None if payment.donor_name is not None else _member_of(payment)
    if bounced and payment.method is not Method.CHECK:
        raise Invalid("Only a check can bounce.", field="bounced")
    second_person.require(
        db.session.get_one(Chapter, chapter_id), amount_minor=payment.amount_minor, by=by, approved=approved
    )
    left = locks.cash_of_payment(chapter_id=chapter_id, payment_id=payment.id)
    original = locks.entries_of_payment(chapter_id=chapter_id, payment_id=payment.id, kind=EntryKind.PAYMENT)[
        0
    ]
    booking.take_back(
        payment,
        amount_minor=left,
        kind=EntryKind.PAYMENT_REVERSAL,
        by=by,
        memo=reason,
        reverses_entry_id=original.id,
    )
    payment.state = move(payment.state, PaymentState.REVERSED)
    receipts.void(payment, reason=reason)
    _note(Action.PAYMENT_REVERSED, payment, by)
    if member is not None:
        fee_minor = _charge_for_bouncing(member, by) if bounced else 0
        balance, fee = (_money(payment, minor) for minor in (member.balance_minor, fee_minor))
        _tell(
            member, payment, "payment_reversed", reason=reason, balance=balance, fee=fee if fee_minor else ""
        )


@transactional
def assign(*, chapter_id: int, payment_id: int, member_id: int, by: Actor) -> Recorded:
    """Give unmatched money to the member whose it is; they get the receipt."""
    payment = _get(chapter_id, payment_id)
    member = booking.get_member(chapter_id=chapter_id, member_id=member_id)
    if payment.member_id == member_id:
        return _already(payment, member)
    left = locks.cash_of_payment(chapter_id=chapter_id, payment_id=payment.id)
    if payment.member_id or payment.donor_name or payment.state is not PaymentState.SUCCEEDED or left <= 0:
        raise Conflict("This money has been dealt with already.")
    return booking.assign(payment, member=member, amount_minor=left, by=by)


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


def _get(chapter_id: int, payment_id: int) -> Payment:
    payment = locks.lock_payment(chapter_id=chapter_id, payment_id=payment_id)
    if payment is None:
        raise NotFound("There is no such payment in this chapter.")
    return payment


def _member_of(payment: Payment) -> Member:
    if payment.member_id is None:
        raise Conflict("Assign this money to a member first.")
    return booking.get_member(chapter_id=payment.chapter_id, member_id=payment.member_id)


def _require(payment: Payment, state: PaymentState, otherwise: str) -> None:
    if payment.state is not state:
        raise Conflict(otherwise)


def _already(payment: Payment, member: Member) -> Recorded:
    return Recorded(
        payment_id=payment.id,
        reference=payment.reference,
        amount_minor=payment.amount_minor,
        method=payment.method,
        receipt_number=receipts.number_of(payment),
        balance_minor=member.balance_minor,
        credit_minor=member.credit_minor,
    )


def _note(action: Action, payment: Payment, by: Actor) -> None:
    audit.record(
        action,
        chapter_id=payment.chapter_id,
        subject=("payments", payment.id),
        by=by,
        member_id=payment.member_id,
        amount_minor=payment.amount_minor,
    )


def _money(payment: Payment, minor: int) -> str:
    return format_money(minor, db.session.get_one(Chapter, payment.chapter_id).currency)


def _tell(member: Member, payment: Payment, kind: str, **context: str) -> None:
    outbox.enqueue(
        chapter_id=payment.chapter_id,
        kind=kind,
        to=member.email,
        member_id=member.id,
        context={"member_name": member.name, "amount": _money(payment, payment.amount_minor), **context},
    )
