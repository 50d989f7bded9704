"""Autopay as its member sees it: set up on Stripe's page, changed in its portal, one charge skipped, turned off.

Each call to Stripe stands between two transactions, as in ``checkout``. Charging is in ``autopay_charges``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sigma_finance.database import transactions
from sigma_finance.database.transactions import transactional
from sigma_finance.domain.actors import STRIPE, Actor
from sigma_finance.domain.audit import Action
from sigma_finance.domain.books.numbering import new_reference
from sigma_finance.domain.dates import long_date, now, today_in
from sigma_finance.domain.errors import Conflict, NotFound
from sigma_finance.domain.members.members import MemberStatus
from sigma_finance.domain.money import format_money
from sigma_finance.domain.payments import autopay as rules
from sigma_finance.domain.payments import cards, debits
from sigma_finance.domain.payments.autopay import AttemptState, AutopayEndReason, MandateState
from sigma_finance.extensions import db, setting
from sigma_finance.gateways.payments.errors import ProviderObjectMissing
from sigma_finance.gateways.payments.providers import provider, provider_on
from sigma_finance.gateways.payments.types import SavedMethod, SetupRequest, SetupSession
from sigma_finance.models import AutopayAttempt, AutopayMandate, Chapter, Member
from sigma_finance.queries import locks
from sigma_finance.queries.payments import autopay as queries
from sigma_finance.queries.payments.autopay import UnannouncedInstallment
from sigma_finance.services import audit
from sigma_finance.services.figures import version
from sigma_finance.services.messages import outbox
from sigma_finance.services.payments import accounts, autopay_outcomes, verdicts
from sigma_finance.services.payments.verdicts import SettlementOutcome

#: What all the calls of one press may take together.
CALL_SECONDS = 8


def begin_setup(*, chapter_id: int, member_id: int, by: Actor) -> str:
    """Keep a member's consent and open Stripe's page on which a method is saved; returns its address.

    Nothing is charged. Raises Conflict for who is no longer a member, Unavailable while Stripe cannot be asked.
    """
    consent = _consent(chapter_id=chapter_id, member_id=member_id, by=by)
    reference = consent.reference
    transactions.end_read()
    with provider().within(CALL_SECONDS):
        known = consent.customer or _new_customer(chapter_id, member_id, reference, "customer")
        try:
            return _open_page(reference, known, "setup")
        except ProviderObjectMissing:  # the customer was deleted at Stripe
            fresh = _new_customer(chapter_id, member_id, reference, "customer-again")
            return _open_page(reference, fresh, "setup-again")


@dataclass(frozen=True)
class _Consent:
    """What was consented to, and the customer under which Stripe keeps methods of the member already."""

    reference: str
    customer: str | None


@transactional
def _consent(*, chapter_id: int, member_id: int, by: Actor) -> _Consent:
    member = locks.lock_member(chapter_id=chapter_id, member_id=member_id)
    if member.status is not MemberStatus.ACTIVE:
        raise Conflict("Autopay is for active members.")
    chapter = db.session.get_one(Chapter, chapter_id)
    mandate = AutopayMandate(
        chapter_id=chapter_id,
        member_id=member_id,
        reference=new_reference("A"),
        state=MandateState.STARTED,
        consent=rules.consent(chapter.name),
        consented_at=now(),
        consented_ip=by.ip[:45],
        stripe_account=accounts.account_of(chapter),
    )
    db.session.add(mandate)
    db.session.flush()
    customer = queries.last_customer(
        chapter_id=chapter_id, member_id=member_id, account=mandate.stripe_account
    )
    return _Consent(mandate.reference, customer)


def _new_customer(chapter_id: int, member_id: int, reference: str, purpose: str) -> str:
    chapter = db.session.get_one(Chapter, chapter_id)
    member = db.session.get_one(Member, member_id)
    slug, name, email, account = chapter.slug, member.name, member.email, _get(reference).stripe_account
    transactions.end_read()
    return provider_on(account).create_customer(
        name=name,
        email=email,
        chapter_slug=slug,
        member_id=member_id,
        idempotency_key=f"{reference}:{purpose}",
    )


def _open_page(reference: str, customer: str, purpose: str) -> str:
    request = _request(reference=reference, customer=customer)
    transactions.end_read()
    setup = provider_on(request.account).create_setup_session(
        request=request, idempotency_key=f"{reference}:{purpose}"
    )
    _note_opened(reference=reference, customer=customer, session_id=setup.id)
    if not setup.url:
        raise Conflict("This page is closed. Set autopay up again.")
    return setup.url


def _request(*, reference: str, customer: str) -> SetupRequest:
    mandate = _get(reference)
    chapter = db.session.get_one(Chapter, mandate.chapter_id)
    base = _address_of(chapter)
    return SetupRequest(
        mandate_ref=reference,
        chapter_slug=chapter.slug,
        member_id=mandate.member_id,
        customer=customer,
        currency=chapter.currency,
        success_url=f"{base}/{reference}/saved",
        cancel_url=base,
        account=mandate.stripe_account,
    )


def _address_of(chapter: Chapter) -> str:
    """The page of this chapter, whichever chapter the member's other tabs are of."""
    return f"{setting('BASE_URL')}/c/{chapter.slug}/autopay"


