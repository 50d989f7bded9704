"""What Stripe does by itself after a while: fees become known, debits settle, sessions expire."""

from __future__ import annotations

from collections.abc import Callable

from sandbox.engine.work import Json, VendorRules, Work
from sandbox.stripe import (
    balance,
    debits,
    disputes,
    intents,
    payment_objects,
    payments,
    payouts,
    refunds,
    saved,
    sessions,
)
from sandbox.stripe.cards import ACCOUNTS, find_account, find_card
from sandbox.stripe.errors import StripeRefusal, no_such


def _expire_session(work: Work, session_id: str) -> None:
    session = work.get("checkout.session", session_id)
    if session["status"] == "open":
        sessions.expire(work, session)


def _end_debit(work: Work, session_id: str) -> None:
    """Let the bank decide as the test account's number says."""
    session = work.get("checkout.session", session_id)
    account = find_account(debits.account_of(work, session)) or ACCOUNTS[0]
    if account.failure_code:
        debits.fail(work, session, account=account)
    else:
        debits.settle(work, session)


def _give_up_account(work: Work, session_id: str) -> None:
    """Nobody said in ten days what the small deposits came to."""
    session = work.get("checkout.session", session_id)
    confirm = saved.confirm_account if session["mode"] == "setup" else debits.confirm_account
    confirm(work, session, right=False, code=payment_objects.TOO_LATE)


def _book_charge(work: Work, charge_id: str) -> None:
    balance.book_charge(work, work.get("charge", charge_id))


def _dispute(work: Work, charge_id: str) -> None:
    charge = work.get("charge", charge_id)
    card = find_card(work.aside(charge["payment_method"]).get("card", ""))
    if card and card.dispute and not charge["disputed"]:
        disputes.open_dispute(work, charge, reason=card.dispute)


def _on_refund(act: Callable[[Work, Json], Json]) -> Callable[[Work, str], None]:
    def run(work: Work, refund_id: str) -> None:
        act(work, work.get("refund", refund_id))

    return run


def _on_dispute(act: Callable[[Work, Json], Json]) -> Callable[[Work, str], None]:
    def run(work: Work, dispute_id: str) -> None:
        act(work, work.get("dispute", dispute_id))

    return run


def _on_payout(act: Callable[[Work, Json], Json]) -> Callable[[Work, str], None]:
    def run(work: Work, payout_id: str) -> None:
        act(work, work.get("payout", payout_id))

    return run


RULES = VendorRules(
    missing=no_such,
    moved_on=(StripeRefusal, payments.NotPayable),
    jobs={
        "arrive_payout": _on_payout(payouts.arrive),
        "book_charge": _book_charge,
        "dispute": _dispute,
        "end_debit": _end_debit,
        "end_intent_debit": intents.end_debit,
        "expire_session": _expire_session,
        "lose_dispute": _on_dispute(disputes.lose),
        "win_dispute": _on_dispute(disputes.win),
        "give_up_account": _give_up_account,
        "fail_refund": _on_refund(refunds.fail),
        "name_refund": _on_refund(refunds.name),
        "reconcile_payout": _on_payout(payouts.reconcile),
        "settle_refund": _on_refund(refunds.settle),
    },
)
