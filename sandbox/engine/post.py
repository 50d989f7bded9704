"""Events and their delivery, in the hands of tests and demos: held, lost, doubled, sent in any order."""

from __future__ import annotations

import threading
import time

from sandbox.engine import deliveries, webhooks
from sandbox.engine.settings import SandboxSettings
from sandbox.engine.work import Bench, Json


class SandboxDeliveries:
    """The deliveries of one sandbox."""

    bench: Bench
    settings: SandboxSettings

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
            deliveries.drop_waiting(work)
            taken = deliveries.take(work)
            return [work.get("event", event_id) for event_id in taken]

    def signed(
        self, event: Json | str, *, secret: str | None = None, timestamp: int | None = None
    ) -> webhooks.SignedWebhook:
        """An event (or its id) as it would be delivered: raw body and signature header."""
        if isinstance(event, str):
            with self.bench.looking() as work:
                event = work.get("event", event)
        return webhooks.sign(event, secret or self.settings.webhook_secret, timestamp=timestamp)

    def send(self, event: Json | str) -> webhooks.Attempt:
        """Deliver an event now, however often it was delivered before."""
        return webhooks.send(self.bench, event if isinstance(event, str) else event["id"])

    def pause(self) -> None:
        """Hold deliveries back."""
        with self.bench.changing() as work:
            deliveries.pause(work)

    def resume(self) -> None:
        """Let deliveries go again."""
        with self.bench.changing() as work:
            deliveries.resume(work)

    def lose_deliveries(self) -> int:
        """Lose every delivery that waits, as when an endpoint was away for three days; answers how many."""
        with self.bench.changing() as work:
            return deliveries.drop_waiting(work)

    def waiting(self) -> list[str]:
        """The ids of events that have a delivery ahead of them."""
        with self.bench.looking() as work:
            return deliveries.waiting(work)

    def attempts(self, event_id: str) -> list[Json]:
        """Every attempt to deliver an event, oldest first."""
        with self.bench.looking() as work:
            return webhooks.attempts_of(work, event_id)

    def deliver_waiting(self) -> list[webhooks.Attempt]:
        """Attempt each delivery that waits once, in order, in this thread, paused or not."""
        return deliveries.deliver_waiting(self.bench)

    def wait_until_delivered(self, timeout: float = 10.0) -> bool:
        """Wait for the courier's threads to have delivered everything; answers whether they have."""
        pause = threading.Event()
        until = time.perf_counter() + timeout
        while self.waiting():
            if time.perf_counter() > until:
                return False
            pause.wait(0.02)
        return True