def _get(reference: str) -> AutopayMandate:
    mandate = queries.find_by_reference(reference=reference)
    if mandate is None:
        raise NotFound("There is no such autopay.")
    return mandate


@transactional
def _note_opened(*, reference: str, customer: str, session_id: str) -> None:
    mandate = _get(reference)
    mandate.stripe_customer_id = customer
    mandate.stripe_session_id = session_id


def settle_return(*, chapter_id: int, member_id: int, reference: str) -> bool:
    """Turn autopay on for a returning member whose method is kept, if no webhook has; whether it is on.

    Raises NotFound for a reference that is not this member's, Unavailable while Stripe cannot be asked.
    """
    mandate = _get(reference)
    if (mandate.chapter_id, mandate.member_id) != (chapter_id, member_id) or not mandate.stripe_session_id:
        raise NotFound("There is no such autopay.")
    session_id, account = mandate.stripe_session_id, mandate.stripe_account
    transactions.end_read()
    finish_setup(setup=provider_on(account).get_setup_session(session_id=session_id))
    return _get(reference).state is MandateState.ACTIVE


@transactional
def finish_setup(*, setup: SetupSession) -> SettlementOutcome:
    """Turn autopay on with the method that a page kept, once; the method before it is not charged any more."""
    mandate = queries.find_by_reference(reference=setup.mandate_ref or "")
    if mandate is None or mandate.stripe_account != setup.account:
        return verdicts.NOT_OURS
    if setup.livemode != provider().livemode():
        return verdicts.quarantined("It belongs to the other mode (test or live) of the Stripe account.")
    member = locks.lock_member(chapter_id=mandate.chapter_id, member_id=mandate.member_id)
    mandate = _get(mandate.reference)
    if mandate.state is MandateState.STARTED:
        _bring(mandate, member, setup)
    return verdicts.applied(mandate.chapter_id)


def _bring(mandate: AutopayMandate, member: Member, setup: SetupSession) -> None:
    """Turn a consent on once its method can be charged; let it wait for the bank account, or end with that."""
    if setup.confirmation == "failed":
        if mandate.stripe_method_id is not None:
            _give_up(mandate, member, setup)
    elif setup.status == "complete" and setup.method and setup.customer:
        if setup.confirmation == "waits":
            _wait(mandate, member, setup, setup.method)
        elif member.status is MemberStatus.ACTIVE:
            _turn_on(mandate, member, setup.customer, setup.method)


def _wait(mandate: AutopayMandate, member: Member, setup: SetupSession, method: SavedMethod) -> None:
    """Keep which bank account waits to be confirmed, and tell its owner where and from when on, once.

    One that Stripe looks at itself first has no such day yet.
    """
    if mandate.stripe_method_id is None:
        _put(mandate, method)
        version.changed(chapter_id=mandate.chapter_id)
    if not setup.confirm_url or mandate.expected_on is not None:
        db.session.flush()
        return
    arrive_on = setup.deposits_on or debits.deposits_by(now().date())
    mandate.expected_on = arrive_on
    db.session.flush()
    outbox.tell(
        member,
        "confirm_account",
        amount="",
        verify_url=setup.confirm_url,
        payment_url=setting("BASE_URL") + "/autopay",
        expected_on=long_date(arrive_on),
        last_on=long_date(debits.last_day(arrive_on)),
    )


