"""The start command that the guides name, run as it stands there."""

from __future__ import annotations

import time
from itertools import pairwise
from pathlib import Path
from subprocess import Popen

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
                time.sleep(0.1)  # a worker that has answered its last needs up to a second to go
                now = workers_of(process)
                renewed_at += [asked] * len(now - seen)
                seen |= now
                if len(renewed_at) >= 3:
                    break
            assert len(first) == 2
            assert len(renewed_at) >= 3
            gaps = [later - earlier for earlier, later in pairwise(renewed_at)]
            assert min(gaps) >= 10, renewed_at
