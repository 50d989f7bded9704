"""The background worker as Celery finds it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from sigma_finance.config import ROOT

ASK = "from sigma_finance.worker import celery; print(sorted(t for t in celery.tasks if 'celery' not in t))"


def started(folder: Path, broker: str) -> subprocess.CompletedProcess[str]:
    environ = {
        **os.environ,
        "CONFIG_CLASS": "sigma_finance.config.TestConfig",
        "DATABASE_URL": f"sqlite:///{folder}/sigma.db",
        "SANDBOX_STATE": f"{folder}/sandbox.sqlite",
        "CELERY_BROKER_URL": broker,
        "PYTHONPATH": str(ROOT),
    }
    return subprocess.run(
        [sys.executable, "-c", ASK],
        env=environ,
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


class TestTheWorker:
    def test_says_which_setting_is_missing_where_there_is_no_queue(self, tmp_path: Path) -> None:
        answer = started(tmp_path, "")
        assert answer.returncode == 1
        assert (
            answer.stderr.strip() == "CELERY_BROKER_URL is not set, so there is no queue to take work from."
        )

    def test_knows_its_work_before_any_broker_answers(self, tmp_path: Path) -> None:
        answer = started(tmp_path, "redis://127.0.0.1:9/0")
        assert answer.returncode == 0, answer.stderr
        assert "tick" in answer.stdout
