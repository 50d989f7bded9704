"""Files read in a process of their own: what it is given, and what becomes of one that takes too much."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path
from threading import BoundedSemaphore
from typing import Any

import pytest

from sigma_finance.domain.errors import Invalid, Unavailable
from sigma_finance.gateways import apart

TOO_MUCH = "This takes too long."


@pytest.fixture
def instead(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Run this program in place of the decoder."""

    def run(program: str) -> None:
        file = tmp_path / "decoder.py"
        file.write_text(f"import os, sys\n{program}\n", encoding="utf-8")
        monkeypatch.setattr(apart, "_DECODER", str(file))

    return run


def read(content: bytes = b"") -> bytes:
    return apart.read("task", content, field="file", too_much=TOO_MUCH)


class TestReadingApart:
    def test_gives_the_file_and_the_task_and_takes_the_answer(self, instead: Any) -> None:
        instead("sys.stdout.buffer.write(b'+' + sys.argv[1].encode() + b' ' + sys.stdin.buffer.read())")
        assert read(b"\0\xff") == b"task \0\xff"

    def test_takes_a_refusal_with_its_sentence(self, instead: Any) -> None:
        instead("sys.stdout.buffer.write('-Zu groß.'.encode())")
        with pytest.raises(Invalid, match=r"Zu groß\.") as refusal:
            read()
        assert refusal.value.field == "file"

    @pytest.mark.parametrize(
        "program",
        [
            "sys.exit(1)",
            "os.abort()",
            "pass",
            "print('?')",
            "raise MemoryError",
            "import time; time.sleep(60)",
        ],
    )
    def test_refuses_what_ends_it_or_takes_too_long(
        self, instead: Any, monkeypatch: pytest.MonkeyPatch, program: str
    ) -> None:
        if "sleep" in program:
            monkeypatch.setattr(apart, "DEADLINE_S", 1)
        instead(program)
        begun = time.monotonic()
        with pytest.raises(Invalid, match=TOO_MUCH):
            read()
        assert time.monotonic() - begun < 30

    def test_hands_on_no_secret(self, instead: Any, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("FLASK_SECRET_KEY", "a secret")
        instead("sys.stdout.buffer.write(b'+' + ' '.join(os.environ).encode())")
        assert "FLASK" not in read().decode()

    def test_waits_for_its_turn_and_not_for_ever(self, instead: Any, monkeypatch: pytest.MonkeyPatch) -> None:
        taken = BoundedSemaphore(1)
        taken.acquire()
        monkeypatch.setattr(apart, "_turns", taken)
        monkeypatch.setattr(apart, "DEADLINE_S", 0.05)
        with pytest.raises(Unavailable, match="try again"):
            read()

    def test_gives_its_turn_back_whatever_happens(
        self, instead: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(apart, "_turns", BoundedSemaphore(1))
        for program in ("sys.exit(1)", "sys.exit(1)"):
            instead(program)
            with pytest.raises(Invalid):
                read()


class TestTheDecodersProcess:
    def test_has_little_memory(self) -> None:
        program = (
            "import runpy, sys; from sigma_finance.gateways import decoder; decoder.limit();"
            f"bytearray({2 * 1024**3})"
        )
        done = subprocess.run(
            [sys.executable, "-c", program], capture_output=True, text=True, check=False, timeout=60
        )
        assert "MemoryError" in done.stderr

    def test_knows_the_whole_way(self) -> None:
        with pytest.raises(Invalid, match="no PNG"):
            apart.read("picture", b"GIF89a", field="logo", too_much=TOO_MUCH)
