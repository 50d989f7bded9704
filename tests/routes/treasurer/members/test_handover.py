"""The treasurer's pages of a handover."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from flask import Flask

from sigma_finance.domain.dates import now
from sigma_finance.domain.permissions import Role
from tests.harness.client import Client
from tests.people import add_person, signed_in
from tests.routes.house import House, build_house, owe, pay_cash

PATH = "/treasurer/handover"


@pytest.fixture
def house(app: Flask) -> House:
    return build_house()


@pytest.fixture
def tess(app: Flask, house: House) -> Client:
    return signed_in(app, house.tess)


def offer(house: House, tess: Client, *, status: int = 303, **typed: str) -> None:
    """Offer the office to Ben."""
    form = {"member": str(house.ben.member_id), **typed}
    tess.submit(tess.get(f"{PATH}/offer"), form, status=status)


class TestTheTreasurersPage:
    def test_shows_what_is_open_and_where_it_is_mended(self, house: House, tess: Client) -> None:
        assert "Nothing is open" in tess.get(PATH).main
        owe(house.ada)
        pay_cash(house.ada, 5000)
        page = tess.get(PATH)
        assert "Cash and checks that are not deposited" in page.main
        assert "/treasurer/deposits" in page.links().values()
        assert "Cash on hand" in page.main
        assert "Treasurer of sds" in page.main

    def test_offers_the_office_and_withdraws_it(self, house: House, tess: Client) -> None:
        offer(house, tess)
        page = tess.get(PATH)
        assert "Offered to Ben Banneker" in page.main
        assert "find it at http" in page.main
        assert "Choose your successor" not in page.main
        withdrawn = tess.follow(tess.submit(page, action="/withdraw"))
        assert "Choose your successor" in withdrawn.main

    def test_says_at_the_field_what_is_wrong(self, house: House, tess: Client) -> None:
        page = tess.submit(tess.get(f"{PATH}/offer"), {"member": ""}, status=422)
        assert page.errors()["member"]
        page = tess.submit(
            tess.get(f"{PATH}/offer"),
            {"member": str(house.ben.member_id), "ends_on": "2020-01-01"},
            status=422,
        )
        assert "from today on" in page.errors()["ends_on"]

    def test_asks_again_who_it_is(self, house: House, tess: Client) -> None:
        with time_machine.travel(now() + timedelta(minutes=16)):
            assert "/account/confirm" in tess.get(f"{PATH}/offer", status=303).location

    def test_is_read_by_other_officers_who_cannot_begin(self, app: Flask, house: House) -> None:
        alma = signed_in(app, add_person(house.ada.chapter_id, "Alma", "alma@example.org", Role.ADMIN))
        page = alma.get(PATH)
        assert "The treasurer begins a handover here" in page.main
        assert "Choose your successor" not in page.main
