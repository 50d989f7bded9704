"""Whoever is measured, under gunicorn with two workers as in production, and the processor time that it takes."""

from __future__ import annotations

import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.harness.servers import free_port

ROOT = Path(__file__).resolve().parent.parent
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Contender:
    """Somebody who serves the pages: its name, what gunicorn loads, the settings, its database's name."""

    name: str
    target: str
    settings: Mapping[str, str]
    database: str


@dataclass(frozen=True)
class Served:
    """A contender that answers at an address; ``pid`` is gunicorn's first process."""

    address: str
    pid: int
    database: str

    def seconds(self) -> tuple[float, float]:
        """Processor seconds so far: of the workers, and of PostgreSQL's processes for this database."""
        table = _processes()
        app = sum(cpu for pid, (parent, cpu, _) in table.items() if self.pid in (pid, parent))
        database = sum(
            cpu
            for _, cpu, words in table.values()
            if words.startswith("postgres:") and f" {self.database} " in words
        )
        return app, database

    def memory(self) -> list[float]:
        """The proportional share of memory of each worker, in MiB."""
        return [_pss(pid) for pid, (parent, _, _) in _processes().items() if parent == self.pid]


@contextmanager
def served(contender: Contender) -> Iterator[Served]:
    """The contender, answering; it ends with the block."""
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    settings = {key: value.replace("{address}", address) for key, value in contender.settings.items()}
    command = [sys.executable, "-m", "gunicorn", "-c", "gunicorn.conf.py", "-b", f"127.0.0.1:{port}"]
    process = subprocess.Popen(
        [*command, "--log-level", "warning", contender.target],
        cwd=ROOT,
        env={**os.environ, **settings},
    )
    try:
        _await(address, process)
        yield Served(address, process.pid, contender.database)
    finally:
        process.terminate()
        process.wait(30)


def _await(address: str, process: subprocess.Popen[bytes]) -> None:
    for _ in range(300):
        if process.poll() is not None:
            raise RuntimeError(f"gunicorn ended with {process.returncode} before it answered.")
        try:
            urllib.request.urlopen(f"{address}/auth/login", timeout=5).close()  # noqa: S310  (ours)
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.1)
        else:
            return
    raise RuntimeError("It did not answer within half a minute.")


def _processes() -> dict[int, tuple[int, float, str]]:
    """Each process's parent, processor seconds, and command line."""
    found = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                words = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
                facts = (folder / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            found[int(folder.name)] = (int(facts[1]), (int(facts[11]) + int(facts[12])) / TICKS, words)
    return found


def _pss(pid: int) -> float:
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("Pss:"))
