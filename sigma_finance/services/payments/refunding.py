"""Giving money of a payment back, at an officer's word: by Stripe, or recorded as it was given by hand.

A refund by Stripe is intended, asked for and settled: its row and its idempotency key are committed before the call,
and an answer that never came is asked for again by the reconciliation.
"""

from __future__ import annotations

from datetime import timedelta

from sigma_finance.database import transactions
from sigma_finance.database.transactions import transactional
from sigma_finance.domain.actors import Actor
from sigma_finance.domain.audit import Action
from sigma_finance.domain.books.numbering import new_reference
from sigma_finance.domain.dates import long_date, now, today_in
from sigma_finance.domain.errors import Conflict, Invalid, NotFound, Unavailable
from sigma_finance.domain.payments import refunds as rules
from sigma_finance.domain.payments.payments import (
    DisputeState,
    FormSentAlready,
    RefundState,
)
from sigma_finance.domain.payments.refunds import HandRefund
from sigma_finance.domain.payments.requests import NewRefund
from sigma_finance.domain.permissions import Permission
from sigma_finance.domain.text import clean_text
from sigma_finance.extensions import db
from sigma_finance.gateways.payments.errors import Busy, KeyRefused, ProviderRefused
from sigma_finance.gateways.payments.providers import provider_on
from sigma_finance.gateways.payments.types import RefundOrder
from sigma_finance.models import Chapter, Payment, Refund
from sigma_finance.queries import locks
from sigma_finance.queries.payments import refunds as queries
from sigma_finance.queries.payments import settling
from sigma_finance.queries.payments.refunds import UnansweredRefund
from sigma_finance.services import audit, deciding
from sigma_finance.services.books import ledger
from sigma_finance.services.dues.charges import Approved
from sigma_finance.services.figures import version
from sigma_finance.services.messages import movements
from sigma_finance.services.payments import (
    at_provider,
    booking,
    by_hand,
    forgiving,
    going_back,
    refunds,
    verdicts,
)
from sigma_finance.services.payments.verdicts import SettlementOutcome

#: Stripe keeps an idempotency key's answer for 24 hours: beyond this, asking again could refund twice.
ASK_AGAIN_FOR = timedelta(hours=20)
#: An answer that is this late is asked for.
ANSWERED_WITHIN = timedelta(minutes=2)
NEVER_REACHED = "Stripe was never asked. Nothing was refunded."


def refund(*, request: NewRefund, by: Actor, approved: Approved = None) -> RefundState:
    """Give money of a payment back; returns where that stands: *created* where Stripe has not answered.

    Sent twice, a form refunds once. Raises what ``intend`` and ``ask`` raise, and Conflict for one that came back.
    """
    state = ask(chapter_id=request.chapter_id, refund_id=intend(request=request, by=by, approved=approved))
    if state is RefundState.FAILED:
        raise Conflict("This refund came back at once. Its payment's page says why.")
    return state


@transactional
def intend(*, request: NewRefund, by: Actor, approved: Approved = None) -> int:
    """Write down what is to go back, and book it where it was given by hand; returns the refund's id.

    Raises Invalid and Conflict for what cannot be given back, Forbidden for one's own payment where another officer
    may refund it, and NeedsSecond where it is more than one officer may give, unless so much was ``approved``.
    """
    reason = clean_text(request.reason, field="reason", label="The reason", at_most=300, lines=True)
    payment = by_hand.get_locked(request.chapter_id, request.payment_id)
    at_provider.lock_member(payment)
    earlier = queries.find_by_form_key(chapter_id=payment.chapter_id, form_key=request.form_key)
    if earlier is not None:
        return _same(earlier, request)
    deciding.decides_alone(
        chapter_id=payment.chapter_id,
        member_id=payment.member_id or 0,
        permission=Permission.RECORD_MONEY,
        by=by,
        refusal="This payment is your own. Another officer has to refund it.",
    )
    _check(payment, request)
    made = _enter(payment, request, reason, by, by_two=approved is not None)
    given = made.amount_minor + made.forgives_minor
    if approved not in (None, given):
        raise Conflict("What it gives away has changed since this was asked. Decline it and ask again.")
    deciding.require(
        chapter_id=payment.chapter_id,
        member_ids=[payment.member_id] if payment.member_id else [],
        amount_minor=given,
        by=by,
        approved=approved is not None,
    )
    if request.by_hand is not None:
        _give(payment, made, request.by_hand, by)
    else:
        version.changed(chapter_id=payment.chapter_id)
    _note(Action.REFUND_MADE if made.method else Action.REFUND_ASKED, payment, made.amount_minor, by)
    return made.id


