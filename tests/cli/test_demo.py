"""``flask demo``."""

from __future__ import annotations

from flask import Flask

from sandbox import Sandbox
from sigma_finance import demo
from tests.cli.terminal import open_chapter, refused, run


class TestLoadingTheDemo:
    def test_prints_who_can_sign_in_each_time(self, any_app: Flask) -> None:
        printed = run(any_app, "demo", "load")
        for role in ("member", "treasurer", "admin"):
            for slug in ("sds", "tau-beta"):
                assert f"{role}@{slug}.example.org" in printed
        assert demo.PASSWORD in printed
        assert run(any_app, "demo", "load") == printed

    def test_sends_nothing_by_itself(self, app: Flask, sandbox: Sandbox) -> None:
        run(app, "demo", "load")
        assert sandbox.messages() == []
        run(app, "outbox", "deliver")
        assert {address for message in sandbox.messages() for address in message.to} == {
            "wesley.pike@example.org",
            "noelle.abara@example.org",
            "treasurer@sds.example.org",
            "admin@sds.example.org",
        }

    def test_says_so_when_its_short_names_are_taken(self, app: Flask) -> None:
        open_chapter(app, "sds")
        open_chapter(app, "tau-beta")
        assert "nothing was changed" in run(app, "demo", "load")

    def test_is_refused_in_a_deployment(self, app: Flask) -> None:
        app.config["SANDBOX"] = False
        assert "deployment" in refused(app, "demo", "load")
