"""Catching up with Stripe where webhooks were lost, a worker died, or an answer never came."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import structlog

from sigma_finance.database import transactions
from sigma_finance.database.scopes import across_chapters
from sigma_finance.domain.dates import now
from sigma_finance.domain.errors import DomainError
from sigma_finance.domain.payments.payments import PaymentState
from sigma_finance.gateways.payments.providers import provider
from sigma_finance.queries.payments import autopay
from sigma_finance.queries.payments import settling as queries
from sigma_finance.queries.payments import webhooks as event_queries
from sigma_finance.services.payments import autopay_charges, checkout, settlement, verdicts, webhooks

log = structlog.get_logger("sigma_finance.reconciliation")
#: A session is listed at once; a row older than this without one never reached Stripe.
NEVER_REACHED_AFTER = timedelta(minutes=15)
NEVER_REACHED = "Stripe never opened this payment. Nothing was charged."
#: An event in progress is left alone for this long.
IN_PROGRESS_FOR = timedelta(minutes=10)


@dataclass
class ReconciliationResult:
    """What a reconciliation looked at, and what it found; problems name ids only."""

    looked_at: int = 0
    applied: int = 0
    closed: int = 0
    events: int = 0
    problems: list[str] = field(default_factory=list)

    @property
    def changed(self) -> bool:
        """Whether anything was not yet as Stripe has it."""
        return bool(self.applied or self.closed or self.events)


@across_chapters()
def reconcile(*, days: int = 30) -> ReconciliationResult:
    """Bring every payment of the last ``days`` to where Stripe has it; safe to run at any time, and twice."""
    since = now() - timedelta(days=days)
    result = ReconciliationResult()
    transactions.end_read()
    seen = _sessions(since, result)
    for refund in provider().list_refunds(since=since):
        _count(result, refund.id, lambda refund=refund: settlement.book_refund(refund=refund))  # type: ignore[misc]
    for dispute in provider().list_disputes(since=since):
        _count(result, dispute.id, lambda dispute=dispute: settlement.book_dispute(dispute=dispute))  # type: ignore[misc]
    _unfinished(seen, result)
    _autopay(result)
    _events(result)
    return result


def _sessions(since: datetime, result: ReconciliationResult) -> set[str]:
    seen = set()
    for session in provider().list_checkout_sessions(since=since):
        if session.payment_ref is None:
            continue
        seen.add(session.payment_ref)
        _count(result, session.id, lambda session=session: settlement.settle(taken=session))  # type: ignore[misc]
    return seen


def _count(result: ReconciliationResult, name: str, settle: Callable[[], verdicts.SettlementOutcome]) -> None:
    result.looked_at += 1
    try:
        outcome = settle()
    except DomainError as error:
        result.problems.append(f"{name}: {error.message}")
        return
    if outcome.verdict is verdicts.Verdict.APPLIED:
        result.applied += outcome.changed
    elif outcome.verdict is verdicts.Verdict.QUARANTINED:
        result.problems.append(f"{name}: {outcome.reason}")


def _unfinished(seen: set[str], result: ReconciliationResult) -> None:
    """Payments that Stripe's list does not hold: older than it, or never made there."""
    for reference, session_id in queries.unfinished_checkouts(before=now() - NEVER_REACHED_AFTER):
        if reference in seen:
            continue
        transactions.end_read()
        if session_id is None:
            checkout.close(reference=reference, state=PaymentState.CANCELLED, problem=NEVER_REACHED)
            result.closed += 1
        else:
            session = provider().get_checkout_session(session_id=session_id)
            _count(result, session_id, lambda session=session: settlement.settle(taken=session))  # type: ignore[misc]


def _autopay(result: ReconciliationResult) -> None:
    """Charges of kept methods have no session to be listed by."""
    for reference, customer, intent in autopay.unanswered(before=now() - autopay_charges.ANSWERED_WITHIN):
        _count(
            result,
            reference,
            lambda reference=reference, customer=customer, intent=intent: autopay_charges.find_out(  # type: ignore[misc]
                reference=reference, customer=customer, payment_intent=intent
            ),
        )


def _events(result: ReconciliationResult) -> None:
    for event_id in event_queries.unfinished_events(before=now() - IN_PROGRESS_FOR):
        try:
            webhooks.handle(event_id=event_id)
            result.events += 1
        except DomainError as error:
            result.problems.append(f"event {event_id}: {error.message}")