def goes_by_hand(payment: Payment) -> bool:
    """Whether what goes back of a payment is given by hand: it came so, or Stripe sends it back no more."""
    return not payment.method.by_stripe or rules.is_too_old(payment.method, payment.created_at, now())


def may_go_by_hand(payment: Payment) -> bool:
    """Whether it may be: also once a refund by Stripe did not arrive."""
    return goes_by_hand(payment) or queries.is_any(payment, RefundState.FAILED)


def left(payment: Payment) -> int:
    """What of a payment can still go back, in minor units: what it holds, less what was asked back."""
    return max(ledger.held(payment).left_minor - queries.asked_minor(payment), 0)


def _check(payment: Payment, request: NewRefund) -> None:
    most = left(payment)
    refusal = rules.why_not(
        state=payment.state,
        historical=payment.historical,
        disputed=any(one.state is DisputeState.OPEN for one in settling.disputes_of(payment)),
        left_minor=most,
    )
    if refusal:
        raise Conflict(refusal)
    if not 0 < request.amount_minor <= most:
        asked = by_hand.in_money(payment, most)
        raise Invalid(f"{asked} of this payment is left. Enter that or less, above zero.", field="amount")
    if request.by_hand is not None:
        _check_hand(payment, request.by_hand)
    elif not payment.method.by_stripe:
        raise Invalid("Choose how it was given back.", field="method")
    elif goes_by_hand(payment):
        days = rules.DEBITS_FOR.days
        raise Invalid(
            f"A bank debit goes back through Stripe for {days} days. Give it back yourself and record how.",
            field="method",
        )


def _check_hand(payment: Payment, given: HandRefund) -> None:
    if not may_go_by_hand(payment):
        raise Invalid("A payment by Stripe goes back through Stripe.", field="method")
    if given.method.by_stripe:
        raise Invalid("Choose how it was given back.", field="method")
    if given.on > today_in(db.session.get_one(Chapter, payment.chapter_id).timezone):
        raise Invalid(
            "That day has not come yet. Enter the day on which it was given back.", field="given_on"
        )
    if payment.received_on and given.on < payment.received_on:
        day = long_date(payment.received_on)
        raise Invalid(f"The payment came in on {day}. It cannot have gone back before.", field="given_on")


def _enter(payment: Payment, request: NewRefund, reason: str, by: Actor, *, by_two: bool) -> Refund:
    given = request.by_hand
    made = Refund(
        chapter_id=payment.chapter_id,
        payment_id=payment.id,
        reference=new_reference("RF"),
        form_key=request.form_key[:64],
        amount_minor=request.amount_minor,
        state=RefundState.SUCCEEDED if given else RefundState.CREATED,
        owed=request.owed,
        forgives_minor=forgiving.would_forgive(payment, amount_minor=request.amount_minor, owed=request.owed),
        reason=reason,
        method=given.method if given else None,
        given_on=given.on if given else None,
        trace=_trace(given),
        made_by_member_id=by.member_id,
        by_two=by_two,
    )
    db.session.add(made)
    db.session.flush()
    return made


def _trace(given: HandRefund | None) -> str:
    if given is None:
        return ""
    return clean_text(
        given.trace, field="trace", label="Check number or reference", at_most=80, required=False
    )


def _same(earlier: Refund, request: NewRefund) -> int:
    sent = (request.payment_id, request.amount_minor, request.owed)
    if (earlier.payment_id, earlier.amount_minor, earlier.owed) != sent:
        raise FormSentAlready("This form was sent already, with other contents. Open it again.")
    return earlier.id


def _give(payment: Payment, made: Refund, given: HandRefund, by: Actor) -> None:
    """Book what was given by hand."""
    day = given.on
    forgiving.reverse_charges(payment, made, by=by, booked_on=day)
    booking.give_back(
        payment,
        made,
        account=refunds.paid_from(given.method),
        by=by,
        beside=lambda lines: forgiving.waivers(payment, made, lines, by=by, booked_on=day),
    )
    going_back.open_again(payment)
    going_back.restate_receipt(payment, refunds.REFUNDED)
    how = f"It was given back on {long_date(day)}: {given.method.in_words}"
    said = f"{how}, {made.trace}." if made.trace else f"{how}."
    movements.tell(at_provider.member_of(payment), "refunded", made.amount_minor, how=said)


