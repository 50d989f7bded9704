"""What happens in the sandbox by itself after a while; what each piece of work does is the vendor's to say."""

from __future__ import annotations

import contextlib

from sandbox.engine.work import Bench, Work


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
        "SELECT id, name, object_id FROM jobs WHERE due_at <= ? ORDER BY due_at, id LIMIT 1", (work.moment,)
    ).fetchone()
    return (row["id"], row["name"], row["object_id"]) if row else None


def _run_one(bench: Bench) -> bool:
    with bench.changing() as work:
        job = _next(work)
        if job is None:
            return False
        job_id, name, object_id = job
        work.connection.execute("DELETE FROM jobs WHERE id = ?", (job_id,))
        with contextlib.suppress(*bench.rules.moved_on):  # it has moved on by itself meanwhile
            bench.rules.jobs[name](work, object_id)
        return True


def hasten(work: Work) -> None:
    """Let everything that was put off happen now; what runs out by itself aside."""
    work.connection.execute(
        "UPDATE jobs SET due_at = 0 WHERE name NOT IN ('expire_session', 'give_up_account')"
    )
