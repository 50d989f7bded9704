"""The start command that the guides name, run as it stands there."""

from __future__ import annotations

from pathlib import Path

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
