"""Processes beside the test's own, on its database, its Redis and its sandbox."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

from sigma_finance.config import ROOT
from tests.harness import elsewhere, killing
from tests.harness.standing import ServedApp


@dataclass(frozen=True)
class KilledRun:
    """How a process ended, negative where a signal did it, and what it said."""

    returncode: int
    said: str


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


def killed(standing: ServedApp, folder: Path, job: str, *, before: int) -> KilledRun:
    """Run a job in a process that dies before its statement of this number; 0 for one that lives.

    The process begins as a copy of one that has imported the application, which takes longer than what it does here.
    """
    log = folder / "killed.log"
    ended = _copied(killing.run, job, before, dict(environment(standing, folder)), str(folder), str(log))
    return KilledRun(ended, log.read_text(encoding="utf-8"))


def said_elsewhere(standing: ServedApp, folder: Path, what: Callable[..., object], *words: object) -> str:
    """What a process beside the application says, which does this and ends; a copy as for ``killed``."""
    said = folder / "said.txt"
    ended = _copied(elsewhere.run, dict(environment(standing, folder)), str(said), what, *words)
    assert ended == 0, "it failed; the test's standard error says how"
    return said.read_text(encoding="utf-8")


def _copied(what: Callable[..., object], *words: object) -> int:
    """Do this in a copy of a process that has imported the application; how it ended."""
    starting = get_context("forkserver")
    starting.set_forkserver_preload(
        ["tests.harness.whole", "tests.harness.killing", "tests.harness.elsewhere"]
    )
    process = starting.Process(target=what, args=words)
    process.start()
    process.join(60)
    assert process.exitcode is not None, "it neither ended nor died within a minute"
    return process.exitcode


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
