"""The threads that deliver events and run what is due."""

from __future__ import annotations

import contextlib
import sqlite3
import threading

from sandbox.engine import deliveries, jobs
from sandbox.engine.work import Bench

_POLL = 0.25


class Courier:
    """The threads that deliver events and run what is due, in any process that serves the sandbox."""

    def __init__(self, bench: Bench) -> None:
        self._bench = bench
        self._wake = threading.Event()
        self._stopped = threading.Event()
        self._threads: list[threading.Thread] = []
        self._lock = threading.Lock()

    def start(self) -> None:
        """Begin, unless it has; a process forked later begins its own."""
        with self._lock:
            if self.is_running():
                return
            self._bench.store.hold()
            self._stopped.clear()
            runs = [self._deliver_all] * self._bench.settings.delivery_threads + [self._work_all]
            self._threads = [threading.Thread(target=run, name="sandbox", daemon=True) for run in runs]
            for thread in self._threads:
                thread.start()

    def is_running(self) -> bool:
        """Whether the threads are at work in this process."""
        return any(thread.is_alive() for thread in self._threads)

    def stop(self) -> None:
        """End after the delivery under way; what is left waits for the next start."""
        self._stopped.set()
        self._wake.set()
        for thread in self._threads:
            thread.join(timeout=self._bench.settings.delivery_timeout + 1)
        self._bench.store.let_go()

    def wake(self) -> None:
        """Something may be due: look now."""
        self._wake.set()

    def _work_all(self) -> None:
        while not self._stopped.is_set():
            with contextlib.suppress(sqlite3.Error):  # the file may be locked or gone for a moment
                jobs.run_due(self._bench)
            self._stopped.wait(_POLL)

    def _deliver_all(self) -> None:
        while not self._stopped.is_set():
            try:
                found = self._deliver_one()
            except (sqlite3.Error, ValueError):  # the file is locked, or the endpoint was just taken away
                found = False
            if not found:
                self._rest()

    def _deliver_one(self) -> bool:
        claimed = deliveries.claim(self._bench)
        if claimed is None:
            return False
        self._stopped.wait(self._bench.settings.delivery_delay)
        deliveries.deliver(self._bench, claimed)
        return True

    def _rest(self) -> None:
        self._wake.wait(_POLL)
        if not self._stopped.is_set():
            self._wake.clear()
