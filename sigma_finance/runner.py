"""What works in the background where no broker is configured: threads of this process, or the call itself in tests.

One thread delivers messages as soon as a commit wakes it, another runs the jobs that are due, once a minute. A
deployment may switch both off and leave the work to ``flask jobs run-due``; nothing is lost either way, since the rows
are the truth.
"""

from __future__ import annotations

import threading
from collections.abc import Callable

import structlog
from flask import Flask

log = structlog.get_logger("sigma_finance.runner")
#: How often a thread looks for what has come due by itself, in seconds.
SWEEP_EVERY = 60.0


def register(app: Flask) -> None:
    """Register the runner that ``OUTBOX_RUNNER`` names: thread, inline or none."""
    kind = app.config["OUTBOX_RUNNER"]
    if kind == "thread":
        app.extensions["outbox_runner"] = BackgroundRunner("outbox", lambda: _deliver(app)).wake
        app.before_request(BackgroundRunner("jobs", lambda: _tick(app)).start)
    elif kind == "inline":
        app.extensions["outbox_runner"] = lambda: _deliver(app)


def _deliver(app: Flask) -> None:
    """Deliver what is due in a context of its own; a failure is logged and the rows wait for the next run."""
    from sigma_finance.services import outbox

    try:
        with app.app_context():
            outbox.deliver()
    except Exception as error:  # noqa: BLE001  (the thread outlives whatever fails; the rows wait)
        log.error("outbox.run_failed", error=type(error).__name__)


def _tick(app: Flask) -> None:
    """Run the jobs that are due in a context of its own."""
    from sigma_finance.services import jobs
    from sigma_finance.tasks.registry import JOBS

    try:
        with app.app_context():
            jobs.tick(JOBS)
    except Exception as error:  # noqa: BLE001  (the same)
        log.error("jobs.tick_failed", error=type(error).__name__)


class BackgroundRunner:
    """A daemon thread, started by the first wake (so after a server has forked), that works and then sleeps."""

    def __init__(self, name: str, work: Callable[[], None]) -> None:
        self._name, self._do = name, work
        self._work = threading.Event()
        self._starting = threading.Lock()
        self._thread: threading.Thread | None = None

    def wake(self) -> None:
        """Have the work done soon; returns at once."""
        self.start()
        self._work.set()

    def start(self) -> None:
        """Have the thread there, which works every now and then unless it is woken."""
        if self._thread is not None and self._thread.is_alive():
            return
        with self._starting:
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._run, name=self._name, daemon=True)
                self._thread.start()

    def _run(self) -> None:
        while True:
            self._work.wait(timeout=SWEEP_EVERY)
            self._work.clear()
            self._do()
