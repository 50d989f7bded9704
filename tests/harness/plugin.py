"""Finds or starts the servers once for a run, tells its workers where they are, and ends what it started."""

from __future__ import annotations

import gc
import os
from collections.abc import Iterable
from contextlib import ExitStack
from dataclasses import asdict
from typing import Any

import pytest

from tests.harness.fixtures import RUN, SERVERS, choose_databases
from tests.harness.servers import ServerMissing, Servers, find_or_start

#: What a test asks for that needs more than SQLite, and the folders whose every test does.
MORE = {"browser", "servers", "redis_url", "database"}
WITH_MORE = {"faults", "journeys", "operation", "scripts"}
#: Whole walks through pages and commands, which a quick run takes where they are named alone.
LONG = {"architecture", "cli", "routes"}
#: So many new things until garbage is looked for among them.
GARBAGE = 20_000
STARTED: pytest.StashKey[ExitStack] = pytest.StashKey()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let a contributor without Redis run the tests with the limits and the cache of one process."""
    parser.addoption(
        "--quick",
        action="store_true",
        help="no browser, no servers, no walks through every page: SQLite alone",
    )
    parser.addoption("--without-redis", action="store_true", help="limits and cache in memory; not in CI")


def pytest_configure(config: pytest.Config) -> None:
    """Make the servers ready, or stop with the sentence that says how to get the one that is missing."""
    given = getattr(config, "workerinput", None)
    if given is not None:
        config.stash[SERVERS], config.stash[RUN] = Servers(**given["servers"]), given["run"]
        return
    if config.option.quick:
        config.stash[SERVERS], config.stash[RUN] = Servers("", "", ""), str(os.getpid())
        return
    if config.option.collectonly or config.option.showfixtures:
        return
    without_redis = bool(config.option.without_redis)
    if without_redis and os.environ.get("CI"):
        raise pytest.UsageError("--without-redis is for computers without Redis, and CI has to have it.")
    config.stash[STARTED], config.stash[RUN] = ExitStack(), str(os.getpid())
    try:
        config.stash[SERVERS] = find_or_start(
            os.environ, without_redis=without_redis, until=config.stash[STARTED]
        )
    except ServerMissing as missing:
        raise pytest.UsageError(str(missing)) from missing


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """Tell a worker where the servers are."""
    node.workerinput["servers"] = asdict(node.config.stash[SERVERS])
    node.workerinput["run"] = node.config.stash[RUN]


def pytest_unconfigure(config: pytest.Config) -> None:
    """End the servers that were started."""
    if STARTED in config.stash:
        config.stash[STARTED].close()


def pytest_collection() -> None:
    """Look for no garbage while the tests are gathered, which all stay."""
    gc.disable()


def pytest_collection_finish() -> None:
    """Never again look through what was gathered: it is what looking for garbage took longest with."""
    gc.freeze()
    gc.set_threshold(GARBAGE)
    gc.enable()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what needs a browser or a server, or walks through everything, where the run is to be quick."""
    if not config.option.quick:
        return
    chosen = config.args_source is pytest.Config.ArgsSource.ARGS
    left_out = {
        item
        for item in items
        if is_left_out(folder_of(item), getattr(item, "fixturenames", ()), chosen=chosen)
    }
    config.hook.pytest_deselected(items=[item for item in items if item in left_out])
    items[:] = [item for item in items if item not in left_out]


def folder_of(item: pytest.Item) -> str:
    """Which folder of the tests it is in."""
    return item.path.relative_to(item.config.rootpath).parts[1]


def is_left_out(folder: str, fixtures: Iterable[str], *, chosen: bool) -> bool:
    """Whether a quick run goes without a test of this folder that asks for these; ``chosen`` ones are named."""
    return bool(MORE & set(fixtures)) or folder in WITH_MORE or (folder in LONG and not chosen)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run a test on the databases that its fixtures name."""
    choose_databases(metafunc)
