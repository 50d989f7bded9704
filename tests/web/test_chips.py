"""Filters that are on, as chips that take them off."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask

from sigma_finance.web.chips import chips

ASKED = {"q": "ada & co", "status": "active", "order": "name"}
WORDS = {"q": "“ada & co”", "status": "Active"}


@pytest.fixture(autouse=True)
def request_of_the_list() -> Iterator[None]:
    app = Flask("lists")
    app.add_url_rule("/members", "members", lambda: "")
    with app.test_request_context("/members"):
        yield


class TestAChip:
    def test_stands_for_each_filter_and_for_no_order(self) -> None:
        assert [chip.word for chip in chips("members", ASKED, WORDS)] == ["“ada & co”", "Active"]

    def test_takes_itself_off_and_nothing_else(self) -> None:
        left = [parse_qs(urlsplit(chip.href).query) for chip in chips("members", ASKED, WORDS)]
        assert left == [
            {"status": ["active"], "order": ["name"]},
            {"q": ["ada & co"], "order": ["name"]},
        ]

    def test_leads_to_the_plain_list_where_it_was_the_only_one(self) -> None:
        (chip,) = chips("members", {"status": "active"}, WORDS)
        assert chip.href == "/members"

    def test_is_missing_where_nothing_is_filtered(self) -> None:
        assert chips("members", {"order": "name"}, WORDS) == []
