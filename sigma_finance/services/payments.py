"""Money that did not come by Stripe: recorded by an officer, reported by a member, assigned, reversed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sigma_finance.domain.accounts import EntryKind
from sigma_finance.domain.actors import Actor
from sigma_finance.domain.audit import Action
from sigma_finance.domain.dates import now, today_in
from sigma_finance.domain.errors import Conflict, Invalid, NotFound
from sigma_finance.domain.money import LIMIT_MINOR, format_money
from sigma_finance.domain.numbering import new_reference
from sigma_finance.domain.payments import Method, PaymentState, move
from sigma_finance.domain.text import clean_text
from sigma_finance.extensions import db
from sigma_finance.models import Chapter, Member, Payment
from sigma_finance.queries import ledger as locks
from sigma_finance.queries import settling as queries
from sigma_finance.services import audit, booking, outbox, receipts
from sigma_finance.services import ledger as books
from sigma_finance.services.booking import Recorded
from sigma_finance.services.transactions import transactional

EARLIEST = date(2000, 1, 1)


@dataclass(frozen=True)
class ManualPayment:
    """What an officer enters, or a member reports; the amount in minor units."""

    chapter_id: int
    member_id: int
    amount_minor: int
    method: Method
    received_on: date
    note: str
    taken_by: str
    form_key: str


@transactional
def record(*, request: ManualPayment, by: Actor) -> Recorded:
    """Book money that an officer has received; repeating the same form returns the first result.

    Raises Invalid for a method of Stripe's, an amount out of bounds or a date to come, NotFound for a member of
    another chapter.
    """
    member = booking.get_member(chapter_id=request.chapter_id, member_id=request.member_id)
    earlier = queries.find_by_form_key(chapter_id=request.chapter_id, form_key=request.form_key)
    if earlier is not None:
        return _already(earlier, member)
    payment = _enter(request, state=PaymentState.SUCCEEDED, by=by)
    return booking.book(
        payment, member=member, amount_minor=request.amount_minor, by=by, action=Action.PAYMENT_RECORDED
    )


@transactional
def report(*, request: ManualPayment, by: Actor) -> int:
    """Note what a member says they have paid; it counts when an officer confirms it. Returns the payment's id."""
    member = booking.get_member(chapter_id=request.chapter_id, member_id=request.member_id)
    earlier = queries.find_by_form_key(chapter_id=request.chapter_id, form_key=request.form_key)
    if earlier is not None:
        return earlier.id
    payment = _enter(request, state=PaymentState.REPORTED, by=by)
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
    """Book a payment that a member reported; confirming it again returns the first result."""
    payment = _get(chapter_id, payment_id)
    member = _member_of(payment)
    if payment.state is PaymentState.SUCCEEDED:
        return _already(payment, member)
    _require(payment, PaymentState.REPORTED, "This report has been dealt with already.")
    payment.recorded_by_member_id = by.member_id
    return booking.book(
        payment, member=member, amount_minor=payment.amount_minor, by=by, action=Action.PAYMENT_RECORDED
    )


@transactional
def reject(*, chapter_id: int, payment_id: int, reason: str, by: Actor) -> None:
    """Decline a payment that a member reported, with a word to them."""
    reason = clean_text(reason, field="reason", label="The reason", at_most=300)
    payment = _get(chapter_id, payment_id)
    member = _member_of(payment)
    _require(payment, PaymentState.REPORTED, "This report has been dealt with already.")
    payment.state = move(payment.state, PaymentState.REJECTED)
    payment.problem = reason
    _note(Action.PAYMENT_REJECTED, payment, by)
    _tell(member, payment, "report_rejected", reason=reason)
    books.changed(chapter_id=chapter_id)


@transactional
def reverse(*, chapter_id: int, payment_id: int, reason: str, by: Actor) -> None:
    """Take a payment that was entered by hand back out of the books; the original stays visible, its receipt is void.

    Raises Conflict for a payment by Stripe (that is a refund), for one that was imported (that is undoing the import)
    and for one that is not booked.
    """
    reason = clean_text(reason, field="reason", label="The reason", at_most=300)
    payment = _get(chapter_id, payment_id)
    if payment.historical:
        raise Conflict("An imported payment is taken back with its whole import.")
    if payment.method.by_stripe:
        raise Conflict("A payment by Stripe is refunded, not reversed.")
    _require(
        payment, PaymentState.SUCCEEDED, "This payment is not in the books, or has been reversed already."
    )
    member = _member_of(payment)
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
    _tell(member, payment, "payment_reversed", reason=reason, balance=_money(payment, member.balance_minor))


@transactional
def assign(*, chapter_id: int, payment_id: int, member_id: int, by: Actor) -> Recorded:
    """Give unmatched money to the member whose it is; they get the receipt."""
    payment = _get(chapter_id, payment_id)
    member = booking.get_member(chapter_id=chapter_id, member_id=member_id)
    if payment.member_id == member_id:
        return _already(payment, member)
    left = locks.cash_of_payment(chapter_id=chapter_id, payment_id=payment.id)
    if payment.member_id is not None or payment.state is not PaymentState.SUCCEEDED or left <= 0:
        raise Conflict("This money has been dealt with already.")
    return booking.assign(payment, member=member, amount_minor=left, by=by)


def _enter(request: ManualPayment, *, state: PaymentState, by: Actor) -> Payment:
    chapter = db.session.get_one(Chapter, request.chapter_id)
    _check(request, today_in(chapter.timezone))
    payment = Payment(
        chapter_id=chapter.id,
        member_id=request.member_id,
        reference=new_reference(),
        method=request.method,
        state=state,
        amount_minor=request.amount_minor,
        received_on=request.received_on,
        note=clean_text(request.note, field="note", label="The note", at_most=300, required=False),
        taken_by=clean_text(
            request.taken_by, field="taken_by", label="Who took it", at_most=120, required=False
        ),
        form_key=request.form_key[:64],
        recorded_by_member_id=by.member_id,
        succeeded_at=now() if state is PaymentState.SUCCEEDED else None,
    )
    db.session.add(payment)
    db.session.flush()
    return payment


def _check(request: ManualPayment, today: date) -> None:
    if request.method.by_stripe:
        raise Invalid("Payments by card or bank debit come in through Stripe.", field="method")
    if not 0 < request.amount_minor < LIMIT_MINOR:
        raise Invalid("Enter an amount above zero and below 1,000,000.", field="amount")
    if not EARLIEST <= request.received_on <= today:
        raise Invalid(
            "Enter the day on which the money came in; it cannot be in the future.", field="received_on"
        )


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
        payment.id, payment.reference, receipts.number_of(payment), member.balance_minor, member.credit_minor
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
