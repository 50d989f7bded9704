"""The pages on which a roster is chosen, checked and imported."""

from __future__ import annotations

import io

from tests.harness.client import BrowserPage, Client
from tests.services.imports.rostering import file_of

PATH = "/treasurer/imports/roster"
NEW = ("Marcus Bell", "marcus@example.org", "555-010-0101", "Alumni", "2024-10-12", 60, "")


def choose(client: Client, content: bytes, name: str = "fall.xlsx", *, status: int = 303) -> BrowserPage:
    """Choose a file on the first page."""
    return client.submit(client.get(PATH), {"file": (io.BytesIO(content), name)}, status=status)


def check(client: Client, *table: tuple[object, ...]) -> BrowserPage:
    """Choose a file with these rows, and look at the check."""
    return client.follow(choose(client, file_of(*table)))


def confirm(client: Client, page: BrowserPage, *, status: int = 303, **data: str) -> BrowserPage:
    """Send the form of the check."""
    return client.submit(page, data, action=page.response.request.path, status=status)
