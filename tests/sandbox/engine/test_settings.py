"""What a sandbox is told when it is made."""

from __future__ import annotations

from pathlib import Path

import pytest
import stripe

from sandbox.engine.settings import API_VERSION, SandboxSettings
from tests.sandbox.standing import options


class TestTheEndpoint:
    @pytest.mark.parametrize("url", [None, ""])
    def test_is_none_where_events_are_only_kept(self, url: str | None) -> None:
        assert SandboxSettings(state_path=Path(), **options(webhook_url=url)).endpoint is None

    def test_follows_an_address_that_is_learnt_late(self) -> None:
        settings = SandboxSettings(state_path=Path(), **options())
        settings.webhook_url = "http://127.0.0.1:9/webhook"
        assert settings.endpoint == "http://127.0.0.1:9/webhook"


class TestTheVersion:
    def test_is_the_librarys(self) -> None:
        assert stripe.api_version == API_VERSION
