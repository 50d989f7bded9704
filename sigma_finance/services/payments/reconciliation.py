"""Catching up with Stripe where webhooks were lost, a worker died, or an answer never came."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import TypeVar

import structlog

from sigma_finance.database import faults, transactions
from sigma_finance.database.one_by_one import reason
from sigma_finance.database.scopes import across_chapters
from sigma_finance.domain.dates import now
from sigma_finance.domain.errors import DomainError
from sigma_finance.domain.payments.delivery import EventState
from sigma_finance.domain.payments.payments import PaymentState
from sigma_finance.gateways.payments.errors import ProviderObjectMissing
from sigma_finance.gateways.payments.providers import provider_on
from sigma_finance.gateways.payments.types import UnreadableObject
from sigma_finance.queries.payments import answers as answer_queries
from sigma_finance.queries.payments import autopay
from sigma_finance.queries.payments import payouts as payout_queries
from sigma_finance.queries.payments import refunds as refund_queries
from sigma_finance.queries.payments import settling as queries
from sigma_finance.queries.payments import webhooks as event_queries
from sigma_finance.queries.payments.settling import UnfinishedCheckout
from sigma_finance.services.payments import (
    accounts,
    answering,
    autopay_charges,
    checkout,
    disputes,
    payout_lines,
    payouts,
    refunding,
    refunds,
    settlement,
    verdicts,
    webhooks,
)

Listed = TypeVar("Listed")
log = structlog.get_logger("sigma_finance.reconciliation")
#: A session is listed at once; a row older than this without one never reached Stripe.
NEVER_REACHED_AFTER = timedelta(minutes=15)
NEVER_REACHED = "Stripe never opened this payment. Nothing was charged."
#: A page at the provider is open for a day at most.
OPEN_FOR = timedelta(hours=24)
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
    """Bring every payment of the last ``days`` to where the provider has it; safe to run at any time, and twice.

    Whatever cannot be brought there is named, and the rest goes on.
    """
    since = now() - timedelta(days=days)
    result = ReconciliationResult()
    transactions.end_read()
    used = accounts.in_use()
    transactions.end_read()
    seen = {reference for account in used for reference in _sessions(account, since, result)}
    for account in used:
        _money_back(account, since, result)
    _refunds(result)
    _answers(result)
    _unfinished(seen, result)
    _autopay(result)
    _fees(since, result)
    _events(result)
    _payouts(used, since, result)
    return result


def _money_back(account: str, since: datetime, result: ReconciliationResult) -> None:
    asked = provider_on(account)
    for refund in _listed(result, _on("refunds", account), lambda: asked.list_refunds(since=since)):
        _count(result, refund.id, partial(refunds.book_refund, refund=refund))
    for dispute in _listed(result, _on("disputes", account), lambda: asked.list_disputes(since=since)):
        _count(result, dispute.id, partial(disputes.book_dispute, dispute=dispute))


def _on(what: str, account: str) -> str:
    return f"{what} on {account}" if account else what


def _listed(
    result: ReconciliationResult, what: str, ask: Callable[[], Iterator[Listed | UnreadableObject]]
) -> Iterator[Listed]:
    """What can be read of a list; what can't, and a list that breaks off, is named."""
    try:
        for found in ask():
            if isinstance(found, UnreadableObject):
                result.problems.append(f"{found.id}: It cannot be read.")
            else:
                yield found
    except DomainError as error:
        result.problems.append(f"list of {what}: {error.message}")


def _sessions(account: str, since: datetime, result: ReconciliationResult) -> set[str]:
    seen = set()
    asked = provider_on(account)
    pages = _listed(result, _on("payment pages", account), lambda: asked.list_checkout_sessions(since=since))
    for session in pages:
        if session.payment_ref is None:
            continue
        seen.add(session.payment_ref)
        _count(result, session.id, partial(settlement.settle, taken=session))
    return seen


def _count(result: ReconciliationResult, name: str, settle: Callable[[], verdicts.SettlementOutcome]) -> None:
    """Count what settling one thing came to; one that fails, foreseen or not, is named and holds nothing up."""
    result.looked_at += 1
    try:
        outcome = settle()
    except Exception as error:
        if faults.is_unreachable(error):
            raise
        transactions.end_read()
        log.warning("reconciliation.failed", name=name, error=type(error).__name__)
        result.problems.append(f"{name}: {reason(error)}")
        return
    if outcome.verdict is verdicts.Verdict.APPLIED:
        result.applied += outcome.changed
    elif outcome.verdict is verdicts.Verdict.QUARANTINED:
        result.problems.append(f"{name}: {outcome.reason}")


