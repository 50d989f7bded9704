"""What comes of a charge by autopay, inside the transaction that settles it: paid, or failed and when it is tried next.

Whoever calls has locked the payment; its member is locked here, so that skipping and charging take turns.
"""

from __future__ import annotations

from datetime import date

from sigma_finance.domain.actors import SYSTEM, Actor
from sigma_finance.domain.audit import Action
from sigma_finance.domain.dates import long_date, now, today_in
from sigma_finance.domain.money import format_money
from sigma_finance.domain.payments import autopay as rules
from sigma_finance.domain.payments.autopay import AttemptState, AutopayEndReason, MandateState
from sigma_finance.extensions import db, setting
from sigma_finance.gateways.payments.types import EXTRA_CHECK_FAILED
from sigma_finance.models import AutopayAttempt, AutopayMandate, Chapter, Member, Payment
from sigma_finance.queries import locks
from sigma_finance.queries.payments import autopay as queries
from sigma_finance.services import audit
from sigma_finance.services.figures import version
from sigma_finance.services.messages import keepers, outbox

MONEY_WENT_BACK = "The money went back."
_DO_PAY = "Your bank wants you to confirm the payment yourself. Pay it now, signed in; it is not tried again."
_DO_WAIT = "Pay now another way, or save another card or bank account before the next try."
#: Where another card or bank account turns it on again.
_RENEWABLE = (
    AutopayEndReason.FAILED,
    AutopayEndReason.REMOVED,
    AutopayEndReason.UNCONFIRMED,
    AutopayEndReason.ACCOUNT,
)
_DO_RENEW = "Pay what is due, and save a card or bank account that works to turn autopay on again."


def paid(payment: Payment) -> None:
    """Note that what was charged came in."""
    for attempt in queries.of_payment(chapter_id=payment.chapter_id, payment_id=payment.id):
        attempt.state = AttemptState.PAID
        attempt.reason = ""
    db.session.flush()


def reopened(payment: Payment) -> None:
    """Money of a charge went back: what is open again of what it had paid is told and charged anew."""
    tried = queries.of_payment(chapter_id=payment.chapter_id, payment_id=payment.id)
    still = queries.open_minor(
        chapter_id=payment.chapter_id, installment_ids=[attempt.installment_id for attempt in tried]
    )
    for attempt in tried:
        if attempt.state is AttemptState.PAID and still.get(attempt.installment_id):
            attempt.state, attempt.payment_id, attempt.reason = AttemptState.DROPPED, None, MONEY_WENT_BACK
    db.session.flush()


def failed(payment: Payment, chapter: Chapter, reason: str) -> None:
    """Note that a charge failed, plan the next try, and tell the member what to do; after the last one autopay ends."""
    member = locks.lock_member(chapter_id=chapter.id, member_id=payment.member_id or 0)
    today = today_in(chapter.timezone)
    tried = _mark_failed(payment, reason)
    mandate = queries.find_active(chapter_id=chapter.id, member_id=member.id)
    needs_them = reason == EXTRA_CHECK_FAILED
    next_on = None if needs_them or mandate is None else _plan_again(tried, today)
    if mandate is not None and tried and not needs_them and next_on is None:
        end(mandate, AutopayEndReason.FAILED, by=SYSTEM)
        _tell_of_end(payment, mandate, member)
        return
    _tell_of_failure(payment, chapter, member, reason, next_on, needs_them)


def _mark_failed(payment: Payment, reason: str) -> list[AutopayAttempt]:
    tried = [
        attempt
        for attempt in queries.of_payment(chapter_id=payment.chapter_id, payment_id=payment.id)
        if attempt.state is AttemptState.CHARGING
    ]
    for attempt in tried:
        attempt.state = AttemptState.FAILED
        attempt.reason = reason[:300]
    db.session.flush()
    return tried


def _plan_again(tried: list[AutopayAttempt], today: date) -> date | None:
    """Plan the next try of each installment; None where one of them has had its last."""
    days = []
    for attempt in tried:
        last, failures = queries.tries(chapter_id=attempt.chapter_id, installment_id=attempt.installment_id)
        day = rules.tried_again_on(attempt.first_on, failed=failures, today=today)
        if day is None:
            return None
        days.append(day)
        db.session.add(
            AutopayAttempt(
                chapter_id=attempt.chapter_id,
                member_id=attempt.member_id,
                installment_id=attempt.installment_id,
                number=last + 1,
                state=AttemptState.PLANNED,
                first_on=attempt.first_on,
                due_on=day,
            )
        )
    db.session.flush()
    return min(days, default=None)


def end(mandate: AutopayMandate, ending: AutopayEndReason, *, by: Actor) -> None:
    """End a consent; what was planned under it is not charged, unless another method is charged in its place."""
    mandate.state = MandateState.ENDED
    mandate.ending = ending
    mandate.ended_at = now()
    if ending not in (AutopayEndReason.REPLACED, AutopayEndReason.UNCONFIRMED):
        for attempt in queries.planned(chapter_id=mandate.chapter_id, member_id=mandate.member_id):
            attempt.state = AttemptState.DROPPED
    db.session.flush()
    audit.record(
        Action.AUTOPAY_OFF,
        chapter_id=mandate.chapter_id,
        subject=("autopay_mandates", mandate.id),
        by=by,
        member_id=mandate.member_id,
        ending=ending.value,
    )
    version.changed(chapter_id=mandate.chapter_id)


def tell_ended(mandate: AutopayMandate, member: Member, ending: AutopayEndReason) -> None:
    """Write to a member that they are not charged any more, and why."""
    outbox.tell(
        member,
        "autopay_ended",
        method=mandate.label,
        reason=ending.in_words,
        todo=_DO_RENEW if ending in _RENEWABLE else "",
        autopay_url=setting("BASE_URL") + "/autopay",
    )


def _tell_of_end(payment: Payment, mandate: AutopayMandate, member: Member) -> None:
    tell_ended(mandate, member, AutopayEndReason.FAILED)
    keepers.tell_keepers(
        mandate.chapter_id,
        "autopay_stopped",
        payment.amount_minor,
        f"/treasurer/members/{member.id}",
        member_name=member.name,
        method=mandate.label,
    )


def _tell_of_failure(
    payment: Payment, chapter: Chapter, member: Member, reason: str, next_on: date | None, needs_them: bool
) -> None:
    outbox.tell(
        member,
        "autopay_failed",
        amount=format_money(payment.amount_minor, chapter.currency),
        reason=reason,
        next_on=long_date(next_on) if next_on else "",
        todo=_DO_PAY if needs_them else _DO_WAIT,
        pay_url=setting("BASE_URL") + "/payments/pay",
        autopay_url=setting("BASE_URL") + "/autopay",
    )
