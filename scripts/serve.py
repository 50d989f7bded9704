"""The part of ``scripts/dev.py`` that needs the libraries: migrates, loads the demo and serves, in one process."""

from __future__ import annotations

import signal
import socket
import sys
from contextlib import suppress
from pathlib import Path
from threading import Thread
from types import FrameType

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from _who_serves import serving
from alembic.script import ScriptDirectory
from flask import Flask
from flask.cli import ScriptInfo
from flask_migrate import upgrade
from werkzeug.serving import BaseWSGIServer, make_server

from sigma_finance.app import create_app
from sigma_finance.config import INSTANCE, ROOT, ConfigError
from sigma_finance.database import transactions
from sigma_finance.queries import health

FROM_ELSEWHERE = (
    "The data in instance/ is of another version of Sigma Finance, which this one cannot take over. "
    "To remove it and start over: python3 scripts/dev.py --reset"
)


def main(port: int) -> None:
    """Bring the database up to date, load the demo chapters, and serve until Ctrl-C."""
    signal.signal(signal.SIGTERM, end)
    signal.signal(signal.SIGINT, end)  # a shell that starts this in the background has it ignored
    with suppress(KeyboardInterrupt), serving(INSTANCE, port):
        try:
            app = create_app()
        except ConfigError as error:
            sys.exit(error.message)
        print("Bringing the database up to date", flush=True)
        migrate(app)
        print("Loading the demo chapters", flush=True)
        app.cli.main(["demo", "load"], standalone_mode=False, obj=ScriptInfo(create_app=lambda: app))
        serve(app, port)
    print("\nStopped. The data is kept for the next start.", flush=True)


def migrate(app: Flask) -> None:
    """Give the database the tables of this version."""
    known = {script.revision for script in ScriptDirectory(str(ROOT / "migrations")).walk_revisions()}
    with app.app_context():
        if health.find_revision() not in {None, *known}:
            sys.exit(FROM_ELSEWHERE)
        transactions.end_read()
        upgrade()


def serve(app: Flask, port: int) -> None:
    """Answer on both addresses that ``localhost`` may mean, so that no client has to try twice."""
    servers: list[BaseWSGIServer] = [make_server("127.0.0.1", port, app, threaded=True)]
    if has_second_loopback():
        servers.append(make_server("::1", port, app, threaded=True))
    for server in servers[1:]:
        Thread(target=server.serve_forever, daemon=True).start()
    print(f"\nSigma Finance is ready on {app.config['BASE_URL']} (Ctrl-C ends it)\n", flush=True)
    servers[0].serve_forever()


def has_second_loopback() -> bool:
    """Whether this computer has the IPv6 address of ``localhost`` as well."""
    try:
        with socket.socket(socket.AF_INET6) as probe:
            probe.bind(("::1", 0))
    except OSError:
        return False
    return True


def end(_signal: int, _frame: FrameType | None) -> None:
    """Being asked to end is the same as Ctrl-C."""
    raise KeyboardInterrupt


if __name__ == "__main__":
    main(int(sys.argv[1]))
