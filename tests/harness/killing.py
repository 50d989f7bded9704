"""What a process does that is to die in the middle of a job."""

from __future__ import annotations

import os
import signal
import sys

from sqlalchemy import event

from sigma_finance.app import create_app
from sigma_finance.extensions import db
from sigma_finance.services import jobs
from sigma_finance.tasks import work
from sigma_finance.tasks.registry import get_job


def run(name: str, last: int, environment: dict[str, str], folder: str, log: str) -> None:
    """Run the job with these settings, and die before its statement of this number, or say how it ended."""
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(folder)
    output = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    os.dup2(output, sys.stdout.fileno())
    os.dup2(output, sys.stderr.fileno())
    work.FIRST_HOUR = 0
    app = create_app()
    with app.app_context():
        seen = 0

        def counted(*_: object) -> None:
            nonlocal seen
            seen += 1
            if seen == last:
                os.kill(os.getpid(), signal.SIGKILL)

        event.listen(db.engine, "before_cursor_execute", counted)
        print(jobs.run_now(get_job(name)).ok, seen, flush=True)
