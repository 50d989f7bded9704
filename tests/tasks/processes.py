"""Processes beside the test's own, on its database, its Redis and its sandbox."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from sigma_finance.config import ROOT
from tests.harness.standing import Standing

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


def environment(standing: Standing, folder: Path, **more: str) -> Mapping[str, str]:
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


def killed(standing: Standing, folder: Path, job: str, *, before: int) -> subprocess.CompletedProcess[str]:
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
