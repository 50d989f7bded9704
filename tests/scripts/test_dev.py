"""What the start command says before it does anything."""

from __future__ import annotations

import socket
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent


def start(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(ROOT / "scripts" / "dev.py"), *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)


class TestStarting:
    def test_names_another_port_where_this_one_is_in_use(self) -> None:
        with socket.create_server(("127.0.0.1", 0)) as taken:
            port = taken.getsockname()[1]
            answer = start("--port", str(port))
        assert answer.returncode == 1
        assert answer.stderr.strip() == (
            f"Port {port} is in use; choose another: python3 scripts/dev.py --port {port + 1}"
        )

    @pytest.mark.parametrize("port", ["0", "65536", "-1", "five", "５０００"])
    def test_refuses_what_is_no_port(self, port: str) -> None:
        answer = start(f"--port={port}")
        assert answer.returncode == 2
        assert "a port is a number from 1 to 65535" in answer.stderr
