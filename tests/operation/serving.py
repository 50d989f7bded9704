"""The start command of the guides, run on a port of its own."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import urlopen

from sigma_finance.config import ROOT

PATIENCE_S = 60


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port: int = listening.getsockname()[1]
    return port


@contextmanager
def served(folder: Path, *, options: str = "-w 4") -> Iterator[tuple[int, subprocess.Popen[bytes]]]:
    """The application under gunicorn, on a port of its own, as a small chapter runs it."""
    port = free_port()
    environ = {
        **os.environ,
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "CONFIG_CLASS": "sigma_finance.config.LocalConfig",
        "BASE_URL": f"http://localhost:{port}",
        "DATABASE_URL": f"sqlite:///{folder}/sigma.db",
        "SANDBOX_STATE": f"{folder}/sandbox.sqlite",
        "PORT": str(port),
    }
    command = f"exec gunicorn {options} -b 0.0.0.0:$PORT 'sigma_finance.app:create_app()'"
    process = subprocess.Popen(["/bin/sh", "-c", command], cwd=ROOT, env=environ, stderr=subprocess.DEVNULL)
    try:
        yield port, process
    finally:
        process.terminate()
        process.wait(timeout=PATIENCE_S)


def health(port: int) -> dict[str, str]:
    """What the health address answers, once it does."""
    end = time.monotonic() + PATIENCE_S
    while True:
        try:
            with urlopen(f"http://127.0.0.1:{port}/monitoring/health", timeout=5) as answer:
                found: dict[str, str] = json.load(answer)
                return found
        except OSError:
            if time.monotonic() > end:
                raise
            time.sleep(0.2)
