"""Background jobs: what one is, when it is due, and how long one that failed waits."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

#: So many runs that fail, one after another, and the job waits for a person.
MOST_FAILURES = 5
FIRST_PAUSE = timedelta(minutes=5)
_BEGINNING = datetime(2026, 1, 1, tzinfo=UTC)


class JobState(StrEnum):
    """Whether a job runs when it is due, or failed too often and waits for a person."""

    READY = "ready"
    PARKED = "parked"


class JobFailed(Exception):
    """A run did not do all it should; the message says so to an admin, and names no person."""


class JobIncomplete(JobFailed):
    """Some of a run could not be done and all the rest was: it is told, and the job keeps its times, never parked."""


@dataclass(frozen=True)
class Job:
    """A job: what it does, every so often and ``after`` so much of that time, and a run's outcome in a sentence.

    ``run`` does no harm when it runs twice, at once or after it was killed in the middle. What concerns each chapter by
    itself has an ``in_chapter`` that does the same for the one of an id, at once.
    """

    name: str
    title: str
    every: timedelta
    run: Callable[[], str]
    after: timedelta = timedelta(0)
    in_chapter: Callable[[int], str] | None = None


def next_due(job: Job, at: datetime) -> datetime:
    """The first moment after ``at`` at which the job is due, whenever it ran last."""
    first = _BEGINNING + job.after
    return first + ((at - first) // job.every + 1) * job.every


def pause(failures: int) -> timedelta:
    """How long a job rests after so many failures in a row: 5 minutes, then three times as long each time."""
    times: int = 3 ** (failures - 1)
    return FIRST_PAUSE * times
