"""An application that stands ready for a worker's tests: migrated, served on a port of its own, clean for each test."""

from __future__ import annotations

import shutil
import socket
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from threading import Thread
from typing import Any

import redis
from flask import Flask
from flask_migrate import upgrade
from sqlalchemy.engine import make_url
from werkzeug.serving import make_server

from sandbox import Sandbox, sandbox_of
from sigma_finance.app import create_app
from sigma_finance.config import TestConfig
from sigma_finance.extensions import cache, db, limiter
from tests.harness.client import SeparateClient
from tests.harness.databases import Database


@dataclass
class ServedApp:
    """A served application; ``begin`` makes it as good as new, in milliseconds."""

    app: Flask
    url: str
    database: Database | Path
    settings: dict[str, Any] = field(repr=False)
    #: Where limits are counted and figures kept, but for an application that does so in its own memory.
    shared: redis.Redis | None = None

    @property
    def sandbox(self) -> Sandbox:
        """The stand-in for Stripe and SendGrid that is mounted under ``/sandbox``."""
        return sandbox_of(self.app)

    def begin(self) -> None:
        """Forget what earlier tests did: settings, rows, limits, cached figures, payments at the sandbox."""
        self.app.config.clear()
        self.app.config.update(self.settings)
        self.sandbox.settings.webhook_url = None
        self.sandbox.reset()
        self._empty()
        limiter.init_app(self.app)  # the limiter counts for the application that it was bound to last
        if self.shared is not None:
            self.shared.flushdb()
            return
        with self.app.app_context():
            limiter.reset()
            cache.clear()

    def deliver_webhooks(self) -> None:
        """Let the sandbox post its events to this application, as Stripe does."""
        self.sandbox.settings.webhook_url = f"{self.url}/webhook"

    def _empty(self) -> None:
        if isinstance(self.database, Database):
            self.database.empty()
            return
        with self.app.app_context():
            db.engine.dispose()
        file = Path(make_url(self.app.config["SQLALCHEMY_DATABASE_URI"]).database or "")
        for suffix in ("-wal", "-shm"):
            file.with_name(file.name + suffix).unlink(missing_ok=True)
        shutil.copyfile(self.database, file)


@contextmanager
def standing_on_postgresql(database: Database, redis_url: str, folder: Path) -> Iterator[ServedApp]:
    """The application as production runs it: PostgreSQL under a plain role, Redis."""
    environ = {
        "DATABASE_URL": database.application,
        "DATABASE_MIGRATION_URL": database.owner,
        "REDIS_URL": redis_url,
    }
    with serving(environ, folder) as (app, url):
        migrate(app)
        with closing(redis.Redis.from_url(redis_url)) if redis_url else nullcontext() as shared:
            yield ServedApp(app=app, url=url, database=database, settings=dict(app.config), shared=shared)


@contextmanager
def standing_on_sqlite(folder: Path) -> Iterator[ServedApp]:
    """The application as a small chapter runs it: one file, no services."""
    file, migrated = folder / "sigma.db", folder / "migrated.db"
    with serving({"DATABASE_URL": f"sqlite:///{file}"}, folder) as (app, url):
        migrate(app)
        with app.app_context():
            db.engine.dispose()
        shutil.copyfile(file, migrated)
        yield ServedApp(app=app, url=url, database=migrated, settings=dict(app.config))


def migrate(app: Flask) -> None:
    """Bring the database to the newest schema, as its owner."""
    with app.app_context():
        upgrade()


@contextmanager
def serving(environ: Mapping[str, str], folder: Path) -> Iterator[tuple[Flask, str]]:
    """Make an application that knows its own address, and serve it with threads until the end."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
        url = f"http://localhost:{port}"
        app = create_app(
            TestConfig(
                {
                    "SANDBOX_STATE": str(folder / "sandbox.sqlite"),
                    "FILES_PATH": str(folder / "files"),
                    **environ,
                    "BASE_URL": url,
                }
            )
        )
        app.test_client_class = SeparateClient
        server = make_server("127.0.0.1", port, app, threaded=True, fd=listening.fileno())
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        try:
            yield app, url
        finally:
            server.shutdown()
            thread.join()
            sandbox_of(app).stop()
            server.server_close()
            with app.app_context():
                db.engine.dispose()
