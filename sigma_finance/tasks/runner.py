"""What a commit wakes: a task in the queue where a broker is configured, threads of this process where none is.

One thread delivers messages as soon as a commit wakes it, another runs the jobs that are due, once a minute. With a
broker a worker does both, and a thread of this process only tells it, so that no page waits for a broker that is away;
while it is, the thread delivers by itself. A deployment may switch all of it off and leave the work to
``flask jobs run-due``; nothing is lost either way, since the rows are the truth.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import partial

import structlog
from flask import Flask

from sigma_finance.tasks import background

log = structlog.get_logger("sigma_finance.runner")
#: How often a thread looks for what has come due by itself, in seconds.
SWEEP_EVERY = 60.0


def register(app: Flask) -> None:
    """Register what works in the background: the queue that ``CELERY_BROKER_URL`` names, or ``OUTBOX_RUNNER``."""
    kind = app.config["OUTBOX_RUNNER"]
    if app.config["CELERY_BROKER_URL"]:
        _queue(app)
    elif kind == "thread":
        ticker = BackgroundRunner("jobs", partial(background.tick, app), every=SWEEP_EVERY)
        app.before_request(ticker.start)
        app.extensions["job_runner"] = ticker.wake
        app.extensions["outbox_runner"] = BackgroundRunner("outbox", partial(background.deliver, app)).wake
    elif kind == "inline":
        app.extensions["outbox_runner"] = partial(background.deliver, app)


def _queue(app: Flask) -> None:
    """Leave the work to the workers."""
    from sigma_finance.tasks import celery_app

    celery = app.extensions["celery"] = celery_app.make_celery(app)

    def ask_for(task: str, *, otherwise: Callable[[], None]) -> None:
        try:
            celery_app.publish(celery, task)
        except Exception as error:  # noqa: BLE001  (a broker that is away must not stop the work)
            log.warning("queue.unreachable", task=task, error=type(error).__name__)
            otherwise()

    drain = partial(ask_for, celery_app.DRAIN, otherwise=partial(background.deliver, app))
    tick = partial(ask_for, celery_app.TICK, otherwise=partial(background.tick, app))
    app.extensions["outbox_runner"] = BackgroundRunner("outbox", drain).wake
    app.extensions["job_runner"] = BackgroundRunner("jobs", tick).wake


class BackgroundRunner:
    """A daemon thread, started by the first wake (so after a server has forked), that works and then sleeps."""

    def __init__(self, name: str, work: Callable[[], None], *, every: float | None = None) -> None:
        self._name, self._do, self._every = name, work, every
        self._work = threading.Event()
        self._starting = threading.Lock()
        self._thread: threading.Thread | None = None

    def wake(self) -> None:
        """Have the work done soon; returns at once."""
        self.start()
        self._work.set()

    def start(self) -> None:
        """Have the thread there, which works as often as it is to, and when it is woken."""
        if self._thread is not None and self._thread.is_alive():
            return
        with self._starting:
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._run, name=self._name, daemon=True)
                self._thread.start()

    def _run(self) -> None:
        while True:
            self._work.wait(timeout=self._every)
            self._work.clear()
            self._do()
