"""What happens in the sandbox by itself after a while: fees become known, debits settle, sessions expire."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable

from sandbox.engine.work import Bench, Json, Work
from sandbox.stripe import balance, debits, disputes, intents, payments, refunds, sessions
from sandbox.stripe.cards import ACCOUNTS, find_account, find_card
from sandbox.stripe.errors import StripeRefusal


def run_due(bench: Bench) -> int:
    """Do what is due; answers how many pieces of work that was."""
    done = 0
    while _is_due(bench) and _run_one(bench):
        done += 1
    return done


def _is_due(bench: Bench) -> bool:
    with bench.looking() as work:
        return _next(work) is not None


def _next(work: Work) -> tuple[int, str, str] | None:
    row = work.connection.execute(
        "SELECT id, name, object_id FROM jobs WHERE due_at <= ? ORDER BY due_at, id LIMIT 1", (time.time(),)
    ).fetchone()
    return (row["id"], row["name"], row["object_id"]) if row else None


def _run_one(bench: Bench) -> bool:
    with bench.changing() as work:
        job = _next(work)
        if job is None:
            return False
        job_id, name, object_id = job
        work.connection.execute("DELETE FROM jobs WHERE id = ?", (job_id,))
        with contextlib.suppress(StripeRefusal, payments.NotPayable):  # it has moved on by itself meanwhile
            _JOBS[name](work, object_id)
        return True


def _expire_session(work: Work, session_id: str) -> None:
    session = work.get("checkout.session", session_id)
    if session["status"] == "open":
        sessions.expire(work, session)


def end_debit(work: Work, session_id: str) -> None:
    """Let the bank decide as the test account's number says."""
    session = work.get("checkout.session", session_id)
    account = find_account(debits.account_of(work, session)) or ACCOUNTS[0]
    if account.failure_code:
        debits.fail(work, session, account=account)
    else:
        debits.settle(work, session)


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


_JOBS: dict[str, Callable[[Work, str], None]] = {
    "book_charge": _book_charge,
    "dispute": _dispute,
    "end_debit": end_debit,
    "end_intent_debit": intents.end_debit,
    "expire_session": _expire_session,
    "fail_refund": _on_refund(refunds.fail),
    "name_refund": _on_refund(refunds.name),
    "settle_refund": _on_refund(refunds.settle),
}


def hasten(work: Work) -> None:
    """Let everything that was put off happen now, expiry aside."""
    work.connection.execute("UPDATE jobs SET due_at = 0 WHERE name <> 'expire_session'")
