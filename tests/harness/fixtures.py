"""The fixtures that tests ask for: an application on either database, a client, the sandbox, a served address."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from flask import Flask

from sandbox import Sandbox
from sigma_finance.database.scopes import across_chapters
from tests.harness import databases
from tests.harness.client import Client
from tests.harness.databases import Database
from tests.harness.servers import Servers
from tests.harness.standing import ServedApp, standing_on_postgresql, standing_on_sqlite

SERVERS: pytest.StashKey[Servers] = pytest.StashKey()
RUN: pytest.StashKey[str] = pytest.StashKey()


@pytest.fixture(scope="session")
def servers(pytestconfig: pytest.Config) -> Servers:
    """Where PostgreSQL, Redis and Chromium are."""
    return pytestconfig.stash[SERVERS]


@pytest.fixture(scope="session")
def worker(pytestconfig: pytest.Config) -> str:
    """A name for this process's things, its own among every run on the same servers."""
    return f"{pytestconfig.stash[RUN]}_{_number(pytestconfig)}"


@pytest.fixture(scope="session")
def database(servers: Servers, worker: str) -> Iterator[Database]:
    """This worker's PostgreSQL database, with its owner and the application's plain role."""
    name = f"sigma_test_{worker}"
    made = databases.create(servers.postgresql, name)
    yield made
    made.connection.close()
    databases.drop(servers.postgresql, name)


@pytest.fixture(scope="session")
def redis_url(servers: Servers, pytestconfig: pytest.Config) -> str:
    """This worker's numbered database on Redis; empty where the run goes without."""
    if not servers.redis:
        return ""
    parts = urlsplit(servers.redis)
    first = int(parts.path.strip("/") or 0)
    return parts._replace(path=f"/{first + _number(pytestconfig)}").geturl()


@pytest.fixture(scope="session")
def _on_postgresql(
    database: Database, redis_url: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[ServedApp]:
    with standing_on_postgresql(database, redis_url, tmp_path_factory.mktemp("postgresql")) as standing:
        yield standing


@pytest.fixture(scope="session")
def _on_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServedApp]:
    with standing_on_sqlite(tmp_path_factory.mktemp("sqlite")) as standing:
        yield standing


@pytest.fixture
def standing(request: pytest.FixtureRequest) -> ServedApp:
    """The served application of this test: on SQLite where it asked for that, else on PostgreSQL and Redis."""
    chosen = getattr(request, "param", "postgresql")
    found: ServedApp = request.getfixturevalue(f"_on_{chosen}")
    found.begin()
    return found


def choose_databases(metafunc: pytest.Metafunc) -> None:
    """A test that asks for ``any_app`` runs on both databases, one that asks for ``sqlite_app`` on SQLite."""
    if metafunc.config.option.quick:
        if "standing" in metafunc.fixturenames:
            metafunc.parametrize("standing", ["sqlite"], indirect=True)
    elif "any_app" in metafunc.fixturenames:
        metafunc.parametrize("standing", ["postgresql", "sqlite"], indirect=True)
    elif "sqlite_app" in metafunc.fixturenames:
        metafunc.parametrize("standing", ["sqlite"], indirect=True)


@pytest.fixture
def app(standing: ServedApp) -> Iterator[Flask]:
    """The application on PostgreSQL and Redis, with its context pushed. Requests of a client have their own."""
    with standing.app.app_context(), across_chapters():
        yield standing.app


@pytest.fixture
def sqlite_app(app: Flask) -> Flask:
    """The application on SQLite, without Redis."""
    return app


@pytest.fixture
def any_app(app: Flask) -> Flask:
    """The application on PostgreSQL and Redis, and again on SQLite without."""
    return app


@pytest.fixture
def client(standing: ServedApp) -> Client:
    """A browser without scripts, nobody signed in, that judges every page it gets."""
    return Client(standing.app)


@pytest.fixture
def sandbox(standing: ServedApp) -> Sandbox:
    """The stand-in for Stripe and SendGrid that the gateways reach; its events wait until the test delivers them."""
    return standing.sandbox


@pytest.fixture
def live_server(standing: ServedApp) -> str:
    """The address at which the application is served, with the sandbox posting its events to it."""
    standing.deliver_webhooks()
    return standing.url


def _number(config: pytest.Config) -> int:
    """Which of the parallel workers this is, from 0."""
    name: str = getattr(config, "workerinput", {}).get("workerid", "gw0")
    return int(name.removeprefix("gw"))
