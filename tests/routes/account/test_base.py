"""The pages of a person's own account."""

from __future__ import annotations

from flask import Flask

from sigma_finance.routes.account import base
from tests.harness.client import Client


class TestTheAccount:
    def test_has_all_its_pages_under_one_path_and_for_nobody_who_is_not_signed_in(
        self, sqlite_app: Flask, client: Client
    ) -> None:
        own = [
            rule
            for rule in sqlite_app.url_map.iter_rules()
            if rule.endpoint.startswith(f"{base.blueprint.name}.")
        ]
        assert len(own) > 10
        assert [rule.rule for rule in own if not rule.rule.startswith("/account")] == []
        for rule in own:
            if "GET" in (rule.methods or ()) and not rule.arguments:
                assert client.get(rule.rule, status=302).location.startswith("/auth/login?next=/account")
