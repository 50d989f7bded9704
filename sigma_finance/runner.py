"""What delivers the outbox after a commit: a background thread of this process, or the committing call itself in tests.

A deployment may switch it off and leave delivery to ``flask outbox deliver``; nothing is lost either way, since the
rows are the truth.
"""

from __future__ import annotations

import threading
from collections.abc import Callable

import structlog
from flask import Flask

log = structlog.get_logger("sigma_finance.runner")
#: How often the thread looks for retries that have come due, in seconds.
SWEEP_EVERY = 60.0


def register(app: Flask) -> None:
    """Register the runner that ``OUTBOX_RUNNER`` names: thread, inline or none."""
    kind = app.config["OUTBOX_RUNNER"]
    if kind == "thread":
        app.extensions["outbox_runner"] = BackgroundRunner(app).wake
    elif kind == "inline":
        app.extensions["outbox_runner"] = _inline(app)


def _inline(app: Flask) -> Callable[[], None]:
    def deliver() -> None:
        _deliver(app)

    return deliver


def _deliver(app: Flask) -> None:
    """Deliver what is due in a context of its own; a failure is logged and the rows wait for the next run."""
    from sigma_finance.services import outbox

    try:
        with app.app_context():
            outbox.deliver()
    except Exception as error:  # noqa: BLE001  (the thread outlives whatever fails; the rows wait)
        log.error("outbox.run_failed", error=type(error).__name__)


class BackgroundRunner:
    """A daemon thread, started by the first wake (so after a server has forked), that delivers and then sleeps."""

    def __init__(self, app: Flask) -> None:
        self._app = app
        self._work = threading.Event()
        self._starting = threading.Lock()
        self._thread: threading.Thread | None = None

    def wake(self) -> None:
        """Have the outbox delivered soon; returns at once."""
        with self._starting:
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._run, name="outbox", daemon=True)
                self._thread.start()
        self._work.set()

    def _run(self) -> None:
        while True:
            self._work.wait(timeout=SWEEP_EVERY)
            self._work.clear()
            _deliver(self._app)
