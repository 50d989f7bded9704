"""Jobs that are due, those whose runner vanished, and how each of the registry stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from sigma_finance.domain.jobs import MOST_FAILURES, Job, JobState, next_due
from sigma_finance.extensions import db
from sigma_finance.models import JobRecord

#: A job that was due so long ago and has not begun waits for a worker that is not there.
LATE = timedelta(minutes=10)


@dataclass(frozen=True)
class JobStanding:
    """How a job stands; one that nobody planned yet is due at its first time."""

    name: str
    title: str
    state: JobState
    running: bool
    next_due_at: datetime
    failures: int
    last_started_at: datetime | None
    last_finished_at: datetime | None
    last_outcome: str
    last_error: str
    late: bool = False

    @property
    def parked(self) -> bool:
        return self.state is JobState.PARKED

    @property
    def status(self) -> str:
        """What its badge says: running, parked, failed (in whole or in part, and tried again by itself), or ready."""
        if self.running:
            return "running"
        return "failed" if self.last_error and not self.parked else self.state.value


def planned() -> set[str]:
    """The names of the jobs that have a row."""
    return set(db.session.scalars(select(JobRecord.name)))


def plan(*, jobs: Sequence[Job], at: datetime) -> None:
    """Give each of the jobs a row with its first time, unless another scheduler just did."""
    insert = postgresql.insert if db.engine.dialect.name == "postgresql" else sqlite.insert
    rows = [{"name": job.name, "state": JobState.READY, "next_due_at": next_due(job, at)} for job in jobs]
    db.session.execute(insert(JobRecord).values(rows).on_conflict_do_nothing(index_elements=["name"]))


def claimable(*, names: Sequence[str], at: datetime) -> JobRecord | None:
    """The job that has been due for longest, locked; those that another runner holds are left out."""
    return db.session.scalar(
        select(JobRecord)
        .where(
            JobRecord.name.in_(names),
            JobRecord.state == JobState.READY,
            JobRecord.next_due_at <= at,
            or_(JobRecord.leased_until.is_(None), JobRecord.leased_until < at),
        )
        .order_by(JobRecord.next_due_at, JobRecord.name)
        .limit(1)
        .with_for_update(skip_locked=True)
        .execution_options(populate_existing=True)
    )


def lock_job(*, name: str) -> JobRecord:
    """The row of a planned job, locked."""
    return db.session.get_one(JobRecord, name, with_for_update=True, populate_existing=True)


def park_lost(*, at: datetime, problem: str) -> list[str]:
    """Park the jobs whose runner vanished too often; returns their names."""
    return list(
        db.session.scalars(
            update(JobRecord)
            .where(
                JobRecord.state == JobState.READY,
                JobRecord.attempts >= MOST_FAILURES,
                JobRecord.leased_until < at,
            )
            .values(state=JobState.PARKED, leased_until=None, last_error=problem)
            .returning(JobRecord.name)
            .execution_options(synchronize_session=False)
        )
    )


def standings(*, jobs: Sequence[Job], at: datetime) -> list[JobStanding]:
    """How each of the jobs stands, in their order."""
    records = {record.name: record for record in db.session.scalars(select(JobRecord))}
    return [_standing(job, records.get(job.name), at) for job in jobs]


def _standing(job: Job, record: JobRecord | None, at: datetime) -> JobStanding:
    if record is None:
        due = next_due(job, at)
        return JobStanding(job.name, job.title, JobState.READY, False, due, 0, None, None, "", "")
    running = record.leased_until is not None and record.leased_until >= at
    return JobStanding(
        name=job.name,
        title=job.title,
        state=record.state,
        running=running,
        next_due_at=record.next_due_at,
        failures=record.attempts - running,
        last_started_at=record.last_started_at,
        last_finished_at=record.last_finished_at,
        last_outcome=record.last_outcome,
        last_error=record.last_error,
        late=record.state is JobState.READY and not running and at - record.next_due_at > LATE,
    )
