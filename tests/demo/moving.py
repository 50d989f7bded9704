"""A demo's clock that goes right again."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask

from sigma_finance.demo import clock
from sigma_finance.demo.clock import DemoClock
from sigma_finance.domain import dates


@contextmanager
def at_its_own_time(app: Flask) -> Iterator[None]:
    """Go by the application's own clock, which other applications of the tests may have put aside, and end its file."""
    path, before = clock.path_beside(app.config["SANDBOX_STATE"]), dates._CLOCK.ahead
    dates.go_by(DemoClock(path).ahead)
    try:
        yield
    finally:
        dates.go_by(before)
        path.unlink(missing_ok=True)
