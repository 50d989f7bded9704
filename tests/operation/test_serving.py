"""The start command that the guides name, run as it stands there."""

from __future__ import annotations

import time
from pathlib import Path
from runpy import run_path
from subprocess import Popen
from types import SimpleNamespace

import pytest

from sigma_finance.config import ROOT
from tests.operation.serving import health, served

pytestmark = pytest.mark.filterwarnings("ignore::ResourceWarning")


class TestTheStartCommand:
    def test_serves_and_leaves_its_number_until_it_ends(self, tmp_path: Path) -> None:
        with served(tmp_path) as (port, process):
            assert health(port)["status"] == "healthy"
            file = ROOT / "instance" / f"gunicorn-{port}.pid"
            assert int(file.read_text()) == process.pid
        assert not file.exists()


def workers_of(process: Popen[bytes]) -> frozenset[int]:
    """The processes that answer."""
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text(encoding="ascii")
    return frozenset(int(child) for child in children.split())


class TestTheWorkers:
    def test_are_renewed_one_after_another_under_load(self, tmp_path: Path) -> None:
        with served(tmp_path, options="-w 2 --max-requests 40") as (port, process):
            health(port)
            first = seen = workers_of(process)
            renewed_at = []
            for asked in range(400):
                health(port)
                # A worker that has answered its last needs a second to go, or a few on a busy machine.
                time.sleep(0.25)
                now = workers_of(process)
                renewed_at += [asked] * len(now - seen)
                seen |= now
                if len(renewed_at) >= 2:
                    break
            assert len(first) == 2
            one, other = renewed_at
            assert other - one >= 3, renewed_at

    @pytest.mark.parametrize(("workers", "limits"), [(1, [40]), (2, [40, 60]), (4, [40, 50, 60, 70])])
    def test_live_longer_by_a_step_each_at_first_and_equally_long_later(
        self, workers: int, limits: list[int]
    ) -> None:
        post_fork = run_path(str(ROOT / "gunicorn.conf.py"))["post_fork"]
        settings = SimpleNamespace(max_requests=40, workers=workers)
        made = [SimpleNamespace(cfg=settings, age=age, max_requests=40) for age in range(1, 2 * workers + 1)]
        for worker in made:
            post_fork(None, worker)
        assert [worker.max_requests for worker in made] == [*limits, *[40] * workers]
