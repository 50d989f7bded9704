"""The pages before one is signed in."""

from __future__ import annotations

from flask import Flask

from sigma_finance.routes.auth import base
from tests.harness.client import Client


class TestThePagesBeforeSigningIn:
    def test_stand_under_one_path_and_are_open_to_strangers(self, sqlite_app: Flask, client: Client) -> None:
        own = [
            rule
            for rule in sqlite_app.url_map.iter_rules()
            if rule.endpoint.startswith(f"{base.blueprint.name}.")
        ]
        assert [rule.rule for rule in own if not rule.rule.startswith("/auth/")] == []
        shown = {rule.rule for rule in own if "GET" in (rule.methods or ()) and not rule.arguments}
        assert {"/auth/login", "/auth/forgot"} <= shown
        for path in sorted(shown - {"/auth/code"}):
            assert client.get(path).h1
        assert client.get("/auth/code", status=303).location == "/auth/login"
