"""Running background jobs: each when it is due, by one runner at a time, whoever and however many ask.

A run is claim, run, note the outcome; no transaction is open while it runs. A runner that is killed leaves its lease
behind, and once that is over the next tick takes the job over. A run that outlives its lease notes nothing any more
where another has begun. What fails is tried again with growing pauses, and parked after the fifth time.
"""

from __future__ import annotations

import traceback
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import structlog

from sigma_finance.database import faults, transactions
from sigma_finance.database.transactions import transactional
from sigma_finance.domain.actors import OPERATOR, Actor
from sigma_finance.domain.audit import Action
from sigma_finance.domain.dates import now
from sigma_finance.domain.errors import Conflict, DomainError, Forbidden
from sigma_finance.domain.jobs import MOST_FAILURES, Job, JobFailed, JobIncomplete, JobState, next_due, pause
from sigma_finance.models import JobRecord
from sigma_finance.queries import jobs as queries
from sigma_finance.services import audit

log = structlog.get_logger("sigma_finance.jobs")
LEASE = timedelta(minutes=15)
VANISHED = "Its process ended in the middle of the run, five times in a row."


class RunsNow(Conflict):
    """Another process is at this job."""


@dataclass(frozen=True)
class JobRun:
    """How a run ended: its outcome in a sentence, or what went wrong; ``rest_done`` where that held nothing else up."""

    name: str
    outcome: str = ""
    error: str = ""
    rest_done: bool = False

    @property
    def ok(self) -> bool:
        return not self.error


@dataclass(frozen=True)
class _JobClaim:
    """A run under way; the end of its lease is also its mark."""

    job: Job
    leased_until: datetime


def tick(jobs: Sequence[Job]) -> list[JobRun]:
    """Run every job that is due and that nobody else is at; returns how each ended."""
    _plan(jobs)
    _park_lost()
    ran = []
    while claimed := _claim_due(jobs=jobs):
        ran.append(_run(claimed))
    return ran


def run_now(job: Job) -> JobRun:
    """Run one job whether it is due or not, parked or not; raises RunsNow where another process is at it."""
    _plan([job])
    return _run(_claim(job=job))


@transactional
def ask_for(*, job: Job, by: Actor = OPERATOR, chapter_id: int | None = None) -> None:
    """Make a job due at once, for the next tick; one that is parked is ready again. A chapter notes its admin."""
    queries.plan(jobs=[job], at=now())
    record = queries.lock_job(name=job.name)
    if chapter_id is not None:
        audit.record(
            Action.JOB_ASKED_FOR,
            chapter_id=chapter_id,
            subject=("chapters", chapter_id),
            by=by,
            job=job.name,
            before=record.state.value,
        )
    if record.state is JobState.PARKED:
        record.state, record.attempts = JobState.READY, 0
    record.next_due_at = now()
    transactions.wake_after_commit("job_runner")


def run_in_chapter(*, job: Job, chapter_id: int, by: Actor) -> JobRun:
    """Do for one chapter, at once, what a job does for each, and say how it ended; its times stay as they are.

    Raises Forbidden for a job that is the whole deployment's.
    """
    if job.in_chapter is None:
        raise Forbidden("This job is for all chapters. Who runs the platform starts it.")
    _note_run_here(job_name=job.name, chapter_id=chapter_id, by=by)
    transactions.end_read()
    try:
        return JobRun(job.name, outcome=job.in_chapter(chapter_id))
    except Exception as error:  # noqa: BLE001  (whatever fails is told to whoever asked)
        log.error("job.failed", job=job.name, chapter_id=chapter_id, error=type(error).__name__)
        return JobRun(job.name, error=_reason(error))


@transactional
def _note_run_here(*, job_name: str, chapter_id: int, by: Actor) -> None:
    subject = ("chapters", chapter_id)
    audit.record(Action.JOB_RUN_HERE, chapter_id=chapter_id, subject=subject, by=by, job=job_name)


def _plan(jobs: Sequence[Job]) -> None:
    known = queries.planned()
    if missing := [job for job in jobs if job.name not in known]:
        _add(jobs=missing)


@transactional
def _add(*, jobs: Sequence[Job]) -> None:
    queries.plan(jobs=jobs, at=now())


def _park_lost() -> None:
    for name in _park():
        log.error("job.parked", job=name, error="vanished")


@transactional
def _park() -> list[str]:
    return queries.park_lost(at=now(), problem=VANISHED)


@transactional
def _claim_due(*, jobs: Sequence[Job]) -> _JobClaim | None:
    named = {job.name: job for job in jobs}
    record = queries.claimable(names=list(named), at=now())
    return _lease(record, named[record.name]) if record else None


@transactional
def _claim(*, job: Job) -> _JobClaim:
    record = queries.lock_job(name=job.name)
    if record.leased_until is not None and record.leased_until >= now():
        raise RunsNow(f"{job.name} is running now.")
    return _lease(record, job)


def _lease(record: JobRecord, job: Job) -> _JobClaim:
    record.attempts += 1
    record.last_started_at = now()
    record.leased_until = now() + LEASE
    return _JobClaim(job, record.leased_until)


def _run(claimed: _JobClaim) -> JobRun:
    name = claimed.job.name
    transactions.end_read()
    try:
        ran = JobRun(name, outcome=claimed.job.run())
    except Exception as error:  # noqa: BLE001  (whatever fails is noted, and the other jobs go on)
        log.error("job.failed", job=name, error=type(error).__name__)
        ran = JobRun(name, error=_reason(error), rest_done=isinstance(error, JobIncomplete))
    transactions.end_read()
    try:
        _note(claimed=claimed, ran=ran)
    except Exception as error:
        if faults.is_unreachable(error):
            raise
        log.error(
            "job.not_noted", job=name, error=type(error).__name__
        )  # its lease keeps it from running at once
        return JobRun(name, error="How it ended could not be noted.")
    return ran


@transactional
def _note(*, claimed: _JobClaim, ran: JobRun) -> None:
    record = queries.lock_job(name=ran.name)
    if record.leased_until != claimed.leased_until:
        log.warning("job.overtaken", job=ran.name)
        return
    record.leased_until = None
    record.last_finished_at = now()
    record.last_outcome, record.last_error = ran.outcome[:300], ran.error[:300]
    if ran.ok or ran.rest_done:
        record.state, record.attempts = JobState.READY, 0
        record.next_due_at = next_due(claimed.job, now())
    elif record.attempts >= MOST_FAILURES:
        record.state = JobState.PARKED
        log.error("job.parked", job=ran.name)
    else:
        record.next_due_at = now() + pause(record.attempts)


def _reason(error: Exception) -> str:
    """What went wrong, without the values that an unforeseen error may quote."""
    if isinstance(error, DomainError):
        return error.message
    if isinstance(error, JobFailed):
        return str(error)
    ours = [frame for frame in traceback.extract_tb(error.__traceback__) if "sigma_finance" in frame.filename]
    return f"{type(error).__name__} in {Path(ours[-1].filename).name}, line {ours[-1].lineno}."
