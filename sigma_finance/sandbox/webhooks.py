"""Signed webhooks: events posted over HTTP by threads of their own, written down and tried again when they fail.

Follows https://docs.stripe.com/webhooks. A delivery lives in the sandbox's file until it succeeds, so a restart
loses none; the process that attempts one holds a lease on it, so two processes don't both send it.
"""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import http.client
import json
import sqlite3
import threading
import time
from dataclasses import dataclass
from urllib.parse import urlsplit

from sigma_finance.sandbox import jobs
from sigma_finance.sandbox.work import Bench, Json, Work

_LEASE = 30.0
_POLL = 0.25


@dataclass(frozen=True)
class Signed:
    """An event as it goes over the wire: the raw body and its Stripe-Signature header."""

    payload: bytes
    header: str


def sign(event: Json, secret: str, *, timestamp: int | None = None) -> Signed:
    """The event's body with the signature that the secret gives it at that time, by default now."""
    moment = int(time.time()) if timestamp is None else timestamp
    payload = json.dumps(event, indent=2).encode()
    mac = hmac.new(secret.encode(), f"{moment}.".encode() + payload, hashlib.sha256).hexdigest()
    return Signed(payload, f"t={moment},v1={mac},v0={'0' * 64}")


@dataclass(frozen=True)
class Attempt:
    """What came of posting an event once; without a status there was no answer."""

    url: str
    status: int | None
    answer: str

    @property
    def delivered(self) -> bool:
        """Whether Stripe would be content: any 2xx."""
        return self.status is not None and 200 <= self.status < 300


def post(event: Json, *, url: str, secret: str, timeout: float) -> Attempt:
    """Post one event; a redirect is a failure, as it is for Stripe."""
    signed = sign(event, secret)
    parts = urlsplit(url)
    kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    connection = kind(parts.hostname or "", parts.port, timeout=timeout)
    headers = {
        "Content-Type": "application/json; charset=utf-8",
        "User-Agent": "Stripe/1.0 (+https://stripe.com/docs/webhooks)",
        "Stripe-Signature": signed.header,
    }
    try:
        connection.request("POST", parts.path or "/", body=signed.payload, headers=headers)
        answer = connection.getresponse()
        return Attempt(url, answer.status, answer.read(2000).decode(errors="replace"))
    except (OSError, http.client.HTTPException) as error:
        return Attempt(url, None, type(error).__name__)
    finally:
        connection.close()


def send(bench: Bench, event_id: str) -> Attempt:
    """Post an event now, whatever was done with it before, and write the attempt down.

    Raises ValueError where no endpoint is set.
    """
    settings = bench.settings
    if not settings.endpoint:
        raise ValueError("There is no webhook_url to post to.")
    with bench.looking() as work:
        event = work.find("event", event_id)
    if event is None:
        return Attempt(settings.endpoint, None, "The event is gone.")
    attempt = post(
        event,
        url=settings.endpoint,
        secret=settings.webhook_secret,
        timeout=settings.delivery_timeout,
    )
    with bench.changing() as work:
        _write_down(work, event_id, attempt)
    return attempt


def _write_down(work: Work, event_id: str, attempt: Attempt) -> None:
    work.connection.execute(
        "INSERT INTO attempts (event_id, at, url, status, answer) VALUES (?, ?, ?, ?, ?)",
        (event_id, time.time(), attempt.url, attempt.status, attempt.answer),
    )
    event = work.find("event", event_id) if attempt.delivered else None
    if event:
        event["pending_webhooks"] = 0
        work.save(event)


class Courier:
    """The threads that deliver events and run what is due, in any process that serves the sandbox."""

    def __init__(self, bench: Bench) -> None:
        self._bench = bench
        self._wake = threading.Event()
        self._stopped = threading.Event()
        self._threads: list[threading.Thread] = []
        self._lock = threading.Lock()

    def start(self) -> None:
        """Begin, unless it has; a process forked later begins its own."""
        with self._lock:
            if any(thread.is_alive() for thread in self._threads):
                return
            self._bench.store.hold()
            self._stopped.clear()
            runs = [self._deliver_all] * self._bench.settings.delivery_threads + [self._work_all]
            self._threads = [threading.Thread(target=run, name="sandbox", daemon=True) for run in runs]
            for thread in self._threads:
                thread.start()

    def stop(self) -> None:
        """End after the delivery under way; what is left waits for the next start."""
        self._stopped.set()
        self._wake.set()
        for thread in self._threads:
            thread.join(timeout=self._bench.settings.delivery_timeout + 1)
        self._bench.store.let_go()

    def wake(self) -> None:
        """Something may be due: look now."""
        self._wake.set()

    def _work_all(self) -> None:
        while not self._stopped.is_set():
            with contextlib.suppress(sqlite3.Error):  # the file may be locked or gone for a moment
                jobs.run_due(self._bench)
            self._stopped.wait(_POLL)

    def _deliver_all(self) -> None:
        while not self._stopped.is_set():
            try:
                found = self._deliver_one()
            except (sqlite3.Error, ValueError):  # the file is locked, or the endpoint was just taken away
                found = False
            if not found:
                self._rest()

    def _deliver_one(self) -> bool:
        claimed = claim(self._bench)
        if claimed is None:
            return False
        self._stopped.wait(self._bench.settings.delivery_delay)
        deliver(self._bench, claimed)
        return True

    def _rest(self) -> None:
        self._wake.wait(_POLL)
        if not self._stopped.is_set():
            self._wake.clear()


