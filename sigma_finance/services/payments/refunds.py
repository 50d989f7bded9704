"""Refunds, booked once each, whoever asked for them, and put back should they fail.

Those at the provider are idempotent on the object, not on the event that told of it; called with a snapshot fetched
just before, outside any transaction. One that was asked for here is known by our own reference, so that it is booked
once whether its answer or its event comes first.
"""

from __future__ import annotations

from sigma_finance.database.transactions import transactional
from sigma_finance.domain.actors import STRIPE, Actor, ActorKind
from sigma_finance.domain.audit import Action
from sigma_finance.domain.books.accounts import Account, EntryKind
from sigma_finance.domain.payments.payments import Method, RefundState
from sigma_finance.extensions import db
from sigma_finance.gateways.payments.types import ProviderRefund
from sigma_finance.models import Chapter, Payment, Refund
from sigma_finance.queries import locks
from sigma_finance.queries.payments import refunds as asked
from sigma_finance.queries.payments import settling as queries
from sigma_finance.services.messages import keepers, movements
from sigma_finance.services.payments import at_provider, booking, forgiving, going_back
from sigma_finance.services.payments.verdicts import NOT_OURS, SettlementOutcome, applied

#: Why a receipt states less than it did, or more.
REFUNDED = "It was refunded, in whole or in part."
CAME_BACK = "The payer's bank did not take it."
BY_STRIPE = "It goes back the way it came and can take ten days to arrive."
#: Stripe has not been asked for it, or said no: nothing of it is booked.
_NOT_BEGUN = (RefundState.CREATED, RefundState.REFUSED)


@transactional
def book_refund(*, refund: ProviderRefund) -> SettlementOutcome:
    """Take a refund out of its payment when it is on its way, and put it back should it fail; each once."""
    payment = locks.lock_payment_by_intent(account=refund.account, payment_intent=refund.payment_intent or "")
    if payment is None:
        return NOT_OURS
    at_provider.lock_member(payment)
    known = _known(refund) or _enter(payment, refund)
    gone = refund.status in ("failed", "canceled")
    if known.state in _NOT_BEGUN:
        known.stripe_refund_id = refund.id
        known.state = RefundState.FAILED if gone else RefundState.PENDING
        known.problem = (refund.failure or CAME_BACK) if gone else ""
        if not gone:
            _book(payment, known, refund)
    elif gone and known.state is not RefundState.FAILED:
        come_back(payment, known, problem=refund.failure or CAME_BACK, by=STRIPE)
    if refund.status == "succeeded" and known.state is RefundState.PENDING:
        known.state = RefundState.SUCCEEDED
    going_back.restate_receipt(payment, REFUNDED)
    going_back.give_up_what_is_lost(payment)
    return applied(payment.chapter_id)


def _known(refund: ProviderRefund) -> Refund | None:
    found = queries.find_refund(stripe_refund_id=refund.id)
    if found is None and refund.refund_ref is not None:
        found = asked.find_by_reference(reference=refund.refund_ref)
    return found


def _enter(payment: Payment, refund: ProviderRefund) -> Refund:
    """A row for a refund that was made at Stripe's dashboard."""
    known = Refund(
        chapter_id=payment.chapter_id,
        payment_id=payment.id,
        stripe_refund_id=refund.id,
        amount_minor=refund.amount_minor,
        state=RefundState.CREATED,
    )
    db.session.add(known)
    db.session.flush()
    return known


def _book(payment: Payment, known: Refund, refund: ProviderRefund) -> None:
    chapter = db.session.get_one(Chapter, payment.chapter_id)
    day = at_provider.day_of(refund.created_at, chapter)
    by = _asker(known)
    forgiving.reverse_charges(payment, known, by=by, booked_on=day)
    booking.go_back(
        payment,
        amount_minor=known.amount_minor,
        kind=EntryKind.REFUND,
        by=by,
        memo=known.reason,
        refund_id=known.id,
        booked_on=day,
        beside=lambda lines: forgiving.waivers(payment, known, lines, by=by, booked_on=day),
    )
    at_provider.record(Action.PAYMENT_REFUNDED, payment, known.amount_minor)
    going_back.open_again(payment)
    movements.tell(at_provider.member_of(payment), "refunded", known.amount_minor, how=BY_STRIPE)


def _asker(known: Refund) -> Actor:
    """Who gives the money away: the officer who asked for it, or whoever did at Stripe."""
    officer = known.made_by_member_id
    return Actor(ActorKind.PERSON, member_id=officer) if officer is not None else STRIPE


def come_back(payment: Payment, known: Refund, *, problem: str, by: Actor) -> None:
    """Put the money of a refund back that did not arrive: it is owed again as it was, and the money settles it.

    Its member and the officers are told.
    """
    known.state, known.problem = RefundState.FAILED, problem[:300]
    forgiving.owe_again(known, by=by)
    booking.put_back(
        payment,
        amount_minor=known.amount_minor,
        kind=EntryKind.REFUND_FAILED,
        by=by,
        memo=known.problem,
        refund_id=known.id,
        account=paid_from(known.method) if known.method else None,
    )
    member = at_provider.member_of(payment)
    movements.tell(member, "refund_failed", known.amount_minor, problem=known.problem)
    keepers.tell_keepers(
        payment.chapter_id,
        "refund_came_back",
        known.amount_minor,
        f"/treasurer/payments/{payment.reference}",
        besides=by.member_id,
        member_name=member.name if member else payment.donor_name or "An unknown payer",
        problem=known.problem,
    )
    if by is STRIPE:
        at_provider.record(Action.REFUND_FAILED, payment, known.amount_minor)


def paid_from(method: Method) -> Account:
    """Where money lies that is given back by hand."""
    return Account.CASH_ON_HAND if method is Method.CASH else Account.CASH_BANK
