"""Empty databases, on PostgreSQL and on SQLite, to be migrated step by step."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import Engine, create_engine

from sigma_finance.app import create_app
from sigma_finance.config import TestConfig
from tests.harness import databases
from tests.harness.servers import Servers


class SchemaConfig(TestConfig):
    """The application for its schema alone."""

    SANDBOX = False


@contextmanager
def fresh_database(kind: str, servers: Servers, worker: str, folder: Path) -> Iterator[dict[str, str]]:
    """The settings of an empty database."""
    if kind == "sqlite":
        yield {"DATABASE_URL": f"sqlite:///{folder / 'schema.db'}"}
        return
    name = f"sigma_schema_{worker}"
    made = databases.create(servers.postgresql, name)
    try:
        yield {"DATABASE_URL": made.application, "DATABASE_MIGRATION_URL": made.owner}
    finally:
        made.connection.close()
        databases.drop(servers.postgresql, name)


@pytest.fixture(params=["postgresql", "sqlite"])
def empty_app(
    request: pytest.FixtureRequest, servers: Servers, worker: str, tmp_path: Path
) -> Iterator[tuple[Flask, Engine]]:
    """An application whose database is empty, and the owner's way into it."""
    with fresh_database(request.param, servers, worker, tmp_path) as environ:
        app = create_app(SchemaConfig(environ))
        engine = create_engine(app.config["DATABASE_MIGRATION_URL"])
        with app.app_context():
            yield app, engine
        engine.dispose()
