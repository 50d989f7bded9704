"""Chromium for the journeys: the system's own, and a page that minds every error a script or the browser reports."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, ConsoleMessage, Error, Page

from tests.harness.fixtures import SERVERS

QUIET = (
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-dev-shm-usage",
    "--disable-sync",
)


@pytest.fixture(scope="session")
def browser_type_launch_args(
    browser_type_launch_args: dict[str, Any], pytestconfig: pytest.Config
) -> dict[str, Any]:
    """Start the Chromium that this computer has; its own sandbox doesn't work for root."""
    root = hasattr(os, "geteuid") and os.geteuid() == 0
    return {
        **browser_type_launch_args,
        "executable_path": pytestconfig.stash[SERVERS].chromium,
        "args": [*QUIET, *(["--no-sandbox"] if root else [])],
    }


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    """A person in the chapter's country."""
    return {**browser_context_args, "locale": "en-US", "timezone_id": "America/New_York"}


@pytest.fixture
def page(page: Page) -> Iterator[Page]:
    """A browser's page; the test fails where a script fails or the browser refuses what the page asks for."""
    with minded(page):
        yield page


@pytest.fixture
def another_page(new_context: Callable[..., BrowserContext]) -> Iterator[Callable[[], Page]]:
    """Makes a page in a browser of its own, for one more person, minded like the first."""
    with ExitStack() as until:
        yield lambda: until.enter_context(minded(new_context().new_page()))


@contextmanager
def minded(page: Page) -> Iterator[Page]:
    """Notes what goes wrong in a page, and fails at the end if anything has."""
    troubles: list[str] = []

    def note(message: ConsoleMessage) -> None:
        refused = message.text.startswith("Failed to load resource")  # a status that the test itself looks at
        if message.type == "error" and not refused:
            troubles.append(message.text)

    def note_error(error: Error) -> None:
        troubles.append(str(error))

    page.on("console", note)
    page.on("pageerror", note_error)
    page.set_default_timeout(10_000)
    yield page
    assert troubles == []
