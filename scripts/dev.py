"""Starts Sigma Finance on this computer: libraries, database, demo chapters, and the server, from nothing.

python3 scripts/dev.py            start, or start again with the data kept
python3 scripts/dev.py --reset    start over with fresh demo data
python3 scripts/dev.py --port N   serve elsewhere than on port 5000
"""

import argparse
import os
import socket
import sys
from pathlib import Path

from _setup import ROOT, become, prepare, say
from _who_serves import ports_served

INSTANCE = ROOT / "instance"
DATABASE, SANDBOX = INSTANCE / "sigma.db", INSTANCE / "sandbox.sqlite"


def main(arguments: list[str]) -> None:
    """Prepare what is missing, then go on as the server."""
    options = parse(arguments)
    if in_use(options.port):
        sys.exit(why_not(options.port))
    if options.reset and (served := ports_served(INSTANCE)):
        sys.exit(why_no_reset(served))
    prepare("requirements.txt")
    INSTANCE.mkdir(exist_ok=True)
    if options.reset:
        say("Starting over: the demo's data is removed")
        forget()
    become("scripts/serve.py", str(options.port), environment=settings(options.port))


def parse(arguments: list[str]) -> argparse.Namespace:
    """The options that the person gave."""
    parser = argparse.ArgumentParser(
        prog="python3 scripts/dev.py", description="Start Sigma Finance on this computer."
    )
    parser.add_argument("--port", type=port_number, default=5000, help="the port to serve on (5000)")
    parser.add_argument("--reset", action="store_true", help="remove the demo's data and start over")
    return parser.parse_args(arguments)


def port_number(text: str) -> int:
    """A port that an ordinary person may serve on."""
    if not (text.isascii() and text.isdigit() and 0 < int(text) < 65_536):
        raise argparse.ArgumentTypeError("a port is a number from 1 to 65535")
    return int(text)


def in_use(port: int) -> bool:
    """Whether something answers on the port; asked on both kinds of address, since a browser tries both."""
    for address in ("127.0.0.1", "::1"):
        try:
            socket.create_connection((address, port), timeout=0.5).close()
        except OSError:
            continue
        return True
    return False


def why_not(port: int) -> str:
    """What to do about a port that something else holds."""
    other = 5001 if port == 5000 else port + 1
    airplay = (
        ", on macOS often AirPlay Receiver (System Settings, General, AirDrop & Handoff)"
        if port == 5000
        else ""
    )
    return f"Port {port} is in use{airplay}; choose another: python3 scripts/dev.py --port {other}"


def why_no_reset(ports: list[int]) -> str:
    """What to do about servers that use the data which is to be removed."""
    named = " and ".join(str(port) for port in ports)
    return f"This data is in use: Sigma Finance runs from here on port {named}. End it there (Ctrl-C), then reset."


def settings(port: int) -> dict[str, str]:
    """The environment to serve in: a file of our own and nothing of anybody else's, whatever .env says."""
    return {
        "CONFIG_CLASS": "sigma_finance.config.LocalConfig",
        "BASE_URL": f"http://localhost:{port}",
        "DATABASE_URL": "sqlite:///instance/sigma.db",
        "DATABASE_MIGRATION_URL": "",
        "SANDBOX_STATE": str(SANDBOX),
        "REDIS_URL": "",
        "LOG_LEVEL": os.environ.get(
            "LOG_LEVEL", "WARNING"
        ),  # the server prints a line for each request by itself
    }


def forget() -> None:
    """Remove the demo's database and the sandbox's, with the files that SQLite keeps beside them, and the clock."""
    for database in (DATABASE, SANDBOX):
        for suffix in ("", "-wal", "-shm", "-journal"):
            Path(f"{database}{suffix}").unlink(missing_ok=True)
    SANDBOX.with_suffix(".clock").unlink(missing_ok=True)


if __name__ == "__main__":
    main(sys.argv[1:])
