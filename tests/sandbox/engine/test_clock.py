"""The sandbox's time."""

from __future__ import annotations

import time
from pathlib import Path

from sandbox.engine import clock


class TestTheMoment:
    def test_is_the_computers_where_no_clock_is_kept(self, tmp_path: Path) -> None:
        for path in (None, tmp_path / "sandbox.clock"):
            assert abs(clock.moment(path) - time.time()) < 5

    def test_is_as_far_ahead_as_the_file_says(self, tmp_path: Path) -> None:
        path = tmp_path / "sandbox.clock"
        path.write_text("86400")
        assert 86395 < clock.moment(path) - time.time() < 86405
