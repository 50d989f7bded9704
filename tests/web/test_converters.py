"""What an address may hold."""

from __future__ import annotations

import pytest
from flask import Flask

from sigma_finance.web import converters
from sigma_finance.web.converters import LARGEST_ID


@pytest.fixture
def app() -> Flask:
    """An application of one page, which says the id in its address."""
    made = Flask("addresses")
    converters.register(made)
    made.add_url_rule("/members/<int:member_id>", "member", lambda member_id: f"{member_id}")
    made.add_url_rule("/names/<name>", "name", lambda name: name)
    return made


class TestAnId:
    @pytest.mark.parametrize(
        ("typed", "read"), [("0", "0"), ("7", "7"), ("007", "7"), (str(LARGEST_ID), str(LARGEST_ID))]
    )
    def test_is_plain_digits(self, app: Flask, typed: str, read: str) -> None:
        assert app.test_client().get(f"/members/{typed}").text == read

    @pytest.mark.parametrize(
        "typed", [str(LARGEST_ID + 1), "9" * 300, "-1", "+1", "1.0", "1e3", "0x1", "\u0661", "\uff11", "1%20"]
    )
    def test_is_nothing_else(self, app: Flask, typed: str) -> None:
        assert app.test_client().get(f"/members/{typed}").status_code == 404

    def test_can_be_kept_by_every_database(self) -> None:
        assert LARGEST_ID < 2**63


class TestNul:
    @pytest.mark.parametrize(
        ("address", "status"),
        [
            ("/names/a%00b", 404),
            ("/names/%00", 404),
            ("/names/a?q=%00", 400),
            ("/names/a?q=b&q=c%00", 400),
            ("/names/a?q=b", 200),
        ],
    )
    def test_leads_nowhere(self, app: Flask, address: str, status: int) -> None:
        assert app.test_client().get(address).status_code == status