def _give_up(mandate: AutopayMandate, member: Member, setup: SetupSession) -> None:
    """A bank account that was not confirmed is never charged: the consent ends, and the member is told why."""
    ending = AutopayEndReason.TIMED_OUT if setup.timed_out else AutopayEndReason.UNCONFIRMED
    autopay_outcomes.end(mandate, ending, by=STRIPE)
    autopay_outcomes.tell_ended(mandate, member, ending)


def confirm_url(*, chapter_id: int, member_id: int) -> str | None:
    """Where a member confirms the bank account that is to be charged; None where nothing waits for that any more.

    Raises Unavailable while Stripe cannot be asked.
    """
    mandate = queries.find_waiting(chapter_id=chapter_id, member_id=member_id)
    if mandate is None or not mandate.stripe_session_id:
        return None
    session_id, account = mandate.stripe_session_id, mandate.stripe_account
    transactions.end_read()
    setup = provider_on(account).get_setup_session(session_id=session_id)
    if setup.confirm_url is None:
        finish_setup(setup=setup)
    return setup.confirm_url


def _turn_on(mandate: AutopayMandate, member: Member, customer: str, method: SavedMethod) -> None:
    chapter = db.session.get_one(Chapter, mandate.chapter_id)
    before = queries.find_active(chapter_id=chapter.id, member_id=member.id)
    if before is not None:
        autopay_outcomes.end(before, AutopayEndReason.REPLACED, by=STRIPE)
    mandate.state = MandateState.ACTIVE
    mandate.starts_on = today_in(chapter.timezone)
    mandate.stripe_customer_id = customer
    _put(mandate, method)
    db.session.flush()
    soon = _plan_soon(mandate, chapter, mandate.starts_on)
    audit.record(
        Action.AUTOPAY_ON,
        chapter_id=chapter.id,
        subject=("autopay_mandates", mandate.id),
        by=STRIPE,
        member_id=member.id,
    )
    version.changed(chapter_id=chapter.id)
    _tell_on(mandate, member, chapter, soon)


def _put(mandate: AutopayMandate, method: SavedMethod) -> None:
    mandate.stripe_method_id = method.id
    mandate.label, mandate.by_bank = method.label[:120], method.by_bank
    mandate.exp_month, mandate.exp_year = method.exp_month, method.exp_year


def _plan_soon(
    mandate: AutopayMandate, chapter: Chapter, today: date
) -> list[tuple[date, UnannouncedInstallment]]:
    """What is due within the days of notice is charged when they are over: the member is told of it now."""
    soon = queries.untold(
        chapter_id=mandate.chapter_id, until=today + rules.NOTICE, member_ids=[mandate.member_id]
    )
    due = [(rules.charged_on(one.due_on, today=today), one.open_minor) for one in soon]
    days = rules.charge_days(due, least_minor=cards.least_minor(chapter.currency))
    charged = [(day, one) for day, one in zip(days, soon, strict=True) if day is not None]
    for day, one in charged:
        plan(mandate.chapter_id, one, day)
    return charged


def plan(
    chapter_id: int, one: UnannouncedInstallment, day: date, state: AttemptState = AttemptState.PLANNED
) -> None:
    """Plan the next try of an installment, inside the transaction under way."""
    last, _ = queries.tries(chapter_id=chapter_id, installment_id=one.installment_id)
    db.session.add(
        AutopayAttempt(
            chapter_id=chapter_id,
            member_id=one.member_id,
            installment_id=one.installment_id,
            number=last + 1,
            state=state,
            first_on=day,
            due_on=day,
        )
    )
    db.session.flush()


def _tell_on(
    mandate: AutopayMandate,
    member: Member,
    chapter: Chapter,
    soon: Sequence[tuple[date, UnannouncedInstallment]],
) -> None:
    outbox.tell(
        member,
        "autopay_on",
        method=mandate.label,
        consent=mandate.consent,
        items=[
            [f"{one.description}, {long_date(day)}", format_money(one.open_minor, chapter.currency)]
            for day, one in soon
        ],
        autopay_url=setting("BASE_URL") + "/autopay",
    )


