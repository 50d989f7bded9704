"""How gunicorn serves Sigma Finance; options of the command line count more than what stands here."""

import os
import sys
from pathlib import Path
from typing import Any

PIDS = Path(__file__).resolve().parent / "instance"

# Threads: somebody who signs in keeps a processor busy for a quarter of a second, and nobody else should wait for that.
worker_class = "gthread"
workers = int(os.environ.get("WEB_CONCURRENCY") or 2)
threads = 4

# Longer than any answer takes: a page waits at most ten seconds for Stripe. What is under way may end before a restart.
timeout = 30
graceful_timeout = 25
keepalive = 5

# Workers are renewed now and then, one after another: see post_fork.
max_requests = 5_000

# The heartbeat is a file: in memory where there is such a folder, since a busy disk would look like a dead worker.
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108
control_socket_disable = True


def on_starting(_server: Any) -> None:
    """Say what is wrong with the settings once, before any worker begins."""
    from sigma_finance import config

    try:
        config.load()
    except config.ConfigError as error:
        sys.exit(error.message)


def post_fork(_server: Any, worker: Any) -> None:
    """Let the first workers live longer by a step each, and all later ones equally long.

    They share the requests evenly, so with equal limits all of them would be renewed at once, and nobody would answer.
    """
    limit = worker.cfg.max_requests
    if limit and worker.age <= worker.cfg.workers:
        worker.max_requests = limit + limit * (worker.age - 1) // worker.cfg.workers


def _pid_files(server: Any) -> list[Path]:
    """One for each port; a socket's own file says enough by itself."""
    return [
        PIDS / f"gunicorn-{address[1]}.pid" for address in server.cfg.address if isinstance(address, tuple)
    ]


def when_ready(server: Any) -> None:
    """Leave the number of the process that a supervisor signals."""
    PIDS.mkdir(exist_ok=True)
    for file in _pid_files(server):
        file.write_text(f"{os.getpid()}\n", encoding="ascii")


def on_exit(server: Any) -> None:
    """Take the number away again."""
    for file in _pid_files(server):
        file.unlink(missing_ok=True)
