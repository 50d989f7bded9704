"""Autopay's daily work: telling members three days before, and charging what has come, each installment once.

A charge's payment and tries are committed before Stripe is asked, under the member's lock: a second scheduler finds
them under way. Stripe is asked under the payment's own reference, and the one function that settles payments books
the answer; where none came, the reconciliation asks what became of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

import structlog

from sigma_finance.database import transactions
from sigma_finance.database.one_by_one import BatchRun, one_by_one
from sigma_finance.database.transactions import transactional
from sigma_finance.domain.actors import SYSTEM
from sigma_finance.domain.audit import Action
from sigma_finance.domain.books.numbering import new_reference, statement_suffix
from sigma_finance.domain.dates import long_date, now, today_in
from sigma_finance.domain.members.members import MemberClass, MemberStatus
from sigma_finance.domain.money import format_money
from sigma_finance.domain.payments import autopay as rules
from sigma_finance.domain.payments import cards
from sigma_finance.domain.payments.autopay import AttemptState, AutopayEndReason
from sigma_finance.domain.payments.payments import Method, PaymentState
from sigma_finance.extensions import db, setting
from sigma_finance.gateways.payments.errors import (
    Busy,
    KeyRefused,
    ProviderObjectMissing,
    ProviderRefused,
)
from sigma_finance.gateways.payments.providers import provider_on
from sigma_finance.gateways.payments.types import SavedCharge
from sigma_finance.models import AutopayAttempt, AutopayMandate, Chapter, Member, NamedInstallment, Payment
from sigma_finance.queries import locks
from sigma_finance.queries.payments import autopay as queries
from sigma_finance.queries.payments import settling
from sigma_finance.queries.payments.autopay import UnansweredCharge
from sigma_finance.queries.payments.settling import PageAtProvider
from sigma_finance.queries.reminders import Debtor
from sigma_finance.services import audit
from sigma_finance.services.dues import standing
from sigma_finance.services.payments import autopay_outcomes, autopay_setup, checkout, settlement, verdicts
from sigma_finance.services.payments.verdicts import SettlementOutcome

log = structlog.get_logger("sigma_finance.autopay")
#: A page opened so lately may be being paid on: autopay waits for it, and closes an older one.
PAYING_FOR = timedelta(minutes=30)
#: Stripe lists a charge at once: one that it does not list after this was never made.
ANSWERED_WITHIN = timedelta(minutes=15)
_EXPIRED = "That card will have expired by then. Save another one, or the charge will probably fail."
NOT_KEPT = "The card or bank account that was saved is not kept at Stripe any more. Nothing was charged."
NEVER_REACHED = "Stripe was never asked. Nothing was charged."


@dataclass
class AutopayRun:
    """What one run told, charged and could not do; problems name ids only."""

    told: int = 0
    charged: int = 0
    problems: list[str] = field(default_factory=list)


def run_chapter(*, chapter_id: int) -> AutopayRun:
    """Tell and charge whom it concerns today in a chapter; safe to run at any time, and twice at once.

    A member for whom it fails holds nobody up.
    """
    told = notify_due(chapter_id=chapter_id)
    today = today_in(db.session.get_one(Chapter, chapter_id).timezone)
    charged = one_by_one(
        queries.members_to_charge(chapter_id=chapter_id, on=today),
        lambda member_id: charge_due(chapter_id=chapter_id, member_id=member_id),
        called="member",
    )
    return AutopayRun(told.done, charged.done, [*told.problems, *charged.problems])


def notify_due(*, chapter_id: int) -> BatchRun:
    """Tell members what will be charged in three days, each installment once, and end autopay of who has left."""
    chapter = db.session.get_one(Chapter, chapter_id)
    if chapter.suspended_at is not None:
        return BatchRun()
    until = today_in(chapter.timezone) + rules.NOTICE
    untold = queries.untold(chapter_id=chapter_id, until=until)
    gone = one_by_one(
        queries.members_gone(chapter_id=chapter_id),
        lambda member_id: _end_for_who_left(chapter_id=chapter_id, member_id=member_id),
        called="member",
    )
    told = one_by_one(
        list(dict.fromkeys(one.member_id for one in untold)),
        lambda member_id: _notify(chapter_id=chapter_id, member_id=member_id),
        called="member",
    )
    return BatchRun(told.done, [*gone.problems, *told.problems])


@transactional
def _end_for_who_left(*, chapter_id: int, member_id: int) -> int:
    locks.lock_member(chapter_id=chapter_id, member_id=member_id)
    mandate = queries.find_active(chapter_id=chapter_id, member_id=member_id)
    if mandate is None:
        return 0
    autopay_outcomes.end(mandate, AutopayEndReason.LEFT, by=SYSTEM)
    return 1


@transactional
def _notify(*, chapter_id: int, member_id: int) -> int:
    """Tell one member of what is still untold, once; whether there was anything."""
    member = locks.lock_member(chapter_id=chapter_id, member_id=member_id)
    chapter = db.session.get_one(Chapter, chapter_id)
    mandate = queries.find_active(chapter_id=chapter_id, member_id=member_id)
    if mandate is None:
        return 0
    planned = _plan(chapter, member_id, today_in(chapter.timezone))
    if not planned:
        return 0
    for one in standing.find_debtors(chapter, member_ids=[member_id]):
        _tell(chapter, one, member, mandate, planned)
    return 1


def _plan(chapter: Chapter, member_id: int, today: date) -> list[tuple[date, int]]:
    """Plan the charge of what a member wasn't told of; returns on which days, and all that is charged on each.

    What is too little for a card, with what else comes by then, is not told of yet.
    """
    untold = queries.untold(chapter_id=chapter.id, until=today + rules.NOTICE, member_ids=[member_id])
    due = [(rules.charged_on(one.due_on, today=today), one.open_minor) for one in untold]
    due += _told_before(chapter, member_id)
    days = rules.charge_days(due, least_minor=cards.least_minor(chapter.currency))
    new = [(day, one) for day, one in zip(days, untold, strict=False) if day is not None]
    for day, one in new:
        autopay_setup.plan(chapter.id, one, day)
    sums = {day: sum(due[at][1] for at, on in enumerate(days) if on == day) for day, _ in new}
    return sorted(sums.items())


def _told_before(chapter: Chapter, member_id: int) -> list[tuple[date, int]]:
    """What is planned already: its day, and what is open of it."""
    waiting = queries.planned(chapter_id=chapter.id, member_id=member_id)
    still = queries.open_minor(
        chapter_id=chapter.id, installment_ids=[attempt.installment_id for attempt in waiting]
    )
    return [(attempt.due_on, still.get(attempt.installment_id, 0)) for attempt in waiting]


def _tell(
    chapter: Chapter,
    one: Debtor,
    member: Member,
    mandate: AutopayMandate,
    planned: Sequence[tuple[date, int]],
) -> None:
    """Write to a member once of all that will be charged, and of all that stands open besides."""
    last = planned[-1][0]
    expired = rules.expires_before(mandate.exp_month, mandate.exp_year, last)
    first, *later = [(format_money(minor, chapter.currency), long_date(day)) for day, minor in planned]
    standing.tell(
        chapter,
        one,
        member=member,
        kind="autopay_notice",
        by=SYSTEM,
        facts={
            "amount": first[0],
            "charged_on": first[1],
            "later": later,
            "method": mandate.label,
            "warning": _EXPIRED if expired else "",
            "pay_url": setting("BASE_URL") + "/payments/pay",
            "autopay_url": setting("BASE_URL") + "/autopay",
        },
    )


def charge_due(*, chapter_id: int, member_id: int) -> bool:
    """Charge a member what has come, at most what they still owe; whether Stripe was asked.

    Raises Unavailable where Stripe could not be asked: what is not known is asked again later.
    """
    if not _close_pages(chapter_id, member_id):
        return False
    request = _intend(chapter_id=chapter_id, member_id=member_id)
    if request is None:
        return False
    transactions.end_read()
    ask(request)
    return True


def _close_pages(chapter_id: int, member_id: int) -> bool:
    """Close the pages on which the member could pay the same; whether none is left that may be in use."""
    pages = settling.open_checkouts(chapter_id=chapter_id, member_id=member_id)
    if any(page.stripe_session_id is None or now() - page.created_at < PAYING_FOR for page in pages):
        return False
    old = [
        PageAtProvider(page.reference, page.stripe_session_id or "", page.stripe_account) for page in pages
    ]
    transactions.end_read()
    for page in old:
        checkout.supersede(page)
    return True


@transactional
def _intend(*, chapter_id: int, member_id: int) -> SavedCharge | None:
    member = locks.lock_member(chapter_id=chapter_id, member_id=member_id)
    chapter = db.session.get_one(Chapter, chapter_id)
    mandate = queries.find_active(chapter_id=chapter_id, member_id=member_id)
    due = queries.planned(chapter_id=chapter_id, member_id=member_id, until=today_in(chapter.timezone))
    if mandate is None or not _may_be_charged(member):
        _drop(due)
        return None
    if queries.rests(chapter_id=chapter_id, member_id=member_id):
        _drop(due)  # announced anew once the bank has decided
        return None
    if chapter.suspended_at is not None or queries.is_money_under_way(
        chapter_id=chapter_id, member_id=member_id
    ):
        return None
    amount_minor = _amount(member, due)
    if amount_minor < cards.least_minor(chapter.currency):
        return None  # nothing, or so little that it waits for the next charge
    return _request(chapter, mandate, _keep(member, mandate, due, amount_minor))


def _may_be_charged(member: Member) -> bool:
    return member.status is MemberStatus.ACTIVE and member.member_class is not MemberClass.EXEMPT


def _drop(due: Sequence[AutopayAttempt]) -> None:
    for attempt in due:
        attempt.state = AttemptState.DROPPED


def _amount(member: Member, due: list[AutopayAttempt]) -> int:
    """The smaller of what is due and what is still owed; tries of what was paid meanwhile are dropped."""
    still = queries.open_minor(
        chapter_id=member.chapter_id, installment_ids=[attempt.installment_id for attempt in due]
    )
    _drop([attempt for attempt in due if not still.get(attempt.installment_id)])
    return min(sum(still.values()), member.balance_minor)


def _keep(member: Member, mandate: AutopayMandate, due: list[AutopayAttempt], amount_minor: int) -> Payment:
    payment = Payment(
        chapter_id=member.chapter_id,
        member_id=member.id,
        reference=new_reference(),
        method=Method.CARD,
        state=PaymentState.CREATED,
        amount_minor=amount_minor,
        autopay=True,
        stripe_account=mandate.stripe_account,
    )
    db.session.add(payment)
    db.session.flush()
    for attempt in due:
        if attempt.state is AttemptState.PLANNED:
            attempt.state, attempt.payment_id = AttemptState.CHARGING, payment.id
            db.session.add(
                NamedInstallment(
                    chapter_id=payment.chapter_id,
                    payment_id=payment.id,
                    installment_id=attempt.installment_id,
                )
            )
    db.session.flush()
    audit.record(
        Action.PAYMENT_STARTED,
        chapter_id=payment.chapter_id,
        subject=("payments", payment.id),
        by=SYSTEM,
        member_id=member.id,
        amount_minor=amount_minor,
    )
    return payment


def _request(chapter: Chapter, mandate: AutopayMandate, payment: Payment) -> SavedCharge:
    """What to ask Stripe for; the database holds an active consent to naming what it charges."""
    return SavedCharge(
        payment_ref=payment.reference,
        chapter_slug=chapter.slug,
        member_id=mandate.member_id,
        customer=mandate.stripe_customer_id or "",
        method_id=mandate.stripe_method_id or "",
        amount_minor=payment.amount_minor,
        currency=chapter.currency,
        description=f"{chapter.name} dues",
        statement_suffix=statement_suffix(chapter.slug),
        account=payment.stripe_account,
    )


def ask(request: SavedCharge) -> None:
    """Ask Stripe for a charge whose payment is committed, and settle the answer; an unknown one is left as it is."""
    reference = request.payment_ref
    try:
        taken = provider_on(request.account).charge_saved(
            request=request, idempotency_key=f"{reference}:charge"
        )
    except (Busy, KeyRefused) as problem:
        put_back(reference=reference, problem=problem.message)
        raise
    except ProviderObjectMissing:
        _take_over_what_is_left(request)
        return
    except ProviderRefused as refusal:
        refuse(reference=reference, problem=refusal.message)
        return
    settlement.settle(taken=taken)


def _take_over_what_is_left(request: SavedCharge) -> None:
    """The saved method, or all that the member kept, is gone: charge another that they keep, or end autopay."""
    put_back(reference=request.payment_ref, problem=NOT_KEPT)
    mandate = queries.find_kept(account=request.account, stripe_id=request.customer)
    if mandate is None:
        return
    reference = mandate.reference
    transactions.end_read()
    left = provider_on(request.account).find_saved_method(customer=request.customer, preferred=None)
    autopay_setup.take_over(reference=reference, method=left)


@transactional
def refuse(*, reference: str, problem: str) -> None:
    """End a charge that Stripe would not try: the method is gone, or cannot be charged like this."""
    payment = locks.lock_payment_by_reference(reference=reference)
    if payment is not None and payment.state is PaymentState.CREATED:
        settlement.end(payment, PaymentState.FAILED, problem)
        autopay_outcomes.failed(payment, db.session.get_one(Chapter, payment.chapter_id), problem)


@transactional
def put_back(*, reference: str, problem: str) -> None:
    """Undo the intention to charge where Stripe was not asked or did nothing: it is tried again, and counts as none."""
    payment = locks.lock_payment_by_reference(reference=reference)
    if payment is None or payment.state is not PaymentState.CREATED:
        return
    settlement.end(payment, PaymentState.CANCELLED, problem)
    for attempt in queries.of_payment(chapter_id=payment.chapter_id, payment_id=payment.id):
        attempt.state, attempt.payment_id = AttemptState.PLANNED, None


def find_out(charge: UnansweredCharge) -> SettlementOutcome:
    """Ask Stripe what became of a charge whose answer is not known, and settle it; one never made is put back."""
    transactions.end_read()
    asked = provider_on(charge.account)
    if charge.payment_intent is not None:
        taken = asked.get_direct_charge(payment_intent=charge.payment_intent)
    else:
        found = asked.find_direct_charge(customer=charge.customer, payment_ref=charge.reference)
        if found is None:
            put_back(reference=charge.reference, problem=NEVER_REACHED)
            return verdicts.ignored(NEVER_REACHED)
        taken = found
    return settlement.settle(taken=taken)
