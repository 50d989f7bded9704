"""The two things that run in the background, whoever calls: each in a context of its own, and outliving what fails."""

from __future__ import annotations

import structlog
from flask import Flask

log = structlog.get_logger("sigma_finance.tasks")


def deliver(app: Flask) -> None:
    """Deliver the messages that are due; a failure is logged and the rows wait for the next run."""
    from sigma_finance.services.messages import outbox

    try:
        with app.app_context():
            outbox.deliver()
    except Exception as error:  # noqa: BLE001  (whoever calls goes on; the rows wait)
        log.error("outbox.run_failed", error=type(error).__name__)


def tick(app: Flask) -> None:
    """Run the jobs that are due."""
    from sigma_finance.services import jobs
    from sigma_finance.tasks.registry import JOBS

    try:
        with app.app_context():
            jobs.tick(JOBS)
    except Exception as error:  # noqa: BLE001  (the same)
        log.error("jobs.tick_failed", error=type(error).__name__)
