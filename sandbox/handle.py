"""The Python handle on a sandbox: what tests and demos do to it without its pages."""

from __future__ import annotations

from dataclasses import dataclass

from sandbox.acts import Acts
from sandbox.engine import faults, jobs
from sandbox.engine.courier import Courier
from sandbox.engine.faults import Fault
from sandbox.engine.post import SandboxDeliveries
from sandbox.engine.settings import SandboxSettings
from sandbox.engine.work import Bench, Json
from sandbox.sendgrid import outbox
from sandbox.stripe import balance


@dataclass(frozen=True)
class ApiExchange:
    """One request to the stand-in for Stripe, as it was answered."""

    method: str
    path: str
    idempotency_key: str | None
    status: int
    error: str | None


class Sandbox(Acts, SandboxDeliveries):
    """A running sandbox. Every act is one transaction; its events go out afterwards, or when asked."""

    def __init__(self, bench: Bench) -> None:
        self.bench = bench
        self.settings: SandboxSettings = bench.settings
        self.courier = Courier(bench)
        bench.store.after_commit = self.courier.wake

    # Time and life

    def start(self) -> None:
        """Begin to deliver events and to do what is due; harmless when it has begun."""
        self.courier.start()

    def stop(self) -> None:
        """Stop delivering; what is left waits for the next start."""
        self.courier.stop()

    def reset(self) -> None:
        """Forget everything, once the deliveries under way have ended."""
        was_running = self.courier.is_running()
        self.courier.stop()
        self.bench.store.clear()
        if was_running:
            self.courier.start()

    def hasten(self) -> None:
        """Let what was put off happen now: fees known, debits ended, refunds named; no session expires."""
        with self.bench.changing() as work:
            jobs.hasten(work)
        jobs.run_due(self.bench)

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

    def balance(self, currency: str = "usd", account: str = "") -> int:
        """What Stripe holds for an account in minor units: payments less fees, refunds and disputes."""
        with self.bench.looking(account) as work:
            return balance.total(work, currency)

    def requests(self) -> list[ApiExchange]:
        """Every request to the stand-in for Stripe, oldest first."""
        with self.bench.looking() as work:
            rows = work.connection.execute("SELECT * FROM requests ORDER BY rowid").fetchall()
        return [
            ApiExchange(row["method"], row["path"], row["idempotency_key"], row["status"], row["error"])
            for row in rows
        ]

    def messages(self, *, to: str | None = None) -> list[outbox.Message]:
        """Every message sent through SendGrid's stand-in, newest first; to one address, if given."""
        with self.bench.looking() as work:
            return outbox.messages(work, to=to)

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
