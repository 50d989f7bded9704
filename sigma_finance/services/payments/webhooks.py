"""Stripe's webhooks: stored first, handled second.

``receive`` commits the event once per account and id. ``handle`` fetches what the event is about, outside any
transaction, then commits the effect and the event's end together. It can act again on any event that has not ended: a
redelivery, the reconciliation, or an officer's *handle again*.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

import structlog

from sigma_finance.database import faults, transactions
from sigma_finance.database.scopes import across_chapters
from sigma_finance.database.transactions import transactional
from sigma_finance.domain.actors import Actor
from sigma_finance.domain.audit import Action
from sigma_finance.domain.dates import now
from sigma_finance.domain.errors import Conflict, DomainError, NotFound, Unavailable
from sigma_finance.domain.payments.delivery import EventState
from sigma_finance.extensions import db
from sigma_finance.gateways.payments.errors import ProviderObjectMissing
from sigma_finance.gateways.payments.providers import provider, provider_on
from sigma_finance.gateways.payments.types import Event
from sigma_finance.models import WebhookEvent
from sigma_finance.queries.payments import autopay as autopay_queries
from sigma_finance.queries.payments import payouts as payout_queries
from sigma_finance.queries.payments import webhooks as queries
from sigma_finance.services import audit
from sigma_finance.services.payments import (
    accounts,
    autopay_setup,
    disputes,
    fees,
    payout_lines,
    payouts,
    refunds,
    settlement,
    verdicts,
)
from sigma_finance.services.payments.verdicts import SettlementOutcome, ignored, quarantined

log = structlog.get_logger("sigma_finance.webhooks")
Step = Callable[[], SettlementOutcome]
#: So begins the outcome of what was told of a payment that is not booked; it is taken up when that is.
TOO_EARLY = "Its payment is not booked"
#: A delivery is answered soon: what of a long payout is not read after so many seconds, the reconciliation reads.
READING_SECONDS = 5.0


@across_chapters()
def receive(*, payload: bytes, signature: str | None) -> int:
    """Verify a delivery and store its event once; returns the event's row id.

    Raises BadPaymentSignature or BadPayload (both Invalid) for whatever is not a genuine, recent event.
    """
    event = provider().verify_event(payload=payload, signature=signature)
    try:
        return _store(event=event)
    except Exception as error:
        if not faults.violated(
            error, "uq_webhook_events_account_event_id", "webhook_events.account, webhook_events.event_id"
        ):
            raise
        return _store(event=event)


@transactional
def _store(*, event: Event) -> int:
    known = queries.find_event(account=event.account, event_id=event.id)
    if known is None:
        known = WebhookEvent(
            account=event.account,
            event_id=event.id,
            type=event.type,
            object_id=event.object_id,
            livemode=event.livemode,
            payload=event.payload,
        )
        db.session.add(known)
        db.session.flush()
    return known.id


@dataclass(frozen=True)
class _StoredEvent:
    """What is needed of an event to fetch what it is about."""

    state: EventState
    type: str
    account: str
    object_id: str
    livemode: bool


@across_chapters()
def handle(*, event_id: int) -> EventState:
    """Act on a stored event, unless it has ended; returns where it stands.

    Raises Unavailable when it could not be handled now, so that Stripe delivers it again.
    """
    event = _read(event_id)
    if event.state.final:
        return event.state
    transactions.end_read()
    try:
        state = _apply(event_row_id=event_id, step=_prepare(event))
    except Exception as error:
        log.warning("webhook.failed", event_id=event_id, type=event.type, error=type(error).__name__)
        _note_failure(event_row_id=event_id, problem=type(error).__name__)
        raise Unavailable("The event could not be handled now; deliver it again.") from error
    if state is EventState.APPLIED and event.type.startswith(("checkout.session.", "payment_intent.")):
        _take_up_what_waited(event)
    if state is EventState.APPLIED and event.type.startswith("payout."):
        _read_lines(event)
    return state


def _read_lines(event: _StoredEvent) -> None:
    """Read what is in a payout, as far as that goes now."""
    row_id = payout_queries.row_id(account=event.account, payout_id=event.object_id)
    with suppress(DomainError):  # the provider was asked in vain, and is again with the reconciliation
        payout_lines.read(account_payout_id=row_id, seconds=READING_SECONDS)


def _take_up_what_waited(event: _StoredEvent) -> None:
    """Act on what was told of a payment before the payment could be booked; it is booked now."""
    intent = queries.find_booked_intent(account=event.account, object_id=event.object_id)
    if intent is None:
        return
    for waiting in queries.waiting_for_payment(reason=TOO_EARLY, payment_intent=intent):
        with suppress(Unavailable):  # it failed, was noted so, and is tried again with the reconciliation
            take_up(event_id=waiting)


def take_up(*, event_id: int) -> EventState:
    """Act once more on an event that was put aside since it came too early; raises Unavailable as ``handle`` does."""
    _put_back(event_row_id=event_id)
    return handle(event_id=event_id)


@transactional
def _put_back(*, event_row_id: int) -> None:
    event = queries.lock_event(event_row_id=event_row_id)
    if event.state is EventState.QUARANTINED and event.outcome.startswith(TOO_EARLY):
        event.state = EventState.RECEIVED


def handle_again(*, chapter_id: int, event_id: int, by: Actor) -> EventState:
    """Act once more on an event that failed or was put aside, at an officer's word; returns where it stands.

    Raises NotFound for an event of another chapter, Conflict for one that is done with, Unavailable as ``handle`` does.
    """
    _reopen(chapter_id=chapter_id, event_id=event_id, by=by)
    return handle(event_id=event_id)


@transactional
def _reopen(*, chapter_id: int, event_id: int, by: Actor) -> None:
    if not queries.get_event(chapter_id=chapter_id, event_row_id=event_id).repeatable:
        raise Conflict("This message has been handled; there is nothing left to do.")
    event = queries.lock_event(event_row_id=event_id)
    before = event.state
    if before is EventState.QUARANTINED:
        event.state = EventState.RECEIVED
    audit.record(
        Action.EVENT_HANDLED_AGAIN,
        chapter_id=chapter_id,
        subject=("webhook_events", event_id),
        by=by,
        before=before.value,
    )


def _read(event_id: int) -> _StoredEvent:
    event = db.session.get(WebhookEvent, event_id)
    if event is None:
        raise NotFound("There is no such event.")
    return _StoredEvent(event.state, event.type, event.account, event.object_id, event.livemode)


def _prepare(event: _StoredEvent) -> Step:
    """Fetch what the event is about as it is now, on its own account; the step that results only books."""
    if event.livemode != provider().livemode():
        return lambda: quarantined("It belongs to the other mode (test or live) of the Stripe account.")
    if event.account and not accounts.is_known(account=event.account):
        return lambda: ignored("It is of a Stripe account that no chapter has connected.")
    transactions.end_read()
    try:
        return _EventSource(event.account).step(event.type, event.object_id)
    except ProviderObjectMissing:
        return lambda: quarantined("Stripe does not know what it is about.")


class _EventSource:
    """What is asked of one account about an event."""

    def __init__(self, account: str) -> None:
        self._account = account
        self._asked = provider_on(account)

    def step(self, kind: str, object_id: str) -> Step:
        """Ask for what an event of a type is about; the step that books it."""
        if kind.startswith("checkout.session."):
            return self._settle_page(object_id)
        if kind.startswith(("payment_intent.", "setup_intent.")):
            is_setup = kind.startswith("setup_intent.")
            return self._finish_setup(object_id) if is_setup else self._settle_intent(object_id)
        if kind.startswith("refund."):
            refund = self._asked.get_refund(refund_id=object_id)
            return self._after_settling(refund.payment_intent, lambda: refunds.book_refund(refund=refund))
        if kind.startswith("charge.dispute."):
            dispute = self._asked.get_dispute(dispute_id=object_id)
            return self._after_settling(
                dispute.payment_intent, lambda: disputes.book_dispute(dispute=dispute)
            )
        if kind.startswith(("payment_method.", "customer.updated", "customer.deleted")):
            return self._take_over(object_id)
        return self._bookings(kind, object_id)

    def _bookings(self, kind: str, object_id: str) -> Step:
        """What Stripe does on its own account: fees, payouts, and how the account itself stands."""
        if kind.startswith("payout."):
            payout = self._asked.get_payout(payout_id=object_id)
            return lambda: payouts.book_payout(payout=payout)
        if kind == "charge.updated":
            charge = self._asked.get_charge_fee(charge_id=object_id)
            return self._after_settling(charge.payment_intent, lambda: fees.book_fee(charge=charge))
        if kind.startswith("account.") and self._account:
            return self._account_moved(kind)
        return lambda: ignored("It is of a type that nothing here depends on.")

    def _account_moved(self, kind: str) -> Step:
        if kind == "account.application.deauthorized":
            return lambda: accounts.let_go(account=self._account)
        found = provider().get_account(account=self._account)
        return lambda: accounts.bring(found=found)

    def _settle_page(self, session_id: str) -> Step:
        session = self._asked.get_checkout_session(session_id=session_id)
        if session.is_setup:
            setup = self._asked.get_setup_session(session_id=session_id)
            return lambda: autopay_setup.finish_setup(setup=setup)
        return lambda: settlement.settle(taken=session)

    def _finish_setup(self, setup_intent: str) -> Step:
        setup = self._asked.get_setup_intent(setup_intent=setup_intent)
        return lambda: autopay_setup.finish_setup(setup=setup)

    def _settle_intent(self, payment_intent: str) -> Step:
        session = self._asked.find_session_by_payment_intent(payment_intent=payment_intent)
        if session is None:
            return self._settle_direct(payment_intent)
        return lambda: settlement.settle(taken=session)

    def _settle_direct(self, payment_intent: str) -> Step:
        """A charge of a kept method has no session."""
        try:
            taken = self._asked.get_direct_charge(payment_intent=payment_intent)
        except ProviderObjectMissing:
            return lambda: verdicts.NOT_OURS
        return lambda: settlement.settle(taken=taken)

    def _take_over(self, stripe_id: str) -> Step:
        """What a member keeps at Stripe has changed: charge that from now on."""
        mandate = autopay_queries.find_kept(account=self._account, stripe_id=stripe_id)
        if mandate is None or mandate.stripe_customer_id is None:
            return lambda: ignored("No autopay depends on it.")
        reference, customer = mandate.reference, mandate.stripe_customer_id
        preferred = mandate.stripe_method_id
        transactions.end_read()
        method = self._asked.find_saved_method(customer=customer, preferred=preferred)
        return lambda: autopay_setup.take_over(reference=reference, method=method)

    def _after_settling(self, payment_intent: str | None, step: Step) -> Step:
        """What follows a payment may be told before the payment itself: bring that up to date first.

        Where that cannot be booked, this waits with it among the messages that somebody has to look at.
        """
        if payment_intent is None:
            return lambda: verdicts.NOT_OURS
        first = self._settle_intent(payment_intent)

        def both() -> SettlementOutcome:
            payment = first()
            if payment.verdict is verdicts.Verdict.QUARANTINED:
                return quarantined(f"{TOO_EARLY}: {payment.reason}", payment.chapter_id)
            return step()

        return both


@transactional
def _apply(*, event_row_id: int, step: Step) -> EventState:
    event = queries.lock_event(event_row_id=event_row_id)
    if event.state.final:
        return event.state
    outcome = step()
    event.state = EventState(outcome.verdict.value)
    event.outcome = outcome.reason[:300]
    event.chapter_id = outcome.chapter_id or event.chapter_id
    event.attempts += 1
    event.handled_at = now()
    return event.state


@transactional
def _note_failure(*, event_row_id: int, problem: str) -> None:
    event = queries.lock_event(event_row_id=event_row_id)
    if not event.state.final:
        event.state = EventState.FAILED
        event.outcome = problem[:300]
        event.attempts += 1