@dataclass(frozen=True)
class Claim:
    """A delivery that this thread may attempt."""

    delivery_id: int
    event_id: str
    attempts: int


def claim(bench: Bench) -> Claim | None:
    """Take the next delivery that is due, unless deliveries are paused."""
    now = time.time()
    with bench.looking() as work:
        if _next_due(work, now) is None:
            return None
    with bench.changing() as work:
        row = _next_due(work, now)
        if row is None:
            return None
        work.connection.execute(
            "UPDATE deliveries SET leased_until = ?, attempts = attempts + 1 WHERE id = ?",
            (now + _LEASE, row.delivery_id),
        )
        return row


def _next_due(work: Work, now: float) -> Claim | None:
    if not work.settings.endpoint or is_paused(work):
        return None
    row = work.connection.execute(
        "SELECT id, event_id, attempts FROM deliveries "
        "WHERE state = 'waiting' AND due_at <= ? AND leased_until <= ? ORDER BY due_at, id LIMIT 1",
        (now, now),
    ).fetchone()
    return Claim(row["id"], row["event_id"], row["attempts"] + 1) if row else None


def deliver(bench: Bench, claimed: Claim) -> Attempt:
    """Attempt one claimed delivery and say when to try again if it fails."""
    attempt = send(bench, claimed.event_id)
    with bench.changing() as work:
        if attempt.delivered:
            _finish(work, claimed, "delivered")
        elif claimed.attempts > len(bench.settings.retry_delays):
            _finish(work, claimed, "failed")
        else:
            delay = bench.settings.retry_delays[claimed.attempts - 1]
            work.connection.execute(
                "UPDATE deliveries SET due_at = ?, leased_until = 0 WHERE id = ?",
                (time.time() + delay, claimed.delivery_id),
            )
    return attempt


def deliver_waiting(bench: Bench) -> list[Attempt]:
    """Attempt everything that waits once, in order, whether it is due or not."""
    with bench.looking() as work:
        rows = work.connection.execute(
            "SELECT id, event_id, attempts FROM deliveries WHERE state = 'waiting' ORDER BY id"
        ).fetchall()
    return [deliver(bench, Claim(row["id"], row["event_id"], row["attempts"] + 1)) for row in rows]


def _finish(work: Work, claimed: Claim, state: str) -> None:
    work.connection.execute(
        "UPDATE deliveries SET state = ?, leased_until = 0 WHERE id = ?", (state, claimed.delivery_id)
    )


def is_paused(work: Work) -> bool:
    """Whether events are held back for now."""
    return work.connection.execute("SELECT 1 FROM switches WHERE name = 'paused'").fetchone() is not None


def pause(work: Work) -> None:
    """Hold events back until they are released."""
    work.connection.execute("INSERT OR REPLACE INTO switches (name, value) VALUES ('paused', 'yes')")


def resume(work: Work) -> None:
    """Let events go out again."""
    work.connection.execute("DELETE FROM switches WHERE name = 'paused'")


def drop_waiting(work: Work) -> int:
    """Lose every delivery that is still waiting, as if it had never been tried; answers how many."""
    return work.connection.execute("UPDATE deliveries SET state = 'lost' WHERE state = 'waiting'").rowcount


def waiting(work: Work) -> list[str]:
    """The events that have a delivery ahead of them, oldest first."""
    rows = work.connection.execute("SELECT event_id FROM deliveries WHERE state = 'waiting' ORDER BY id")
    return [row["event_id"] for row in rows]


def take(work: Work) -> list[str]:
    """The events that were never taken by this call before, oldest first."""
    row = work.connection.execute("SELECT value FROM switches WHERE name = 'taken'").fetchone()
    rows = work.connection.execute(
        "SELECT seq, id FROM objects WHERE kind = 'event' AND seq > ? ORDER BY seq",
        (int(row["value"]) if row else 0,),
    ).fetchall()
    if rows:
        work.connection.execute(
            "INSERT OR REPLACE INTO switches (name, value) VALUES ('taken', ?)", (str(rows[-1]["seq"]),)
        )
    return [each["id"] for each in rows]


def attempts_of(work: Work, event_id: str) -> list[Json]:
    """Every attempt to deliver an event, oldest first."""
    rows = work.connection.execute("SELECT * FROM attempts WHERE event_id = ? ORDER BY id", (event_id,))
    return [dict(row) for row in rows]