@transactional
def turn_off(*, chapter_id: int, member_id: int, by: Actor) -> None:
    """Charge a member no more; repeating changes nothing."""
    member = locks.lock_member(chapter_id=chapter_id, member_id=member_id)
    mandate = queries.find_active(chapter_id=chapter_id, member_id=member_id)
    if mandate is not None:
        autopay_outcomes.end(mandate, AutopayEndReason.TURNED_OFF, by=by)
        autopay_outcomes.tell_ended(mandate, member, AutopayEndReason.TURNED_OFF)


@transactional
def skip(*, chapter_id: int, member_id: int, installment_id: int, by: Actor) -> None:
    """Leave one installment out: it stays owed, and autopay does not charge it.

    Raises NotFound for what is not this member's, Conflict where it is being charged already.
    """
    locks.lock_member(chapter_id=chapter_id, member_id=member_id)
    installment = queries.find_open_installment(
        chapter_id=chapter_id, member_id=member_id, installment_id=installment_id
    )
    mandate = queries.find_active(chapter_id=chapter_id, member_id=member_id)
    if installment is None or mandate is None:
        raise NotFound("There is no such charge to skip.")
    planned = [
        one
        for one in queries.planned(chapter_id=chapter_id, member_id=member_id)
        if one.installment_id == installment_id
    ]
    if planned:
        planned[0].state = AttemptState.SKIPPED
    else:
        _skip_untold(chapter_id, member_id, installment_id, installment.due_on)
    audit.record(
        Action.AUTOPAY_SKIPPED,
        chapter_id=chapter_id,
        subject=("installments", installment_id),
        by=by,
        member_id=member_id,
        amount_minor=installment.open_minor,
    )


def _skip_untold(chapter_id: int, member_id: int, installment_id: int, due_on: date) -> None:
    untold = queries.untold(chapter_id=chapter_id, until=due_on, member_ids=[member_id])
    found = next((one for one in untold if one.installment_id == installment_id), None)
    if found is None:
        raise Conflict("This is being charged already, or was skipped.")
    plan(chapter_id, found, due_on, AttemptState.SKIPPED)


def open_portal(*, chapter_id: int, member_id: int) -> str:
    """A way into Stripe's portal for a member's own methods, made for this press; returns its address.

    Raises NotFound where Stripe keeps nothing of theirs, Unavailable while Stripe cannot be asked.
    """
    chapter = db.session.get_one(Chapter, chapter_id)
    account, back = chapter.stripe_account, _address_of(chapter) + "/managed"
    customer = queries.last_customer(chapter_id=chapter_id, member_id=member_id, account=account)
    if customer is None:
        raise NotFound("Nothing of yours is kept at Stripe.")
    transactions.end_read()
    try:
        return provider_on(account).create_portal_session(customer=customer, return_url=back)
    except ProviderObjectMissing as missing:
        raise NotFound("Nothing of yours is kept at Stripe any more.") from missing


def refresh(*, chapter_id: int, member_id: int) -> None:
    """Take over what a member changed in Stripe's portal: another method, a new date, or none any more."""
    mandate = queries.find_active(chapter_id=chapter_id, member_id=member_id)
    if mandate is None or mandate.stripe_customer_id is None:
        return
    reference, customer, preferred = mandate.reference, mandate.stripe_customer_id, mandate.stripe_method_id
    account = mandate.stripe_account
    transactions.end_read()
    method = provider_on(account).find_saved_method(customer=customer, preferred=preferred)
    take_over(reference=reference, method=method)


@transactional
def take_over(*, reference: str, method: SavedMethod | None) -> SettlementOutcome:
    """Charge the method that Stripe keeps now; without one autopay ends, and the member is told."""
    mandate = _get(reference)
    member = locks.lock_member(chapter_id=mandate.chapter_id, member_id=mandate.member_id)
    mandate = _get(reference)
    if mandate.state is not MandateState.ACTIVE:
        return verdicts.applied(mandate.chapter_id)
    if method is None:
        autopay_outcomes.end(mandate, AutopayEndReason.REMOVED, by=STRIPE)
        autopay_outcomes.tell_ended(mandate, member, AutopayEndReason.REMOVED)
    else:
        _put(mandate, method)
    return verdicts.applied(mandate.chapter_id)
