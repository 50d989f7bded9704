"""The Python handle on a sandbox: what tests and demos do to it without its pages."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass

from sigma_finance.sandbox import (
    balance,
    controls,
    disputes,
    faults,
    jobs,
    outbox,
    payments,
    promotions,
    refunds,
    sessions,
    webhooks,
)
from sigma_finance.sandbox.cards import ACCOUNTS, CARDS, TestAccount, TestCard, find_account, find_card
from sigma_finance.sandbox.faults import Fault
from sigma_finance.sandbox.settings import Settings
from sigma_finance.sandbox.work import Bench, Json

PAYS = "4242424242424242"
DECLINES = "4000000000000002"
ASKS = "4000002500003155"
SETTLES = "000123456789"
FAILS = "000222222227"


@dataclass(frozen=True)
class Received:
    """One request to the stand-in for Stripe, as it was answered."""

    method: str
    path: str
    idempotency_key: str | None
    status: int
    error: str | None


class Sandbox:
    """A running sandbox. Every act is one transaction; its events go out afterwards, or when asked."""

    def __init__(self, bench: Bench) -> None:
        self.bench = bench
        self.settings: Settings = bench.settings
        self.courier = webhooks.Courier(bench)
        bench.store.after_commit = self.courier.wake

    # Time and life

    def start(self) -> None:
        """Begin to deliver events and to do what is due; harmless when it has begun."""
        self.courier.start()

    def stop(self) -> None:
        """Stop delivering; what is left waits for the next start."""
        self.courier.stop()

    def reset(self) -> None:
        """Forget everything."""
        self.bench.store.clear()

    def hasten(self) -> None:
        """Let what was put off happen now: fees known, debits ended, refunds named; no session expires."""
        with self.bench.changing() as work:
            jobs.hasten(work)
        jobs.run_due(self.bench)

    # The payer

    def pay(
        self, session_id: str, *, card: str = PAYS, email: str = "payer@example.org", name: str = "Pat Payer"
    ) -> Json:
        """Pay an open session with a test card, as on the checkout page; answers the session."""
        with self.bench.changing() as work:
            session = work.get("checkout.session", session_id)
            who = _payer(session, email, name)
            return payments.pay_by_card(work, session, card=_card(card), payer=who, expiry=(12, 2034))

    def decline(self, session_id: str, *, card: str = DECLINES) -> Json:
        """Try a card that the bank refuses; the session stays open."""
        return self.pay(session_id, card=card)

    def authenticate(self, session_id: str, *, passed: bool = True) -> Json:
        """Answer 3-D Secure."""
        with self.bench.changing() as work:
            session = work.get("checkout.session", session_id)
            card = _card(payments.card_of(work, session))
            return payments.authenticate(work, session, card=card, passed=passed)

    def pay_by_bank(
        self, session_id: str, *, account: str = SETTLES, email: str = "payer@example.org"
    ) -> Json:
        """Start a bank debit on an open session: complete, and unpaid until it settles."""
        with self.bench.changing() as work:
            session = work.get("checkout.session", session_id)
            who = _payer(session, email, "Pat Payer")
            return payments.pay_by_bank(work, session, account=_account(account), payer=who)

    def promote(self, session_id: str, code: str = "FREE100") -> Json:
        """Type a promotion code; a session that then costs nothing is completed with `pay_nothing`."""
        with self.bench.changing() as work:
            session = work.get("checkout.session", session_id)
            promotions.apply(work, session, code)
            return session

    def pay_nothing(self, session_id: str) -> Json:
        """Complete a session whose promotion left nothing to pay."""
        with self.bench.changing() as work:
            session = work.get("checkout.session", session_id)
            return payments.pay_nothing(
                work, session, payer=_payer(session, "payer@example.org", "Pat Payer")
            )

    # The bank, and Stripe's dashboard

    def settle(self, session_id: str) -> Json:
        """The bank pays a debit that is under way."""
        with self.bench.changing() as work:
            return payments.settle_debit(work, work.get("checkout.session", session_id))

    def fail(self, session_id: str, *, account: str = FAILS) -> Json:
        """The bank refuses a debit that is under way."""
        with self.bench.changing() as work:
            session = work.get("checkout.session", session_id)
            return payments.fail_debit(work, session, account=_account(account))

    def expire(self, session_id: str) -> Json:
        """Let an open session expire before its time."""
        with self.bench.changing() as work:
            return sessions.expire(work, work.get("checkout.session", session_id))

    def refund(self, session_id: str, *, amount: int | None = None) -> Json:
        """Refund from Stripe's dashboard: all that is left, or an amount in minor units."""
        asked: Json = {} if amount is None else {"amount": amount}
        with self.bench.changing() as work:
            session = work.get("checkout.session", session_id)
            return refunds.create(work, {"payment_intent": session["payment_intent"], **asked})

    def settle_refund(self, refund_id: str) -> Json:
        """A refund that was under way has reached the payer."""
        with self.bench.changing() as work:
            return refunds.settle(work, work.get("refund", refund_id))

    def fail_refund(self, refund_id: str) -> Json:
        """A refund has come back to the account."""
        with self.bench.changing() as work:
            return refunds.fail(work, work.get("refund", refund_id))

    def dispute(self, session_id: str, *, amount: int | None = None, reason: str = "fraudulent") -> Json:
        """The payer's bank disputes a payment; answers the dispute."""
        with self.bench.changing() as work:
            charge = controls.charge_of(work, work.get("checkout.session", session_id))
            return disputes.open_dispute(work, charge, amount=amount, reason=reason)

    def return_debit(self, session_id: str, *, reason: str = "debit_not_authorized") -> Json:
        """A settled bank debit comes back: a dispute that is lost at once."""
        with self.bench.changing() as work:
            charge = controls.charge_of(work, work.get("checkout.session", session_id))
            return disputes.return_debit(work, charge, reason=reason)

    def submit_evidence(self, dispute_id: str) -> Json:
        """The chapter has answered a dispute."""
        with self.bench.changing() as work:
            return disputes.submit_evidence(work, work.get("dispute", dispute_id))

    def win(self, dispute_id: str, *, return_fee: bool = False) -> Json:
        """The bank decides a dispute for the chapter."""
        with self.bench.changing() as work:
            return disputes.win(work, work.get("dispute", dispute_id), return_fee=return_fee)

    def lose(self, dispute_id: str) -> Json:
        """The bank decides a dispute for the payer."""
        with self.bench.changing() as work:
            return disputes.lose(work, work.get("dispute", dispute_id))

    # What is there

    def sessions(self) -> list[Json]:
        """Every Checkout Session, newest first."""
        return self.every("checkout.session")

    def session(self, session_id: str) -> Json:
        """One Checkout Session."""
        return self.get("checkout.session", session_id)

    def get(self, kind: str, object_id: str) -> Json:
        """One object of a kind: `payment_intent`, `charge`, `refund`, `dispute`, …"""
        with self.bench.looking() as work:
            return work.get(kind, object_id)

    def every(self, kind: str) -> list[Json]:
        """Every object of a kind, newest first."""
        with self.bench.looking() as work:
            return work.every(kind)

    def balance(self, currency: str = "usd") -> int:
        """What Stripe holds for the account in minor units: payments less fees, refunds and disputes."""
        with self.bench.looking() as work:
            return balance.total(work, currency)

    def requests(self) -> list[Received]:
        """Every request to the stand-in for Stripe, oldest first."""
        with self.bench.looking() as work:
            rows = work.connection.execute("SELECT * FROM requests ORDER BY rowid").fetchall()
        return [
            Received(row["method"], row["path"], row["idempotency_key"], row["status"], row["error"])
            for row in rows
        ]

    def messages(self, *, to: str | None = None) -> list[outbox.Message]:
        """Every message sent through SendGrid's stand-in, newest first; to one address, if given."""
        with self.bench.looking() as work:
            return outbox.messages(work, to=to)

    # Events and their delivery

    def events(self, kind: str | None = None) -> list[Json]:
        """Every event, oldest first; of one type, if it is given."""
        with self.bench.looking() as work:
            return work.every("event", type=kind)[::-1]

    def event(self, kind: str) -> Json:
        """The latest event of a type."""
        return self.events(kind)[-1]

    def take_events(self) -> list[Json]:
        """The events that earlier calls haven't taken, oldest first; nothing else delivers them now."""
        with self.bench.changing() as work:
            webhooks.drop_waiting(work)
            taken = webhooks.take(work)
            return [work.get("event", event_id) for event_id in taken]

    def signed(
        self, event: Json | str, *, secret: str | None = None, timestamp: int | None = None
    ) -> webhooks.Signed:
        """An event (or its id) as it would be delivered: raw body and signature header."""
        body = self.get("event", event) if isinstance(event, str) else event
        return webhooks.sign(body, secret or self.settings.webhook_secret, timestamp=timestamp)

    def send(self, event: Json | str) -> webhooks.Attempt:
        """Deliver an event now, however often it was delivered before."""
        return webhooks.send(self.bench, event if isinstance(event, str) else event["id"])

    def pause(self) -> None:
        """Hold deliveries back."""
        with self.bench.changing() as work:
            webhooks.pause(work)

    def resume(self) -> None:
        """Let deliveries go again."""
        with self.bench.changing() as work:
            webhooks.resume(work)

    def lose_deliveries(self) -> int:
        """Lose every delivery that waits, as when an endpoint was away for three days; answers how many."""
        with self.bench.changing() as work:
            return webhooks.drop_waiting(work)

    def waiting(self) -> list[str]:
        """The ids of events that have a delivery ahead of them."""
        with self.bench.looking() as work:
            return webhooks.waiting(work)

    def attempts(self, event_id: str) -> list[Json]:
        """Every attempt to deliver an event, oldest first."""
        with self.bench.looking() as work:
            return webhooks.attempts_of(work, event_id)

    def deliver_waiting(self) -> list[webhooks.Attempt]:
        """Attempt each delivery that waits once, in order, in this thread, paused or not."""
        return webhooks.deliver_waiting(self.bench)

    def wait_until_delivered(self, timeout: float = 10.0) -> bool:
        """Wait for the courier's threads to have delivered everything; answers whether they have."""
        pause = threading.Event()
        until = time.perf_counter() + timeout
        while self.waiting():
            if time.perf_counter() > until:
                return False
            pause.wait(0.02)
        return True

    # Faults

    def fault(self, fault: Fault) -> None:
        """Play a fault on the next requests to a path."""
        with self.bench.changing() as work:
            faults.add(work, fault)

    def clear_faults(self) -> None:
        """Play no more faults."""
        with self.bench.changing() as work:
            faults.clear(work)

    def faults(self) -> list[Fault]:
        """The faults that are still to come."""
        with self.bench.looking() as work:
            return faults.pending(work)


def _payer(session: Json, email: str, name: str) -> Json:
    return {"email": session["customer_email"] or email, "name": name, "country": "US"}


def _card(number: str) -> TestCard:
    return find_card(number.replace(" ", "")) or CARDS[0]


def _account(number: str) -> TestAccount:
    return find_account(number) or ACCOUNTS[0]
