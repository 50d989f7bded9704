"""The demo's clock: how far its day is ahead of the world's, kept in a file that each of its processes reads.

Moving it lets what was to come happen: half a day at a time, the background jobs run, so that reminders, late fees,
autopay and plans unfold as they would have. It never goes back.
"""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

from sigma_finance.database.transactions import transactional
from sigma_finance.domain import dates
from sigma_finance.domain.errors import Forbidden, Invalid, Unavailable
from sigma_finance.domain.jobs import Job
from sigma_finance.extensions import setting
from sigma_finance.queries.chapters import demo as queries
from sigma_finance.services import jobs
from sigma_finance.services.jobs import JobRun

#: Twice a day, so that once it is past nine in the morning wherever a chapter is.
STEP, STEPS_A_DAY = timedelta(hours=12), 2
MOST_DAYS, FARTHEST = 400, timedelta(days=3650)


class NotHere(Forbidden):
    """A deployment holds no demo."""


class DemoClock:
    """How far a demo is ahead, read anew whenever the file has changed."""

    def __init__(self, path: Path) -> None:
        self._path, self._read, self._ahead = path, 0, timedelta()

    def ahead(self) -> timedelta:
        """How far the demo's time is ahead of the world's."""
        try:
            written = self._path.stat().st_mtime_ns
        except FileNotFoundError:
            return timedelta()
        if written != self._read:
            self._ahead, self._read = timedelta(seconds=int(self._path.read_text())), written
        return self._ahead

    def move(self, by: timedelta) -> None:
        """Go forward; every process sees it with its next look at the time."""
        new = self._path.with_name(f"{self._path.name}.{os.getpid()}")
        new.write_text(str(int((self.ahead() + by).total_seconds())))
        new.replace(self._path)


@dataclass(frozen=True)
class DemoDay:
    """A day that has come, and what the background jobs did on it."""

    day: date
    ran: tuple[JobRun, ...]


def path_beside(sandbox_state: str) -> Path:
    """Where a demo's clock is kept: beside what its sandbox keeps."""
    return Path(sandbox_state).with_suffix(".clock")


def advance(*, days: int, todo: Sequence[Job]) -> Iterator[DemoDay]:
    """Go so many days forward, and do on each what the background jobs ``todo`` would have done.

    Raises NotHere outside the sandbox, Invalid for a number out of bounds, and Unavailable where the demo is not
    being served, since its Stripe is there.
    """
    clock = _here()
    if not 1 <= days <= MOST_DAYS or clock.ahead() + timedelta(days=days) > FARTHEST:
        raise Invalid(f"Go forward by 1 to {MOST_DAYS} days at once, and by ten years in all.")
    _check_served()
    return _days(clock, days, todo)


def today() -> date:
    """The demo's day, in UTC; raises NotHere outside the sandbox."""
    _here()
    return dates.now().date()


def _here() -> DemoClock:
    sandbox = f"{setting('BASE_URL')}/sandbox"
    if not setting("SANDBOX") or not str(setting("STRIPE_API_BASE")).startswith(sandbox):
        raise NotHere("The clock that can be moved is the sandbox's alone; here time is what it is.")
    return DemoClock(path_beside(setting("SANDBOX_STATE")))


def _check_served() -> None:
    parts = urlsplit(setting("STRIPE_API_BASE"))
    try:
        socket.create_connection((parts.hostname or "", parts.port or 80), timeout=2).close()
    except OSError as error:
        raise Unavailable(
            f"Nothing is served at {setting('BASE_URL')}. Start the demo first: python3 scripts/dev.py"
        ) from error


def _days(clock: DemoClock, days: int, todo: Sequence[Job]) -> Iterator[DemoDay]:
    for _ in range(days):
        ran: list[JobRun] = []
        for _ in range(STEPS_A_DAY):
            _move(clock=clock, at=dates.now())
            ran += jobs.tick(todo)
        yield DemoDay(dates.now().date(), tuple(ran))


@transactional
def _move(*, clock: DemoClock, at: datetime) -> None:
    """A step forward; who is signed in stays so."""
    queries.carry_along(by=STEP, at=at)
    clock.move(STEP)