def _note(action: Action, payment: Payment, amount_minor: int, by: Actor) -> None:
    audit.record(
        action,
        chapter_id=payment.chapter_id,
        subject=("payments", payment.id),
        by=by,
        member_id=payment.member_id,
        amount_minor=amount_minor,
    )


def ask(*, chapter_id: int, refund_id: int) -> RefundState:
    """Ask Stripe for a refund whose row is committed, and settle the answer; returns where it stands.

    *Created* is one whose answer never came. Raises Conflict where Stripe says no, Unavailable where it is busy:
    nothing was refunded then.
    """
    order = _order(chapter_id, refund_id)
    if isinstance(order, RefundState):
        return order
    transactions.end_read()
    try:
        answer = provider_on(order.account).create_refund(order=order, idempotency_key=order.refund_ref)
    except (Busy, KeyRefused) as problem:
        refuse(reference=order.refund_ref, problem=problem.message)
        raise
    except ProviderRefused as refusal:
        refuse(reference=order.refund_ref, problem=refusal.message)
        raise Conflict(refusal.message) from refusal
    except Unavailable:
        return RefundState.CREATED
    refunds.book_refund(refund=answer)
    return _state(chapter_id, refund_id)


def _order(chapter_id: int, refund_id: int) -> RefundOrder | RefundState:
    """What to ask Stripe for, or where a refund stands that needs no asking."""
    made = db.session.get(Refund, refund_id)
    if made is None or made.chapter_id != chapter_id:
        raise NotFound("There is no such refund in this chapter.")
    if made.state is not RefundState.CREATED:
        return made.state
    payment = db.session.get_one(Payment, made.payment_id)
    return RefundOrder(
        made.reference or "",
        payment.stripe_payment_intent_id or "",
        made.amount_minor,
        payment.stripe_account,
    )


def _state(chapter_id: int, refund_id: int) -> RefundState:
    order = _order(chapter_id, refund_id)
    return order if isinstance(order, RefundState) else RefundState.CREATED


@transactional
def refuse(*, reference: str, problem: str) -> None:
    """End a refund that Stripe would not begin; its form can be sent again."""
    made = queries.find_by_reference(reference=reference)
    if made is None:
        return
    payment = locks.lock_payment(chapter_id=made.chapter_id, payment_id=made.payment_id)
    made = queries.find(chapter_id=made.chapter_id, payment_id=made.payment_id, refund_id=made.id)
    if payment is None or made is None or made.state is not RefundState.CREATED:
        return
    made.state, made.problem, made.form_key = RefundState.REFUSED, problem[:300], None
    at_provider.record(Action.REFUND_REFUSED, payment, made.amount_minor)


def find_out(unanswered: UnansweredRefund) -> SettlementOutcome:
    """Ask Stripe what became of a refund, and settle that; one never made is asked for again while its key is good."""
    transactions.end_read()
    intent, reference = unanswered.payment_intent, unanswered.reference
    found = provider_on(unanswered.account).find_refund(payment_intent=intent, refund_ref=reference)
    if found is not None:
        return refunds.book_refund(refund=found)
    if now() - unanswered.asked_at > ASK_AGAIN_FOR:
        refuse(reference=reference, problem=NEVER_REACHED)
        return verdicts.ignored(NEVER_REACHED)
    ask(chapter_id=unanswered.chapter_id, refund_id=unanswered.refund_id)
    return verdicts.ignored("It was asked for again.")


@transactional
def did_not_arrive(*, chapter_id: int, payment_id: int, refund_id: int, reason: str, by: Actor) -> None:
    """Put the money of a refund by hand back that never reached its payer; raises Conflict for any other."""
    reason = clean_text(reason, field="reason", label="The reason", at_most=300, lines=True)
    payment = by_hand.get_locked(chapter_id, payment_id)
    at_provider.lock_member(payment)
    made = queries.find(chapter_id=chapter_id, payment_id=payment_id, refund_id=refund_id)
    if made is None:
        raise NotFound("There is no such refund of this payment.")
    if made.method is None:
        raise Conflict("Stripe says itself whether this refund arrives.")
    if made.state is not RefundState.SUCCEEDED:
        raise Conflict("This refund has been taken back already.")
    refunds.come_back(payment, made, problem=reason, by=by)
    going_back.restate_receipt(payment, refunds.REFUNDED)
    _note(Action.REFUND_FAILED, payment, made.amount_minor, by)
