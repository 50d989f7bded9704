"""The application as its factory makes it: each apart from the others, and in production without the sandbox."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, request

from sandbox import sandbox_of
from sigma_finance.app import create_app
from sigma_finance.config import ROOT, ConfigError, ProductionConfig, TestConfig
from sigma_finance.services.books import ledger

PRODUCTION = {
    "CONFIG_CLASS": "sigma_finance.config.ProductionConfig",
    "FLASK_SECRET_KEY": "k" * 32,
    "ENCRYPTION_KEYS": "e" * 32,
    "REDIS_URL": "redis://127.0.0.1:9",
    "BASE_URL": "https://dues.example.org",
    "STRIPE_SECRET_KEY": "sk_live_x",
    "STRIPE_PUBLISHABLE_KEY": "pk_live_x",
    "STRIPE_WEBHOOK_SECRET": "whsec_x",
    "SENDGRID_API_KEY": "SG.x",
}
#: Makes the application with every page and command of it, and says which modules of the sandbox that took.
ASK = """
import importlib, pkgutil, sys
import sigma_finance
from sigma_finance.app import create_app
app = create_app()
for found in pkgutil.walk_packages(sigma_finance.__path__, "sigma_finance."):
    if found.name != "sigma_finance.worker":
        importlib.import_module(found.name)
answer = app.test_client().get("/sandbox/", base_url=app.config["BASE_URL"])
print(sorted(name for name in sys.modules if name.partition(".")[0] == "sandbox"), answer.status_code)
"""


def made(folder: Path, **environ: str) -> Flask:
    state = {"DATABASE_URL": f"sqlite:///{folder}/sigma.db", "SANDBOX_STATE": f"{folder}/sandbox.sqlite"}
    return create_app(TestConfig({**state, **environ}))


class TestInProduction:
    def test_the_sandbox_is_neither_imported_nor_served(self, tmp_path: Path) -> None:
        answer = subprocess.run(
            [sys.executable, "-c", ASK],
            env={
                **os.environ,
                **PRODUCTION,
                "DATABASE_URL": f"sqlite:///{tmp_path}/sigma.db",
                "PYTHONPATH": str(ROOT),
            },
            cwd=tmp_path,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert (answer.stdout.strip(), answer.returncode) == ("[] 404", 0), answer.stderr

    def test_the_application_is_not_made_without_its_settings(self) -> None:
        with pytest.raises(ConfigError, match="FLASK_SECRET_KEY is missing"):
            create_app(ProductionConfig({}))


class TestAnApplication:
    def test_is_apart_from_every_other(self, tmp_path: Path) -> None:
        one = made(tmp_path, BASE_URL="http://one.example.org")
        other = made(tmp_path, BASE_URL="http://other.example.org")
        assert one.config["BASE_URL"] != other.config["BASE_URL"]
        assert sandbox_of(one) is not sandbox_of(other)

    def test_has_a_sandbox_under_its_own_address_that_waits_for_a_request(self, tmp_path: Path) -> None:
        before = threading.active_count()
        app = made(tmp_path, BASE_URL="http://dues.example.org")
        settings = sandbox_of(app).settings
        assert settings.webhook_url == "http://dues.example.org/webhook"
        assert settings.public_url == "http://dues.example.org/sandbox"
        assert settings.webhook_secret == app.config["STRIPE_WEBHOOK_SECRETS"][0]
        assert threading.active_count() == before

    def test_knows_who_listens_to_the_books(self, tmp_path: Path) -> None:
        listening = made(tmp_path).extensions[ledger.LISTENERS]
        assert [each.__name__ for each in listening] == ["archive_paid_off"]

    @pytest.mark.parametrize(("hops", "seen"), [("0", ("http", "10.0.0.9")), ("1", ("https", "203.0.113.5"))])
    def test_believes_as_many_proxies_as_it_is_told(
        self, tmp_path: Path, hops: str, seen: tuple[str, str]
    ) -> None:
        app = made(tmp_path, PROXY_HOPS=hops)
        asked: list[Any] = []
        app.before_request(lambda: asked.append((request.scheme, request.remote_addr)))
        app.test_client().get(
            "/monitoring/health",
            base_url="http://localhost",
            environ_overrides={"REMOTE_ADDR": "10.0.0.9"},
            headers={"X-Forwarded-Proto": "https", "X-Forwarded-For": "198.51.100.1, 203.0.113.5"},
        )
        sandbox_of(app).stop()
        assert asked == [seen]
