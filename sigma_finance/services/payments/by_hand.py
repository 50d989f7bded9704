"""Money entered by hand: what is checked of it, and what a form that was sent before comes to."""

from __future__ import annotations

from datetime import date

from sigma_finance.database import faults
from sigma_finance.domain.actors import Actor
from sigma_finance.domain.audit import Action
from sigma_finance.domain.books.numbering import new_reference
from sigma_finance.domain.dates import now, today_in
from sigma_finance.domain.errors import Conflict, Invalid, NotFound
from sigma_finance.domain.money import check_bounds, format_money
from sigma_finance.domain.payments.payments import EARLIEST, FormSentAlready, Method, PaymentState
from sigma_finance.domain.payments.requests import ManualPayment
from sigma_finance.domain.text import clean_text
from sigma_finance.extensions import db
from sigma_finance.models import Chapter, Member, Payment
from sigma_finance.queries import locks
from sigma_finance.queries.payments import settling as queries
from sigma_finance.services import audit
from sigma_finance.services.messages import outbox


def find_earlier(request: ManualPayment) -> Payment | None:
    """The payment that sending the same before has made; raises FormSentAlready if it was not the same."""
    earlier = queries.find_by_form_key(chapter_id=request.chapter_id, form_key=request.form_key)
    if earlier is not None and _contents(earlier) != _contents(request):
        raise FormSentAlready(_sent_already(earlier, request))
    return earlier


def _contents(one: Payment | ManualPayment) -> tuple[int | None, int, Method, date | None]:
    return one.member_id, one.amount_minor, one.method, one.received_on


def _sent_already(earlier: Payment, request: ManualPayment) -> str:
    chapter = db.session.get_one(Chapter, earlier.chapter_id)
    amount = format_money(earlier.amount_minor, chapter.currency)
    said = f"This form was sent already, with {amount} {earlier.method.in_words}"
    if earlier.member_id is not None and earlier.member_id != request.member_id:
        said += f" for {db.session.get_one(Member, earlier.member_id).name}"
    return f"{said}. Nothing more was written down. If this is another payment, send it again."


def enter(request: ManualPayment, *, state: PaymentState, by: Actor) -> Payment:
    """Write the payment down; raises Invalid for what cannot be taken."""
    chapter = db.session.get_one(Chapter, request.chapter_id)
    _check(request, chapter.currency, today_in(chapter.timezone))
    payment = Payment(
        chapter_id=chapter.id,
        member_id=request.member_id,
        reference=new_reference(),
        method=request.method,
        state=state,
        amount_minor=request.amount_minor,
        received_on=request.received_on,
        note=clean_text(
            request.note, field="note", label="The note", at_most=300, required=False, lines=True
        ),
        taken_by=clean_text(
            request.taken_by, field="taken_by", label="Who took it", at_most=120, required=False
        ),
        form_key=request.form_key,
        kept_on=request.kept_on,
        recorded_by_member_id=by.member_id,
        succeeded_at=now() if state is PaymentState.SUCCEEDED else None,
    )
    _write(payment, request)
    return payment


def _write(payment: Payment, request: ManualPayment) -> None:
    """Write the row; one who sent the same form for another member at this moment may have been first."""
    try:
        with db.session.begin_nested():
            db.session.add(payment)
    except Exception as error:
        if not faults.violated(
            error, "uq_payments_chapter_id_form_key", "payments.chapter_id, payments.form_key"
        ):
            raise
        find_earlier(request)
        raise


def _check(request: ManualPayment, currency: str, today: date) -> None:
    if request.method.by_stripe:
        raise Invalid("Payments by card or bank debit come in through Stripe.", field="method")
    check_bounds(request.amount_minor, currency)
    if request.received_on > today:
        raise Invalid(
            "That day has not come yet. Enter the day on which the money came in.", field="received_on"
        )
    if request.received_on < EARLIEST:
        raise Invalid(
            f"Payments before {EARLIEST.year} cannot be entered. Check the year.", field="received_on"
        )


def get_locked(chapter_id: int, payment_id: int) -> Payment:
    """The payment, locked; raises NotFound where the chapter has none of this id."""
    payment = locks.lock_payment(chapter_id=chapter_id, payment_id=payment_id)
    if payment is None:
        raise NotFound("There is no such payment in this chapter.")
    return payment


def member_of(payment: Payment) -> Member:
    """The member of a payment, locked; raises Conflict where it is nobody's yet."""
    if payment.member_id is None:
        raise Conflict("Assign this money to a member first.")
    return locks.lock_member(chapter_id=payment.chapter_id, member_id=payment.member_id)


def require_state(payment: Payment, state: PaymentState, otherwise: str) -> None:
    """Raise Conflict with this sentence unless the payment is in the state."""
    if payment.state is not state:
        raise Conflict(otherwise)


def note(action: Action, payment: Payment, by: Actor) -> None:
    """Write the act into the audit trail."""
    audit.record(
        action,
        chapter_id=payment.chapter_id,
        subject=("payments", payment.id),
        by=by,
        member_id=payment.member_id,
        amount_minor=payment.amount_minor,
    )


def in_money(payment: Payment, minor: int) -> str:
    """An amount in the currency of the payment's chapter."""
    return format_money(minor, db.session.get_one(Chapter, payment.chapter_id).currency)


def tell(member: Member, payment: Payment, kind: str, **context: str) -> None:
    """Write to the member about their payment."""
    outbox.tell(member, kind, **{"amount": in_money(payment, payment.amount_minor), **context})
