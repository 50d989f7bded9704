"""Processes beside the test's own, on its database, its Redis and its sandbox."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from sigma_finance.config import ROOT
from tests.harness.standing import ServedApp

#: Runs the job that the first word names, and kills itself before the statement that the second one counts.
KILLED = """
import os, signal, sys
from sqlalchemy import event
from sigma_finance.app import create_app
from sigma_finance.extensions import db
from sigma_finance.services import jobs
from sigma_finance.tasks import work
from sigma_finance.tasks.registry import get_job

work.FIRST_HOUR = 0
name, last = sys.argv[1], int(sys.argv[2])
app = create_app()
with app.app_context():
    job, count = get_job(name), 0

    def counted(*_):
        global count
        count += 1
        if count == last:
            os.kill(os.getpid(), signal.SIGKILL)

    event.listen(db.engine, "before_cursor_execute", counted)
    print(jobs.run_now(job).ok, count)
"""


def environment(standing: ServedApp, folder: Path, **more: str) -> Mapping[str, str]:
    """The settings with which a process works beside the served application."""
    settings = standing.app.config
    return {
        **os.environ,
        "CONFIG_CLASS": "sigma_finance.config.TestConfig",
        "DATABASE_URL": settings["SQLALCHEMY_DATABASE_URI"].replace("+psycopg2", ""),
        "REDIS_URL": settings["REDIS_URL"],
        "BASE_URL": standing.url,
        "SANDBOX_STATE": str(folder / "another-sandbox.sqlite"),
        "PYTHONPATH": str(ROOT),
        **more,
    }


def killed(standing: ServedApp, folder: Path, job: str, *, before: int) -> subprocess.CompletedProcess[str]:
    """Run a job in a process that dies before its statement of this number; 0 for one that lives."""
    return subprocess.run(
        [sys.executable, "-c", KILLED, job, str(before)],
        env=environment(standing, folder),
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@contextmanager
def worker(standing: ServedApp, folder: Path, broker: str) -> Iterator[subprocess.Popen[str]]:
    """A background worker with its own beat, as the operator's guide starts it, until the end of the block."""
    command = [sys.executable, "-m", "celery", "-A", "sigma_finance.worker", "worker", "--beat"]
    log = folder / "worker.log"
    with log.open("a", encoding="utf-8") as output:
        process = subprocess.Popen(
            [*command, "--concurrency", "2", "--loglevel", "INFO"],
            env=environment(standing, folder, CELERY_BROKER_URL=broker),
            cwd=folder,
            stdout=output,
            stderr=output,
            text=True,
            start_new_session=True,
        )
    try:
        wait_until(lambda: "ready." in log.read_text(encoding="utf-8"), log)
        yield process
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait(timeout=10)


def wait_until(happened: Callable[[], bool], log: Path | None = None, *, seconds: float = 90) -> None:
    """Wait for something that another process does."""
    end = time.monotonic() + seconds
    while not happened():
        said = log.read_text(encoding="utf-8")[-3000:] if log else ""
        assert time.monotonic() < end, f"it did not happen within {seconds} seconds {said}"
        time.sleep(0.05)