def _unfinished(seen: set[str], result: ReconciliationResult) -> None:
    """Payments that the provider's list does not hold: older than it, of other keys, or never made there."""
    for one in queries.unfinished_checkouts(before=now() - NEVER_REACHED_AFTER):
        if one.reference not in seen:
            transactions.end_read()
            _count(result, one.session_id or one.reference, partial(_finish, one, result))


def _finish(one: UnfinishedCheckout, result: ReconciliationResult) -> verdicts.SettlementOutcome:
    """Settle one page by its id; one that the provider doesn't know (other keys) is closed once it can't be open."""
    if one.session_id is None:
        checkout.close(reference=one.reference, state=PaymentState.CANCELLED, problem=NEVER_REACHED)
        result.closed += 1
        return verdicts.ignored(NEVER_REACHED)
    try:
        session = provider_on(one.account).get_checkout_session(session_id=one.session_id)
    except ProviderObjectMissing:
        if now() - one.begun_at > OPEN_FOR:
            checkout.close(
                reference=one.reference, state=PaymentState.EXPIRED, problem=checkout.UNKNOWN_AT_STRIPE
            )
            result.closed += 1
        return verdicts.quarantined(checkout.UNKNOWN_AT_STRIPE)
    return settlement.settle(taken=session)


def _refunds(result: ReconciliationResult) -> None:
    """Refunds that Stripe was asked for and whose answer never came."""
    for one in refund_queries.unanswered(before=now() - refunding.ANSWERED_WITHIN):
        _count(result, one.reference, partial(refunding.find_out, one))


def _answers(result: ReconciliationResult) -> None:
    """Answers to disputes that Stripe was sent and of which no word came."""
    for one in answer_queries.unanswered(before=now() - answering.ANSWERED_WITHIN):
        _count(result, one.reference, partial(answering.find_out, one))


def _autopay(result: ReconciliationResult) -> None:
    """Charges of kept methods have no session to be listed by."""
    for charge in autopay.unanswered(before=now() - autopay_charges.ANSWERED_WITHIN):
        _count(result, charge.reference, partial(autopay_charges.find_out, charge))


def _fees(since: datetime, result: ReconciliationResult) -> None:
    """Ask for the fee of a charge of a kept method where no event told it; pages tell theirs in their list."""
    for account, intent in queries.direct_charges_without_fee(since=since):
        transactions.end_read()
        _count(result, intent, partial(_settle_direct, account, intent))


def _settle_direct(account: str, intent: str) -> verdicts.SettlementOutcome:
    return settlement.settle(taken=provider_on(account).get_direct_charge(payment_intent=intent))


def _payouts(used: Sequence[str], since: datetime, result: ReconciliationResult) -> None:
    """Book what went to the bank, read what is in it, and hold against the books again what did not match them."""
    for account in used:
        list_payouts = partial(provider_on(account).list_payouts, since=since)
        for payout in _listed(result, _on("payouts", account), list_payouts):
            _count(result, payout.id, partial(payouts.book_payout, payout=payout))
    for row_id in payout_queries.being_read():
        transactions.end_read()
        _count(result, f"lines of payout {row_id}", partial(_read, row_id))
    _look_again(result)
    for line in payout_queries.unclaimed_lines():
        result.problems.append(
            f"payout line {line.id}: It is no chapter's. Say whose with flask payouts give."
        )


def _read(row_id: int) -> verdicts.SettlementOutcome:
    payout_lines.read(account_payout_id=row_id)
    return verdicts.SettlementOutcome(verdicts.Verdict.APPLIED, changed=True)


def _look_again(result: ReconciliationResult) -> None:
    """Lines that did not match are no news by themselves; those that do now are."""
    transactions.end_read()
    mended = payout_lines.look_again()
    result.looked_at += mended
    result.applied += mended


def _events(result: ReconciliationResult) -> None:
    """Act on events that came to no end, and on those that came before what they are about."""
    for event_id in event_queries.unfinished_events(before=now() - IN_PROGRESS_FOR):
        _act(result, event_id, webhooks.handle)
    for event_id in event_queries.waiting_for_payment(reason=webhooks.TOO_EARLY):
        _act(result, event_id, webhooks.take_up)


def _act(result: ReconciliationResult, event_id: int, act: Callable[..., EventState]) -> None:
    try:
        result.events += act(event_id=event_id) is not EventState.QUARANTINED
    except Exception as error:
        if faults.is_unreachable(error):
            raise
        transactions.end_read()
        result.problems.append(f"event {event_id}: {reason(error)}")
