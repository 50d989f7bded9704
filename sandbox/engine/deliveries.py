"""Events on their way to the endpoint: each is tried until it is taken, by one process at a time.

A delivery lives in the sandbox's file until it succeeds, so a restart loses none; the process that attempts one holds
a lease on it, so two processes don't both send it.
"""

from __future__ import annotations

import time
from dataclasses import dataclass

from sandbox.engine.webhooks import Attempt, send
from sandbox.engine.work import Bench, Work

_LEASE = 30.0


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
