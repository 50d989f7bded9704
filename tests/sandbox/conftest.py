"""The sandbox that a test talks to, alone or posting its events to an endpoint."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from sandbox.engine.settings import SandboxSettings
from sandbox.engine.store import Store
from sandbox.engine.work import Bench
from sandbox.stripe import due
from tests.sandbox.standing import Stand, WebhookReceiver, options, serve, standing


@pytest.fixture
def endpoint() -> Iterator[WebhookReceiver]:
    taker = WebhookReceiver()
    with serve(taker.app()) as url:
        taker.url = f"{url}/webhook"
        yield taker


@pytest.fixture
def stand(tmp_path: Path) -> Iterator[Stand]:
    with standing(tmp_path / "sandbox.sqlite") as made:
        yield made


@pytest.fixture
def posting(tmp_path: Path, endpoint: WebhookReceiver) -> Iterator[Stand]:
    """A sandbox that posts its events to the endpoint."""
    with standing(tmp_path / "sandbox.sqlite", webhook_url=endpoint.url, retry_delays=(0.05, 0.05)) as made:
        yield made


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    """A sandbox's state and settings, which nobody serves."""
    path = tmp_path / "sandbox.sqlite"
    return Bench(Store(path), SandboxSettings(state_path=path, **options()), due.RULES)
