"""``flask stripe``."""

from __future__ import annotations

from flask import Flask

from tests.cli.terminal import flask, run


class TestCheckingStripe:
    def test_finds_all_well_with_the_sandbox(self, app: Flask, live_server: str) -> None:
        printed = run(app, "stripe", "check")
        assert "MEND" not in printed
        assert all(name in printed for name in ("key", "account", "webhook secret", "endpoint"))

    def test_fails_and_says_what_to_mend(self, app: Flask) -> None:
        app.config["STRIPE_WEBHOOK_SECRETS"] = ["secret"]
        result = flask(app, "stripe", "check")
        assert result.exit_code == 1
        assert "begins with whsec_" in result.stdout
