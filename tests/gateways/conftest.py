"""An application with just the gateways' settings, the sandbox, and servers that answer badly."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from tests.gateways.faulty import CannedAnswer, Server, answering
from tests.sandbox.standing import Stand, standing

WEBHOOK_SECRET = "whsec_first"
SETTINGS = {
    "BASE_URL": "http://localhost:5000",
    "STRIPE_SECRET_KEY": "sk_test_sandbox",
    "STRIPE_API_BASE": "http://127.0.0.1:9",
    "STRIPE_CLIENT_ID": "ca_sandbox",
    "STRIPE_WEBHOOK_SECRETS": [WEBHOOK_SECRET],
    "SENDGRID_API_KEY": "SG.sandbox",
    "SENDGRID_API_BASE": "http://127.0.0.1:9",
    "DEFAULT_FROM_EMAIL": "no-reply@example.org",
}


@pytest.fixture
def settings() -> Iterator[dict[str, Any]]:
    """The settings of the application that is bound for the test; change them as the test needs."""
    app = Flask("gateways")
    app.config.update(SETTINGS)
    with app.app_context():
        yield app.config


@pytest.fixture
def stand(settings: dict[str, Any], tmp_path: Path) -> Iterator[Stand]:
    """The sandbox on a real socket; the settings name it."""
    with standing(tmp_path / "sandbox.sqlite") as made:
        settings["STRIPE_API_BASE"] = f"{made.url}/stripe"
        settings["SENDGRID_API_BASE"] = f"{made.url}/sendgrid"
        yield made


@pytest.fixture
def the_world_says(settings: dict[str, Any]) -> Iterator[Callable[..., Server]]:
    """Let the settings name a server that gives these answers in turn."""
    with ExitStack() as running:

        def start(*answers: CannedAnswer) -> Server:
            server = running.enter_context(answering(*answers))
            settings["STRIPE_API_BASE"] = settings["SENDGRID_API_BASE"] = server.url
            return server

        yield start
