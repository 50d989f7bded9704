"""The address without a path."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.harness.client import Client
from tests.people import open_chapter, signed_in


class TestTheAddressWithoutAPath:
    def test_leads_a_stranger_to_the_sign_in_page(self, sqlite_app: Flask, client: Client) -> None:
        assert client.get("/", status=302).location == "/auth/login"

    @pytest.mark.parametrize(
        ("role", "home"),
        [
            ("member", "/dashboard"),
            ("secretary", "/dashboard"),
            ("treasurer", "/treasurer"),
            ("admin", "/treasurer"),
        ],
    )
    def test_leads_a_person_to_where_their_role_begins(self, sqlite_app: Flask, role: str, home: str) -> None:
        person = getattr(open_chapter(), role)
        browser = signed_in(sqlite_app, person)
        browser.follow(browser.get("/", status=302))
        assert browser.get("/", status=302).location == home
